"""Where in a body of the API the actions' refusals belong, which name fields of the pages' forms."""

from __future__ import annotations

from collections.abc import Mapping

from rest_framework.exceptions import APIException, ErrorDetail

from orders.errors import OrderError


def placed(error: OrderError, at: Mapping[str, str], otherwise: str | None = None) -> Exception:
    """`error` at the place that `at` gives for its field ("offer-7": "parts.0.lines.1.offer"), or at `otherwise`.

    A refusal that is a conflict (sold out, another price) says its place, too: else nobody would know which line it is about.
    """
    if error.field is None:
        return error
    error.field = at.get(error.field, otherwise or error.field)
    if error.status_code == 400:
        return error
    told = APIException(detail={error.field: [ErrorDetail(str(error), error.code)]}, code=error.code)
    told.status_code = error.status_code
    return told
