"""Days of the demo, counted from the day of loading so that it never looks old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection


def anchor(months: Collection[int], today: dt.date) -> dt.date:
    """Return the latest day up to `today` whose month is in `months` (1 to 12).

    >>> anchor((5, 6, 7), dt.date(2026, 11, 24))
    datetime.date(2026, 7, 31)
    """
    day = today
    while day.month not in months:
        day = day.replace(day=1) - dt.timedelta(days=1)
    return day
