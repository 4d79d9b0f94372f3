"""The bytes of a request's body, for addresses that programs send to."""

from __future__ import annotations

from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class NotRaw(DomainError):
    """The body is a multipart form. Middleware has read it, and its bytes are gone."""

    status_code = 415


def raw_body(request: HttpRequest) -> bytes:
    """Return the bytes of the body. Raises NotRaw if it is a multipart form."""
    try:
        return request.body
    except RawPostDataException:
        raise NotRaw(
            _("Địa chỉ này không nhận biểu mẫu (multipart/form-data)."), code="unsupported_media_type"
        ) from None
