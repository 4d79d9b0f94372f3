"""Numbers of reports: stored as whole numbers of a field's smallest part, typed and shown as decimals. Never floats.

>>> parse_number("1.234,5", 2), number_text(123450, 2), shown_number(123450, 2)
(123450, '1234.50', '1.234,50')
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.errors import DomainError

MAX_PLACES = 4
MAX_NUMBER = 10**15
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,(\d+))?")
_PLAIN = re.compile(r"\d+(?:,(\d+))?")
# A keyboard without a comma. Three digits after the point are thousands.
_POINT = re.compile(r"\d+\.(\d{1,2}|\d{4,})")


class NumberRefused(DomainError):
    """The text is no number of the field."""


def parse_number(typed: str, places: int) -> int:
    """Return the number in units of 10^-places. Raises NumberRefused."""
    text = "".join(typed.split())
    if _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        whole, _comma, part = text.replace(".", "").partition(",")
    elif _POINT.fullmatch(text):
        whole, _comma, part = text.partition(".")
    else:
        raise NumberRefused(_("Chị ghi một số, ví dụ 120 hoặc 1.200."), code="report_number")
    return _scaled(whole, part, places)


def read_number(text: str, places: int) -> int:
    """Return the number that `number_text` wrote. Raises NumberRefused for any other form."""
    if not re.fullmatch(r"\d{1,19}(?:\.\d{1,4})?", text, re.ASCII):
        raise NumberRefused(_("Chị ghi một số, ví dụ 120 hoặc 1.200."), code="report_number")
    whole, _point, part = text.partition(".")
    return _scaled(whole, part, places)


def number_text(number: int, places: int) -> str:
    """Return a number as programs read it: a point and exactly `places` digits after it."""
    if not places:
        return str(number)
    whole, part = divmod(number, 10**places)
    return f"{whole}.{part:0{places}}"


def shown_number(number: int, places: int) -> str:
    """Return a number as Vietnamese write it: 1.234,50."""
    whole, _point, part = number_text(number, places).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{part}" if part else grouped


def _scaled(whole: str, part: str, places: int) -> int:
    part = part.rstrip("0") if len(part) > places else part
    if len(part) > places:
        message = (
            ngettext(
                "Nhiều nhất %(places)s chữ số sau dấu phẩy.",
                "Nhiều nhất %(places)s chữ số sau dấu phẩy.",
                places,
            )
            % {"places": places}
            if places
            else _("Mục này là số nguyên, không có phần lẻ.")
        )
        raise NumberRefused(message, code="report_places")
    number = int(whole + part.ljust(places, "0"))
    if number >= MAX_NUMBER:
        raise NumberRefused(_("Số này lớn quá. Chị xem lại."), code="report_too_large")
    return number
