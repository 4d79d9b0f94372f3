"""What the pages of bulletins show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.dates import format_date
from backend.law.bulletins.content import Sentence
from backend.law.bulletins.models import BulletinVersion
from backend.law.citing.auditing import first_fault
from backend.law.citing.citers import citers_of_document
from backend.law.citing.enums import MOVED, Fault
from backend.law.citing.registry import CitingPlace, told_places
from backend.law.library.enums import Standing
from backend.law.library.models import Document
from backend.law.library.presenters import citation_url
from backend.law.library.standings import Found, find_standings, standing
from backend.law.library.texts import Piece, pieces_of_each
from backend.law.situations.presenters import Cited, CitedSentence
from backend.law.situations.stock import stock

ONE_DAY = dt.timedelta(days=1)
MOST_ON_HOME = 3


@dataclass(frozen=True, slots=True)
class Side:
    """What was, or what is. lines: the law's own words on `day`. unseen: documents whose text nobody read."""

    text: str
    cites: tuple[Cited, ...]
    lines: tuple[str, ...]
    day: dt.date
    unseen: tuple[str, ...]

    @property
    def is_stated(self) -> bool:
        """Return whether the bulletin says anything of this side: a new duty had nothing before."""
        return bool(self.text or self.cites)

    @property
    def characters(self) -> int:
        return sum(map(len, self.lines))


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """day: the first day of the change. attention: why to be careful today, or ""."""

    version: BulletinVersion
    document: Document
    day: dt.date
    countdown: str
    is_coming: bool
    attention: str
    whom: CitedSentence
    changes: tuple[tuple[Side, Side], ...]
    steps: tuple[CitedSentence, ...]
    citers: tuple[CitingPlace, ...]


def countdown(first: dt.date, today: dt.date) -> str:
    """Return "còn 12 ngày" before the first day, later "đã có hiệu lực từ 01/07/2026"."""
    days = (first - today).days
    if days > 0:
        return ngettext("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}
    return _("đã có hiệu lực từ %(day)s") % {"day": format_date(first)}


def bulletin_page(version: BulletinVersion, today: dt.date | None = None) -> BulletinPage:
    """Return what a bulletin shows on `today`. Up to sixteen queries."""
    today = today or timezone.localdate()
    words, document = version.words, version.bulletin.document
    first = version.from_date or document.valid_from_date or today
    found = {cite: many[0] for cite, many in find_standings(words.cites, today).items()}
    read_date = timezone.localdate(version.published_at) if version.published_at else today
    days = {
        first - ONE_DAY: [row.before for row in words.changes],
        first: [row.after for row in words.changes],
    }
    pieces = {day: _pieces_on(day, sides, found) for day, sides in days.items()}
    shown = CitationsToday(found, pieces, max(first, read_date), today)
    return BulletinPage(
        version=version,
        document=document,
        day=first,
        countdown=countdown(first, today),
        is_coming=first > today,
        attention=_attention(document, first, today),
        whom=shown.sentence(words.whom),
        changes=tuple(
            (shown.side(row.before, first - ONE_DAY, is_old=True), shown.side(row.after, first))
            for row in words.changes
        ),
        steps=tuple(shown.sentence(step) for step in words.steps),
        citers=tuple(
            place for place in citers_of_document(document.number) if not place.key.startswith("bulletin:")
        ),
    )


def _pieces_on(day: dt.date, sides: Iterable[Sentence], found: Mapping[str, Found]) -> dict[int, list[Piece]]:
    cited = (found[cite].provision for side in sides for cite in side.cites)
    return pieces_of_each({row.pk: row for row in cited if row is not None}.values(), day)


@dataclass(frozen=True, slots=True)
class CitationsToday:
    """Shows citations as the library knows them today.

    pieces: the law's own words by day and by provision's id. checked: the day on which the words were last compared.
    """

    found: Mapping[str, Found]
    pieces: Mapping[dt.date, Mapping[int, list[Piece]]]
    checked: dt.date
    today: dt.date

    def sentence(self, sentence: Sentence) -> CitedSentence:
        return CitedSentence(sentence.text, tuple(self.cited(cite) for cite in sentence.cites))

    def cited(self, cite: str, *, is_old: bool = False) -> Cited:
        found = self.found[cite]
        document = found.document
        if document is None:
            return Cited(cite, cite, reverse("law:covered"), str(Fault.UNKNOWN.label))
        url = (
            citation_url(found.citation) if found.is_known else reverse("law:document", args=[document.slug])
        )
        fault, since = first_fault([found], self.checked, self.today, {})
        # That what was has ended is the bulletin's own news.
        shown = fault == Fault.NOT_READ or (fault in MOVED and not is_old)
        return Cited(cite, found.citation.words(document.name), url, _mark(fault, since) if shown else "")

    def side(self, sentence: Sentence, day: dt.date, *, is_old: bool = False) -> Side:
        known = [self.found[cite] for cite in sentence.cites]
        lines = (
            f"{piece.lead} {piece.words}".strip()
            for found in known
            if found.provision is not None
            for piece in self.pieces[day][found.provision.pk]
            if piece.words
        )
        return Side(
            text=sentence.text,
            cites=tuple(self.cited(cite, is_old=is_old) for cite in sentence.cites),
            lines=tuple(lines),
            day=day,
            unseen=tuple(found.citation.number for found in known if not found.was_read),
        )


def _mark(fault: Fault | None, since: dt.date | None) -> str:
    if fault is None:
        return ""
    if fault == Fault.CHANGED and since:
        return _("đổi từ ngày %(day)s, trang này chưa đọc lại") % {"day": format_date(since)}
    return str(fault.label)


def _attention(document: Document, first: dt.date, today: dt.date) -> str:
    """Return the document's state today if it differs from what its first day implies; else ""."""
    now = standing(document, today)
    expected = Standing.IN_FORCE if first <= today else Standing.NOT_YET
    if now == expected or (now == Standing.IN_FORCE and first > today):
        return ""
    return _("Hôm nay văn bản này %(standing)s.") % {"standing": now.label}


def bulletin_rows(versions: list[BulletinVersion], today: dt.date) -> list[dict[str, Any]]:
    """Return {version, countdown, topic} for rows of a list."""
    topics = stock().topics
    return [
        {
            "version": each,
            "countdown": countdown(each.from_date or today, today),
            "topic": topics[each.bulletin.topic],
        }
        for each in versions
    ]


def home_part(today: dt.date) -> dict[str, Any] | None:
    """Return the newest bulletins, and the documents without one that come into force next; None without any."""
    newest = list(BulletinVersion.objects.visible_to(None)[:MOST_ON_HOME])
    coming = Document.objects.filter(valid_from_date__gt=today).exclude(
        pk__in=BulletinVersion.objects.visible_to(None).values("bulletin__document")
    )
    documents = [
        (each, countdown(each.valid_from_date, today))
        for each in coming.order_by("valid_from_date", "number")[:MOST_ON_HOME]
        if each.valid_from_date
    ]
    return {"rows": bulletin_rows(newest, today), "coming": documents} if newest or documents else None


def hidden_citers(document: Document) -> list[CitingPlace]:
    """Return the places that rest on the document and that only those who work on them may see, such as lessons."""
    known = {place.key for place in citers_of_document(document.number)}
    found: dict[str, CitingPlace] = {}
    for place in told_places():
        cited = {text.strip().partition(" ")[0] for text in place.cites}
        if document.number in cited and place.key not in known:
            found.setdefault(f"{place.kind} {place.name}", place)
    return list(found.values())
