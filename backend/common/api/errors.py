"""The one format of the API's errors, also for DomainErrors."""

from __future__ import annotations

import math

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as librarys_plural
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, Throttled, ValidationError

from backend.common.errors import DomainError
from backend.common.outages import (
    ASK_AGAIN_AFTER,
    COME_BACK_AFTER,
    ROOM_AFTER,
    is_full,
    is_outage,
    is_too_long,
)


class DatabaseAway(APIException):
    """The database can't be reached: 503 with Retry-After.

    The request may or may not have been carried out. Repeat it with the same key.
    """

    status_code = 503
    default_detail = gettext_lazy("Máy chủ chưa trả lời được ngay lúc này. Xin gửi lại sau vài giây.")
    default_code = "database_away"
    wait = COME_BACK_AFTER


class TookTooLong(APIException):
    """The database ended a statement that took too long: 503 with Retry-After. Nothing was written."""

    status_code = 503
    default_detail = gettext_lazy(
        "Việc này làm lâu quá nên máy chủ đã dừng lại, chưa ghi gì. Xin thu hẹp điều kiện, hoặc thử lại sau một phút."
    )
    default_code = "took_too_long"
    wait = ASK_AGAIN_AFTER


class DiskFull(APIException):
    """A disk of the server is full: 507 with Retry-After. Nothing was written."""

    status_code = 507
    default_detail = gettext_lazy(
        "Máy chủ hết chỗ nên chưa ghi được gì. Người quản trị cần dọn đĩa. Xin gửi lại sau ít phút."
    )
    default_code = "disk_full"
    wait = ROOM_AFTER


def refusal_of(error: BaseException | None) -> DatabaseAway | TookTooLong | DiskFull | None:
    """Return the API's refusal for a database away, a statement that took too long or a full disk, else None."""
    if is_outage(error):
        return DatabaseAway()
    if is_full(error):
        return DiskFull()
    return TookTooLong() if is_too_long(error) else None


class ExceptionHandler(StandardHandler):
    """Converts exceptions to API errors.

    A DomainError of status 400 becomes a validation error at its field, or at each field of its `errors`
    ({field: message}). Other DomainErrors keep their status and code. A database outage becomes a
    DatabaseAway, a statement that took too long a TookTooLong, and a full disk a DiskFull.
    """

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(
            exc, OverflowError
        ):  # DRF raises it for 0001-01-01, which in UTC is before the first date
            return ParseError(_("Dữ liệu gửi lên không đọc được."))
        if isinstance(exc, SuspiciousOperation):  # too many fields, a body cut short: not DRF's, so its 500
            return _refused(exc)
        if refusal := refusal_of(exc):
            return refusal
        if isinstance(exc, Throttled):
            return in_one_language(exc)
        if not isinstance(exc, DomainError):
            return super().convert_known_exceptions(exc)
        detail = ErrorDetail(str(exc), exc.code)
        if exc.status_code == 400:
            if errors := getattr(exc, "errors", None):
                return ValidationError(
                    {field: [ErrorDetail(str(text), exc.code)] for field, text in errors.items()}
                )
            return ValidationError({exc.field: [detail]} if exc.field else [detail])
        converted = APIException(detail=str(exc), code=exc.code)
        converted.status_code = exc.status_code
        return converted


def in_one_language(error: Throttled) -> Throttled:
    """Rewrite the message of `error`, with its waiting time, in the active language, and return it.

    DRF inserts the seconds before it looks up the translation of the second sentence, and so doesn't find it.
    """
    if (seconds := getattr(error, "wait", None)) is not None:
        wait = math.ceil(seconds)
        words = librarys_plural(
            "Expected available in {wait} second.", "Expected available in {wait} seconds.", wait
        )
        error.detail = ErrorDetail(
            f"{Throttled.default_detail} {words.format(wait=wait)}", error.default_code
        )
    return error


def _refused(exc: SuspiciousOperation) -> APIException:
    if isinstance(exc, RequestDataTooBig):
        refused = APIException(detail=_("Dữ liệu gửi lên lớn quá."), code="too_large")
        refused.status_code = 413
        return refused
    return ParseError(_("Dữ liệu gửi lên không đọc được."))
