"""{% load members %}: filters for waiting times, device names and codes, tags for exported data and for folds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common import codes
from backend.common.dates import format_date, format_moment
from members.consent.enums import ConsentPurpose
from members.consent.presenters import consent_choices
from members.own_data.exporting import Rows
from members.people.cards import format_card_number
from members.rules import has_desk

register = template.Library()

MAX_ROWS = 100

_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def card_number(number: str) -> str:
    return format_card_number(number) if number else ""


@register.filter
def fours(code: str) -> str:
    """Return a code in groups of four characters, which are easier to read."""
    return codes.grouped(code)


@register.filter
def machine(user_agent: str) -> str:
    """Return a device name from a browser's user agent: "Máy iPhone", "Máy Windows"; otherwise "Máy khác"."""
    for sign, name in _MACHINES:
        if sign in user_agent:
            return _("Máy %(name)s") % {"name": name}
    return _("Máy khác")


@register.filter
def age(moment: dt.datetime | None) -> str:
    """Return how long ago `moment` was: "5 phút", "3 giờ", "2 ngày"; after a year, the date.

    Without a moment, return "".
    """
    if moment is None:
        return ""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    if minutes < 1:
        return _("vừa xong")
    if minutes < 60:
        return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d giờ", "%(n)d giờ", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    if days > 365:
        return format_date(timezone.localdate(moment))
    return ngettext("%(n)d ngày", "%(n)d ngày", days) % {"n": days}


@register.simple_tag(takes_context=True)
def open_for_officers(context: Context) -> str:
    """Return "open" for an officer or staff, else "". For a <details> with law, log references or codes.

    Officers need these parts for their work; for all others they stay folded.
    """
    request: Any = context.get("request")
    actor = getattr(request, "actor", None)
    if not actor:
        return ""
    if not hasattr(request, "_has_desk"):  # one query a page, whatever its number of folds
        request._has_desk = has_desk(actor.member)
    return "open" if request._has_desk else ""


@register.inclusion_tag("members/consent/switch.html", takes_context=True)
def consent_switch(context: Context, purpose: str) -> dict[str, Any]:
    """Render the switch of one consent, on the page where it matters.

    Renders nothing for visitors, and while an officer acts for the member: only the member can.
    """
    request = context["request"]
    actor = getattr(request, "actor", None)
    if not actor or actor.is_helping:
        return {"choice": None}
    choice = consent_choices(actor.member, [ConsentPurpose(purpose)])[0]
    return {"choice": choice, "next": request.path, "request": request}


@register.simple_tag
def known(value: Any, words: Mapping[str, Any]) -> SafeString:
    """Render a section of the export: dicts as terms, lists as lists, moments in readable form."""
    if isinstance(value, Mapping):
        terms = (
            (words.get(key, str(key).replace("_", " ")), known(part, words)) for key, part in value.items()
        )
        return format_html(
            '<dl class="known">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", terms)
        )
    if isinstance(value, Rows):
        rows = value.newest(MAX_ROWS + 1)
        html = known(rows[:MAX_ROWS], words)
        if len(rows) <= MAX_ROWS:
            return html
        more = _("Đây là %(n)d dòng mới nhất. Chị tải về thì có đủ.") % {"n": MAX_ROWS}
        return format_html('<p class="small quiet">{}</p>{}', more, html)
    if isinstance(value, list | tuple):
        if not value:
            return format_html("{}", "–")
        return format_html(
            '<ul class="known">{}</ul>',
            format_html_join("", "<li>{}</li>", ((known(part, words),) for part in value)),
        )
    if value is None or value == "":
        return format_html("{}", "–")
    if isinstance(value, bool):
        return format_html("{}", _("có") if value else _("không"))
    if isinstance(value, dt.datetime):
        return format_html("{}", format_moment(value))
    if isinstance(value, dt.date):
        return format_html("{}", format_date(value))
    return format_html("{}", value)
