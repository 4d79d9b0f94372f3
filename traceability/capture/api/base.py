"""Base of the addresses under /epcis/: headers, media types, and errors as RFC 7807 problems."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.common.api.errors import in_one_language, refusal_of
from backend.common.errors import DomainError
from members.access import ActorMixin
from members.signing_in.enums import Scope
from members.signing_in.scopes import read_by_all
from traceability.capture import MAX_BYTES, MAX_EVENTS

HEADERS = {
    "GS1-EPCIS-Version": "2.0.0",
    "GS1-CBV-Version": "2.0.0",
    "GS1-EPCIS-Min": "2.0.0",
    "GS1-EPCIS-Max": "2.0.0",
    "GS1-EPCIS-Capture-Limit": str(MAX_EVENTS),
    "GS1-EPCIS-Capture-File-Size-Limit": str(MAX_BYTES),
}


class EpcisError(Exception):
    """An error response of EPCIS 2.0; `kind` is the standard's name of the exception."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.more = status, kind, detail, more


KINDS = ["application/json", "application/ld+json"]


class Negotiation(BaseContentNegotiation):
    """Negotiation of JSON and JSON-LD, which have the same bytes.

    `?format=` doesn't select a format: no EPCIS query has such a parameter.
    """

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        if request.get_preferred_type(KINDS) is None:
            raise exceptions.NotAcceptable
        return renderers[0], renderers[0].media_type


@method_decorator(never_cache, "dispatch")
class EpcisView(ActorMixin, APIView):
    """Base of the EPCIS views. Requires a token or a session; anonymous users can neither read nor write."""

    permission_classes = [IsAuthenticated]
    token_scopes = read_by_all(Scope.CAPTURE)
    content_negotiation_class = Negotiation
    schema = None

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def get_exception_handler(self) -> Any:
        return handle


def handle(error: Exception, context: Any) -> HttpResponse | None:
    """Return a problem response for `error`; None for an unexpected exception, which gives a plain 500."""
    headers: dict[str, str] = {}
    error = refusal_of(error) or error
    if isinstance(error, exceptions.Throttled):
        error = in_one_language(error)
    if isinstance(error, exceptions.APIException):
        detail = (
            error.detail if isinstance(error.detail, str) else json.dumps(error.detail, ensure_ascii=False)
        )
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
        kind = {401: "SecurityException", 403: "SecurityException", 406: "NotAcceptableException"}.get(
            error.status_code, "ImplementationException"
        )
        return problem(error.status_code, kind, detail, headers)
    if isinstance(error, DomainError):
        return problem(error.status_code, "ValidationException", error.message, headers)
    if isinstance(error, EpcisError):
        return problem(error.status, error.kind, error.detail, headers, **error.more)
    if isinstance(
        error, RequestDataTooBig
    ):  # with a session, DRF reads the form first, for its CSRF token, and accepts less
        return problem(413, "CaptureLimitExceededException", _("Tệp này lớn quá."), headers)
    return None


def problem(
    status: int, kind: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    body = {"type": f"epcisException:{kind}", "title": kind, "status": status, "detail": detail, **more}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers=headers or {},
    )


def answer(request: HttpRequest | Request, body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """Return `body` as JSON, or as application/ld+json if the client prefers it.

    Underscores in names of `headers` become hyphens.
    """
    kind = request.get_preferred_type(KINDS) or KINDS[0]
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        status=status,
        content_type=kind,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def not_there() -> EpcisError:
    return EpcisError(404, "NoSuchResourceException", _("Không có địa chỉ này, hoặc chị không được xem."))


def raw_body(request: Request) -> bytes:
    """Return the body of a capture request. Refuse it by its headers, before reading it.

    Raises EpcisError: 411 for a chunked body without length, 413 above MAX_BYTES, 415 if it is not JSON.
    """
    if (
        not request.META.get("CONTENT_LENGTH")
        and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    ):
        raise EpcisError(
            411,
            "ValidationException",
            _(
                "Hãy gửi kèm Content-Length: máy chủ không nhận nội dung gửi từng đoạn (Transfer-Encoding: chunked)."
            ),
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        raise EpcisError(
            413,
            "CaptureLimitExceededException",
            _("Tệp này lớn quá: mỗi lần gửi nhiều nhất %(mb)d MB.") % {"mb": MAX_BYTES // 1024 // 1024},
        )
    if (request.content_type or "").partition(";")[0].strip() not in (
        "application/json",
        "application/ld+json",
    ):
        raise EpcisError(
            415, "UnsupportedMediaTypeException", _("Chỉ nhận EPCIS 2.0 dạng JSON (application/ld+json).")
        )
    return request._request.body
