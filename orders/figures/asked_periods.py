"""Read months and periods from a request."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from orders.figures.periods import Period, read_period, this_month

MONTH = OpenApiParameter("month", str, description="2026-11; default: this month", pattern=r"^\d{4}-\d{2}$")


def period_asked(request: Request, name: str, lengths: tuple[int, ...]) -> Period:
    """Return the period in parameter `name`; by default this month.

    Raises ValidationError (400) at `name` if it can't be read, or if its length in months isn't in `lengths`.
    """
    text = request.query_params.get(name, "")
    period = read_period(text) if text else this_month()
    if period is None or period.months not in lengths:
        raise ValidationError({name: [_("Viết như 2026-11.")]})
    return period


def month_asked(request: Request) -> Period:
    return period_asked(request, "month", (1,))
