from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from members.models import Branch


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure that Piêu counts for a branch and all below, from `start` to `end`, both included.

    key: stored in forms; it never changes. label: what it is. source: where Piêu has it from.
    count: None if Piêu may not print the figure, because fewer than five people could be recognised.
    """

    key: str
    label: Any
    source: Any
    count: Callable[[Branch, dt.date, dt.date], int | None]


def moments(start: dt.date, end: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment of `start`, and the first after `end`, in Vietnam's time."""
    zone = timezone.get_default_timezone()
    midnight = dt.time()
    after = end + dt.timedelta(days=1)
    return dt.datetime.combine(start, midnight, zone), dt.datetime.combine(after, midnight, zone)
