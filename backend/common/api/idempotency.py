"""The Idempotency-Key header on the API's writes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.mixins import CreateModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from backend.common.idempotency import (
    HEADER,
    IdempotencyError,
    StoredResponse,
    find_response,
    hash_file,
    key_of,
    owner_of,
    run_once,
)

IDEMPOTENCY_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    required=False,
    type=str,
    description=(
        "16 to 64 letters, digits, hyphens and underscores, such as a UUID. Requests with the same key and body are carried out once and get the same answer; the same key with another body gets 422. Required for everything that sells or pays: 400 without it."
    ),
)

_WRITES = ["POST", "PUT", "PATCH", "DELETE"]


class IdempotentCreateMixin(CreateModelMixin):
    """CreateModelMixin whose `create` honours the Idempotency-Key header."""

    @extend_schema(parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        create = super().create
        return answer_once(request, lambda: create(request, *args, **kwargs))

    create.honours_key = True  # type: ignore[attr-defined]


def idempotent_action(method: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate a viewset's write, under @action, so that it honours the Idempotency-Key header."""

    @functools.wraps(method)
    def wrapper(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if request.method not in _WRITES:
            return method(self, request, *args, **kwargs)
        return answer_once(request, lambda: method(self, request, *args, **kwargs))

    keyed = extend_schema(parameters=[IDEMPOTENCY_KEY], methods=_WRITES)(wrapper)
    keyed.honours_key = True  # type: ignore[attr-defined]
    return keyed


def answers_once[M: Callable[..., Any]](method: M) -> M:
    """Mark a viewset's write, under @action, that calls answer_once itself: KeyedRouter doesn't wrap it.

    For writes that continue with work outside of the key's transaction.
    """
    method.honours_key = True  # type: ignore[attr-defined]
    return method


class KeyedRouter(SimpleRouter):
    """Router that makes every POST of its viewsets honour the Idempotency-Key header.

    keyless: exceptions as "ViewSet.method". Their answers must not be stored, or every try must count.
    """

    def __init__(self, *, keyless: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keyless = keyless

    def register(self, prefix: str, viewset: Any, basename: str | None = None) -> None:
        extra = [action.mapping["post"] for action in viewset.get_extra_actions() if "post" in action.mapping]
        for name in ("create", *extra):
            method = getattr(viewset, name, None)
            if method is None or f"{viewset.__name__}.{name}" in self.keyless:
                continue
            if not hasattr(method, "honours_key"):
                setattr(viewset, name, idempotent_action(method))
            elif name in extra:  # @action above @idempotent_action drops the parameter from the schema
                extend_schema(parameters=[IDEMPOTENCY_KEY], methods=["POST"])(method)
        super().register(prefix, viewset, basename)


class KeyMissing(IdempotencyError):
    """The view has `requires_key`, but the request has no key. Nothing was done."""


def stored_answer(request: Request) -> Response | None:
    """Return the stored response if its owner sent the same request with this key before, or None.

    Call it before reading an upload, which comes before `answer_once`. Raises KeyMissing as `answer_once`
    does.
    """
    key = key_of(request)
    if key is None:
        _require_no_key_wanted(request)
        return None
    stored = find_response(owner=owner_of(request), key=key, body=_described(request))
    return None if stored is None else _response_of(stored)


def answer_once(request: Request, answer: Callable[[], Response]) -> Response:
    """Return `answer()`, or the stored response if its owner sent the same request with this key before.

    An exception or an error response of `answer` stores no key. Without a key, `answer` is always called.
    Raises KeyMissing if the view has `requires_key` and the request no key.
    """
    key = key_of(request)
    if key is None:
        _require_no_key_wanted(request)
        return answer()

    def effect() -> StoredResponse:
        response = answer()
        body = None if response.data is None else json.loads(JSONRenderer().render(response.data))
        is_success = 200 <= response.status_code < 300
        return StoredResponse(response.status_code, body, response.get("Location", ""), keep=is_success)

    return _response_of(run_once(owner=owner_of(request), key=key, body=_described(request), effect=effect))


def _require_no_key_wanted(request: Request) -> None:
    view = (request.parser_context or {}).get("view")
    if getattr(view, "requires_key", False):
        raise KeyMissing(
            _("Thiếu khoá gửi lại (Idempotency-Key): không có khoá thì gửi lại có thể bị ghi hai lần."),
            code="idempotency_key_missing",
        )


def _response_of(stored: StoredResponse) -> Response:
    headers = {"Location": stored.location} if stored.location else None
    return Response(stored.body, status=stored.status, headers=headers)


def _described(request: Request) -> dict[str, Any]:
    data = request.data
    if hasattr(data, "lists"):
        data = {name: [_plain(value) for value in values] for name, values in data.lists()}
    return {"method": request.method, "path": request.get_full_path(), "data": data}


def _plain(value: Any) -> Any:
    return hash_file(value) if isinstance(value, UploadedFile) else value
