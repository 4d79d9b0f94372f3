"""Map the field names of errors, which are those of the pages' forms, to places in an API body."""

from __future__ import annotations

from collections.abc import Mapping

from rest_framework.exceptions import APIException, ErrorDetail

from orders.errors import OrderError


def placed(error: OrderError, at: Mapping[str, str], otherwise: str | None = None) -> Exception:
    """Return `error` with its field replaced by the place in `at`, or by `otherwise`.

    For example, "offer-7" becomes "parts.0.lines.1.offer".
    An error with another status than 400, such as "sold out", becomes an APIException with that place.
    """
    if error.field is None:
        return error
    error.field = at.get(error.field, otherwise or error.field)
    if error.status_code == 400:
        return error
    conflict = APIException(detail={error.field: [ErrorDetail(str(error), error.code)]}, code=error.code)
    conflict.status_code = error.status_code
    return conflict
