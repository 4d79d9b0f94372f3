"""What the pages of situations show: each sentence with its provisions, and their state of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.citing.auditing import fault_of
from backend.law.citing.enums import Fault
from backend.law.library.models import Document, Provision
from backend.law.library.presenters import citation_url
from backend.law.library.references import parse_citation
from backend.law.library.standings import Found, find_standings
from backend.law.readings.enums import ReadState
from backend.law.readings.presenters import lawyer_read, readable_readings, state_of
from backend.law.situations.reading import key_of
from backend.law.situations.stock import Sentence, Situation, stock


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision as a page names it. mark: why to be careful, or "". state: who has read it, or ""."""

    words: str
    url: str
    mark: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    text: str
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of the coverage page."""

    situation: Situation
    unread: tuple[str, ...]


def situation_page(situation: Situation) -> dict[str, Any]:
    """Return the context of a situation's page. Seven queries, and up to four more where a lawyer has read."""
    shelf, standings = stock(), find_standings(situation.cites)
    by_lawyer = lawyer_read(_provisions(standings.values()))
    cited = {cite: _cited(cite, found, situation, by_lawyer) for cite, found in standings.items()}
    return readable_readings(key_of(situation), situation.sha256) | {
        "situation": situation,
        "says": _sentences(situation.says, cited),
        "steps": _sentences(situation.steps, cited),
        "near": [shelf.situations[slug] for slug in situation.near],
        "unread": _names(situation.unread),
        "has_changed": any(one.mark for one in cited.values()),
    }


def coverage() -> dict[str, Any]:
    """Return which situations rest on texts that were read, and which documents nobody here has read."""
    shelf = stock()
    situations = list(shelf.situations.values())
    standings = find_standings({cite for each in situations for cite in each.cites})
    by_lawyer = lawyer_read(_provisions(standings.values()))
    states = Counter(
        state_of(one.document, one.provision, by_lawyer)
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


def _provisions(found: Iterable[list[Found]]) -> list[Provision]:
    return [one.provision for many in found for one in many if one.provision is not None]


def _cited(cite: str, standings: list[Found], situation: Situation, by_lawyer: Collection[int]) -> Cited:
    found, citation = standings[0], parse_citation(cite)
    name = found.document.name if found.document else ""
    fault, since = fault_of(found, situation.read_date, timezone.localdate())
    return Cited(citation.words(name), citation_url(citation), _mark(fault, since), _state(found, by_lawyer))


def _state(found: Found, by_lawyer: Collection[int]) -> str:
    """Return who has read a provision, with the day of a document that was read; "" where the mark says it."""
    if found.document is None:
        return ""
    state = state_of(found.document, found.provision, by_lawyer)
    if state == ReadState.READ:
        return f"{state.label} {format_date(found.document.read_date)}"
    return str(state.label) if state == ReadState.LAWYER else ""


def _mark(fault: Fault | None, since: Any) -> str:
    # A document that was read as a whole needs no row for each of its clauses.
    if fault is None or fault == Fault.UNKNOWN:
        return ""
    if fault == Fault.CHANGED and since:
        return _("đổi từ ngày %(day)s, trang này chưa đọc lại") % {"day": format_date(since)}
    return str(fault.label)


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
