"""What the pages of situations show: each sentence with its provisions, and their state of today."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.citing.auditing import first_fault
from backend.law.citing.enums import Fault
from backend.law.library.enums import ReadState
from backend.law.library.models import Document, Provision
from backend.law.library.presenters import citation_url
from backend.law.library.read_states import Reading, reading_of
from backend.law.library.standings import Found, find_standings
from backend.law.library.text_changes import texts_changed_of
from backend.law.readings.presenters import lawyer_read, readable_readings
from backend.law.situations.reading import key_of
from backend.law.situations.stock import Place, Sentence, Situation, stock


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision as a page names it.

    citation: "52/2014/QH13 82(2)". mark: why to be careful, or "". state: who has read it, or "" where the mark says it.
    """

    citation: str
    words: str
    url: str
    mark: str = ""
    state: str = ""
    reading: Reading = Reading(ReadState.NOT_SEEN)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    text: str
    cites: tuple[Cited, ...]


@dataclass(frozen=True)
class ShownPlace(Place):
    """A place of help with the provisions on which it rests, as a page names them."""

    shown_cites: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of the coverage page."""

    situation: Situation
    unread: tuple[str, ...]


def situation_page(situation: Situation) -> dict[str, Any]:
    """Return the context of a situation's page. Eight queries, and up to four more where a lawyer has read."""
    shelf, cited = stock(), cited_by([situation])[situation.slug]
    return readable_readings(key_of(situation), situation.sha256) | {
        "situation": situation,
        "says": _sentences(situation.says, cited),
        "steps": _sentences(situation.steps, cited),
        "places": [_shown_place(place, cited) for place in situation.places],
        "near": [shelf.situations[slug] for slug in situation.near],
        "unread": _names(situation.unread),
    }


def cited_by(situations: Collection[Situation]) -> dict[str, dict[str, Cited]]:
    """Return {slug: {citation: what a page shows of it}}, with the state that the audit finds today.

    Four queries, and one for each hundred citations.
    """
    today = timezone.localdate()
    standings = find_standings({cite for each in situations for cite in each.cites}, today)
    texts = texts_changed_of(one for many in standings.values() for one in many)
    by_lawyer = lawyer_read(_provisions(standings.values()))
    return {
        each.slug: {
            cite: _cited(
                cite,
                standings[cite],
                by_lawyer,
                *first_fault(standings[cite], each.read_date, today, texts),
            )
            for cite in each.cites
        }
        for each in situations
    }


def coverage() -> dict[str, Any]:
    """Return which situations rest on texts that were read, and which documents nobody here has read."""
    shelf = stock()
    situations = list(shelf.situations.values())
    standings = find_standings({cite for each in situations for cite in each.cites})
    by_lawyer = lawyer_read(_provisions(standings.values()))
    states = Counter(
        reading_of(one.document, one.provision, by_lawyer).state
        for found in standings.values()
        for one in found
        if one.document is not None
    )
    missing = sorted({number for each in situations for number in each.unread})
    names = dict(zip(missing, _names(missing), strict=True))
    return {
        "total": len(situations),
        "read": sum(bool(each.says) for each in situations),
        "without": [
            Covered(each, tuple(names[number] for number in each.unread))
            for each in situations
            if not each.says
        ],
        "missing": list(names.values()),
        "states": [(state.label, states[state]) for state in ReadState],
        "documents": Document.objects.filter(state="read").order_by("kind", "number"),
    }


def _sentences(rows: Iterable[Sentence], cited: Mapping[str, Cited]) -> list[CitedSentence]:
    return [CitedSentence(row.text, tuple(cited[cite] for cite in row.cites)) for row in rows]


def _shown_place(place: Place, cited: Mapping[str, Cited]) -> ShownPlace:
    own = {each.name: getattr(place, each.name) for each in fields(place)}
    return ShownPlace(**own, shown_cites=tuple(cited[cite] for cite in place.cites))


def _cited_words(found: Sequence[Found]) -> str:
    """Return a citation such as "khoản 2 Điều 82 Luật …"; a range names its first and last article."""
    first, last = found[0], found[-1].citation.ref
    name = first.document.name if first.document else ""
    place, words = first.citation.ref.words(), first.citation.words(name)
    return words if len(found) == 1 else words.replace(place, f"{place}–{last.article}", 1)


def _provisions(found: Iterable[list[Found]]) -> list[Provision]:
    return [one.provision for many in found for one in many if one.provision is not None]


def _cited(
    cite: str, found: Sequence[Found], by_lawyer: Collection[int], fault: Fault | None, since: dt.date | None
) -> Cited:
    first = found[0]
    reading = reading_of(first.document, first.provision, by_lawyer)
    state = "" if first.document is None or fault == Fault.NOT_READ else _state(reading)
    url = citation_url(first.citation)
    return Cited(cite, _cited_words(found), url, _mark(fault, since), state, reading)


def _state(reading: Reading) -> str:
    """Return who has read a provision, with the day of a document that was read."""
    if reading.state != ReadState.READ:
        return str(reading.state.label)
    return f"{reading.state.label} {format_date(reading.read_date)}" if reading.read_date else ""


def _mark(fault: Fault | None, since: dt.date | None) -> str:
    if fault == Fault.CHANGED and since:
        return _("đổi từ ngày %(day)s, trang này chưa đọc lại") % {"day": format_date(since)}
    return str(fault.label) if fault is not None else ""


def _names(numbers: Iterable[str]) -> list[str]:
    """Return the documents' names with their numbers, in the given order. One query."""
    numbers = list(numbers)
    known = {row.number: row for row in Document.objects.filter(number__in=numbers)} if numbers else {}
    return [
        f"{row.name} ({number})"
        if (row := known.get(number)) and number not in row.name
        else (row.name if row else number)
        for number in numbers
    ]
