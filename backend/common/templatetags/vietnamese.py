"""Filters that show money and quantities as the page's language writes them, days and telephone numbers as Vietnamese do."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from backend.common import dates, money, phones, units

register = template.Library()


@register.filter
def dong(amount: int | None) -> str:
    return "" if amount is None else money.dong_words(amount)


@register.filter
def price(amount: int | None, unit: str = "") -> str:
    """Format a price: `amount|price:unit_code` gives "120.000 đ/kg"."""
    return "" if amount is None else money.format_price(amount, units.unit_name(unit) if unit else "")


@register.filter
def quantity(number: Decimal | int | None, unit: str) -> str:
    """Format a quantity: `number|quantity:unit_code` gives "1,5 kg"."""
    return "" if number is None else units.format_quantity(number, unit)


@register.filter
def number(value: Decimal | int | None) -> str:
    return "" if value is None else units.number_words(value)


@register.filter
def unit_name(code: str | None) -> str:
    return units.unit_name(code) if code else ""


@register.filter
def vi_date(day: dt.date | None) -> str:
    return "" if day is None else dates.format_date(day)


@register.filter
def vi_moment(moment: dt.datetime | None) -> str:
    return "" if moment is None else dates.format_moment(moment)


@register.filter
def age(moment: dt.datetime | None) -> str:
    """Format the time since `moment`, such as "3 giờ"."""
    return "" if moment is None else dates.age(moment)


@register.filter
def weekday(day: dt.date | None) -> str:
    return "" if day is None else dates.weekday(day)


@register.filter
def phone(e164: str | None) -> str:
    return phones.format_phone(e164) if e164 else ""


@register.filter
def masked_phone(e164: str | None) -> str:
    """Format a number with its middle digits hidden: "0912 *** 678"."""
    return phones.mask_phone(e164) if e164 else ""


_WEB = re.compile(r"https://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


@register.filter
def tappable(text: str) -> SafeString:
    """Return `text` with its phone numbers and https addresses as links, such as a carrier's."""
    pieces, at = [], 0
    for hit in _WEB.finditer(text):
        pieces += _with_calls(text[at : hit.start()])
        pieces.append(format_html('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>', hit[0]))
        at = hit.end()
    return format_html_join("", "{}", ((each,) for each in (*pieces, *_with_calls(text[at:]))))


def _with_calls(text: str) -> list[SafeString]:
    return [
        format_html('<a href="tel:{}">{}</a>', number, words) if number else format_html("{}", words)
        for words, number in phones.split_phones(text)
    ]
