"""Format and parse dates and times in the Vietnamese order: day, month, year (Decree 37/2026/NĐ-CP, Art. 46)."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.common.errors import DomainError

WEEKDAYS = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ Nhật"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2199

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class DateError(DomainError):
    """The text is not a calendar date."""


def format_date(day: dt.date) -> str:
    """Format a date, or the local date of a moment, as day/month/year.

    >>> format_date(dt.date(2026, 11, 4))
    '04/11/2026'
    """
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_moment(moment: dt.datetime) -> str:
    """Format a moment in the project's time zone: "14:05, 24/11/2026". A naive moment counts as local."""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{moment.hour:02}:{moment.minute:02}, {format_date(moment)}"


def age(moment: dt.datetime) -> str:
    """Return how long ago `moment` was, in whole minutes, hours or days: "12 phút", "3 giờ", "2 ngày".

    Under a minute it is "vài giây".
    """
    minutes = int((timezone.now() - moment).total_seconds()) // 60
    if minutes < 1:
        return _("vài giây")
    if minutes < 60:
        return ngettext("%(count)d phút", "%(count)d phút", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d giờ", "%(count)d giờ", hours) % {"count": hours}
    return ngettext("%(count)d ngày", "%(count)d ngày", hours // 24) % {"count": hours // 24}


def weekday(day: dt.date) -> str:
    """Return the name of the day of the week, such as "Thứ Ba"."""
    return str(WEEKDAYS[day.weekday()])


def format_long_date(day: dt.date) -> str:
    """Return a date with its day of the week.

    >>> format_long_date(dt.date(2026, 11, 24))
    'Thứ Ba, 24/11/2026'
    """
    return f"{weekday(day)}, {format_date(day)}"


def parse_vi_date(raw: str) -> dt.date:
    """Parse a date written as 24/11/2026, 24-11-2026, 24.11.26 (always day first) or 2026-11-24.

    A year of two digits means 2000 to 2099. Raises DateError.
    """
    text = raw.strip()
    if not text:
        raise DateError(_("Chị chưa viết ngày."), field="date", code="date_empty")
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if len(match[3]) == 2 else 0
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise _unreadable()
    try:
        parsed = dt.date(year, month, day)
    except ValueError:
        raise _unreadable() from None
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise _unreadable()
    return parsed


def add_months(day: dt.date, months: int) -> dt.date:
    """Return `day` moved by `months` months; the last day of the month if that month is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _unreadable() -> DateError:
    return DateError(
        _("Ngày chưa đúng. Chị viết ngày, tháng, năm, ví dụ 24/11/2026."),
        field="date",
        code="date_unreadable",
    )
