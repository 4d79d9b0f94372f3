"""A class's time and title as text for notices, pages and tables."""

from __future__ import annotations

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from backend.common.dates import format_date, format_moment, weekday
from courses.models import LiveClass


def when(live_class: LiveClass) -> str:
    """Return "Thứ Tư, 08:00–10:00, 25/11/2026" in Vietnam's time; with both days if it passes midnight."""
    start, end = timezone.localtime(live_class.starts_at), timezone.localtime(live_class.ends_at)
    day = weekday(start.date())
    if start.date() == end.date():
        return f"{day}, {start:%H:%M}–{end:%H:%M}, {format_date(start.date())}"
    return _("%(day)s, từ %(start)s đến %(end)s") % {
        "day": day,
        "start": format_moment(start),
        "end": format_moment(end),
    }


def short_title(live_class: LiveClass) -> str:
    """Return the title, shortened to leave room for the time in a notice's title."""
    return Truncator(live_class.title).chars(48)
