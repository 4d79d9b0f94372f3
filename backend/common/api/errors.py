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
from backend.common.outages import COME_BACK_AFTER, is_outage


class DatabaseAway(APIException):
    """The database can't be reached: 503 with Retry-After.

    The request may or may not have been carried out. Repeat it with the same key.
    """

    status_code = 503
    default_detail = gettext_lazy("Máy chủ chưa trả lời được ngay lúc này. Xin gửi lại sau vài giây.")
    default_code = "database_away"
    wait = COME_BACK_AFTER


class ExceptionHandler(StandardHandler):
    """Converts exceptions to API errors.

    A DomainError of status 400 becomes a validation error at its field, or at each field of its `errors`
    ({field: message}). Other DomainErrors keep their status and code. A database outage becomes a
    DatabaseAway.
    """

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(
            exc, OverflowError
        ):  # DRF raises it for 0001-01-01, which in UTC is before the first date
            return ParseError(_("Dữ liệu gửi lên không đọc được."))
        if isinstance(exc, SuspiciousOperation):  # too many fields, a body cut short: not DRF's, so its 500
            return _refused(exc)
        if is_outage(exc):
            return DatabaseAway()
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
