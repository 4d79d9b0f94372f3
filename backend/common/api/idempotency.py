"""The Idempotency-Key header on the API's writes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.mixins import CreateModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.idempotency import HEADER, StoredResponse, hash_file, key_of, owner_of, run_once

IDEMPOTENCY_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    required=False,
    type=str,
    description=(
        "16 to 64 letters, digits, hyphens and underscores, such as a UUID. The same key with the same body is "
        "carried out once and answered alike every time; with another body it is refused with 422."
    ),
)


class IdempotentCreateMixin(CreateModelMixin):
    """CreateModelMixin whose `create` honours the header."""

    @extend_schema(parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        create = super().create
        return answer_once(request, lambda: create(request, *args, **kwargs))


def idempotent_action(method: Callable[..., Response]) -> Callable[..., Response]:
    """For a viewset's own write, under @action: the method honours the header."""

    @functools.wraps(method)
    def wrapper(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return answer_once(request, lambda: method(self, request, *args, **kwargs))

    return extend_schema(parameters=[IDEMPOTENCY_KEY])(wrapper)


def answer_once(request: Request, answer: Callable[[], Response]) -> Response:
    """`answer()`, or the answer that this owner's key got before. An exception of `answer` keeps no key."""
    key = key_of(request)
    if key is None:
        return answer()

    def effect() -> StoredResponse:
        response = answer()
        body = None if response.data is None else json.loads(JSONRenderer().render(response.data))
        is_success = 200 <= response.status_code < 300
        return StoredResponse(response.status_code, body, response.get("Location", ""), keep=is_success)

    stored = run_once(owner=owner_of(request), key=key, body=_described(request), effect=effect)
    headers = {"Location": stored.location} if stored.location else None
    return Response(stored.body, status=stored.status, headers=headers)


def _described(request: Request) -> dict[str, Any]:
    data = request.data
    if hasattr(data, "lists"):
        data = {name: [_plain(value) for value in values] for name, values in data.lists()}
    return {"method": request.method, "path": request.get_full_path(), "data": data}


def _plain(value: Any) -> Any:
    return hash_file(value) if isinstance(value, UploadedFile) else value
