"""The day that a page of the library is asked for."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest


def asked_day(request: HttpRequest) -> dt.date | None:
    """Return the day of ?ngay=2025-06-30; None without one. Raises Http404 for what is no day."""
    asked = request.GET.get("ngay", "")
    if not asked:
        return None
    try:
        return dt.date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error
