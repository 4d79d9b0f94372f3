"""Signs of life that a process writes into a row while it works on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q


def is_silent(field: str, now: datetime, most: timedelta) -> Q:
    """Return the condition for rows whose last sign of life, in `field`, is older than `most`.

    One that lies more than `most` in the future is of before the clock was set back. A live process writes the
    next within seconds, so its process is taken for dead, too; otherwise a dead one would go unnoticed for as long
    as the clock had been ahead.
    """
    return Q(**{f"{field}__lt": now - most}) | Q(**{f"{field}__gt": now + most})
