"""What the pages of a document and of an article show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.library.enums import ChangeKind, Standing
from backend.law.library.models import Change, Document, Provision, ProvisionText
from backend.law.library.references import BadReference, Citation, Ref, parse_citation
from backend.law.library.standings import standing
from backend.law.library.texts import Piece, joined, pieces_of
from backend.law.library.uris import number_slug

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `url` if it names a provision that the library may show."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One provision of an article's page. depth: 0 for the article."""

    anchor: str
    lead: str
    depth: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """day: the day of the text; today or another, then the page names it.

    is_other: what it shows differs from today's text, as far as the library knows.
    """

    article: Provision
    day: dt.date
    today: dt.date
    is_other: bool
    standing: Standing
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    earlier: tuple[dt.date, ...]

    @property
    def is_dated(self) -> bool:
        """Return whether another day than today was asked for."""
        return self.day != self.today

    @property
    def is_old(self) -> bool:
        return self.is_other and self.day < self.today

    @property
    def is_coming(self) -> bool:
        return self.day > self.today

    @property
    def is_held(self) -> bool:
        return any(line.parts for line in self.lines)

    @property
    def characters(self) -> int:
        return sum(len(part.text) for line in self.lines for part in line.parts)

    @property
    def is_in_force(self) -> bool:
        return self.standing == Standing.IN_FORCE


def citation_url(citation: Citation) -> str:
    """Return the address of the page that shows a citation: its article's, at the clause, or the document's."""
    slug = number_slug(citation.number)
    if not citation.ref:
        return reverse("law:document", args=[slug])
    anchor = "" if citation.ref == Ref(citation.ref.article) else f"#{anchor_of(citation.ref)}"
    return reverse("law:article", args=[slug, citation.ref.article]) + anchor


def anchor_of(ref: Ref) -> str:
    """Return the id of a clause or point in its article's page: "k2-d" for clause 2, point d; "k2-dd" for đ."""
    point = ref.point.replace("đ", "dd")
    return "-".join(part for part in (f"k{ref.clause}" if ref.clause else "", point) if part)


def article_page(article: Provision, day: dt.date | None = None) -> ArticlePage:
    """Return the page of an article on `day` (today). About nine queries; three more for another day."""
    today = timezone.localdate()
    day = day or today
    pieces = pieces_of(article, day)
    urls = _urls(cited for piece in pieces if piece.text for _start, _length, cited in piece.text.mentions)
    of_today = pieces_of(article, today) if day != today else pieces
    below = {piece.provision.pk for piece in (*pieces, *of_today)}
    begun = ProvisionText.objects.filter(provision__in=below).order_by("valid_from_date")
    days = list(dict.fromkeys(begun.values_list("valid_from_date", flat=True)))
    recorded = Change.objects.recorded().filter(document=article.document_id)
    changes = tuple(_touching(recorded.select_related("by_document", "provision"), article))
    first, last = sorted((day, today))
    has_moved = any(first < each <= last for each in (*days, *(change.from_date for change in changes)))
    return ArticlePage(
        article=article,
        day=day,
        today=today,
        is_other=has_moved or joined(pieces) != joined(of_today),
        standing=standing(article, day),
        lines=tuple(_line(piece, urls) for piece in pieces),
        changes=changes,
        earlier=tuple(each for each in days if each < today)[:-1],
    )


def document_changes(document: Document) -> list[Change]:
    """Return what ended, suspended or changed the document as a whole, the newest first."""
    whole = document.changes.recorded().filter(provision=None).select_related("by_document")
    return list(whole.exclude(kind=ChangeKind.PARTLY_IN_FORCE).order_by("-from_date"))


def change_title(change: Change) -> str:
    """Return a change in a sentence: "Điều 7 Nghị định 1/2020/NĐ-CP: bãi bỏ từ 01/07/2026"."""
    place = change.provision.words if change.provision and change.provision.ref else change.document.name
    return _("%(place)s: %(what)s từ ngày %(day)s") % {
        "place": place,
        "what": ChangeKind(change.kind).label,
        "day": format_date(change.from_date),
    }


def change_url(change: Change) -> str:
    """Return the URL of the changed document or provision."""
    place = change.provision
    if place is None or not place.ref:
        return reverse("law:document", args=[change.document.slug])
    return citation_url(Citation(change.document.number, place.place))


def changes_page(today: dt.date) -> dict[str, list[tuple[str, str, int]]]:
    """Return {coming, recent}: (title, url, days from today) of changes, those of the nearest days first."""
    rows = Change.objects.recorded().select_related("document", "provision__document", "by_document")
    coming = rows.filter(from_date__gt=today).order_by("from_date", "pk")[:MOST_CHANGES]
    recent = rows.filter(from_date__lte=today).order_by("-from_date", "-pk")[:MOST_CHANGES]
    return {
        name: [(change_title(row), change_url(row), (row.from_date - today).days) for row in some]
        for name, some in (("coming", coming), ("recent", recent))
    }


def _touching(changes: object, article: Provision) -> Iterator[Change]:
    for change in changes.order_by("-from_date"):  # type: ignore[attr-defined]
        place = change.provision
        if place is None or place.sort.startswith(article.sort) or article.sort.startswith(place.sort):
            yield change


def _urls(cites: Iterable[str]) -> dict[str, str]:
    """Return citation -> the address of its place, or of its document where the library lacks the place.

    Citations of documents that the library lacks are left out. Two queries.
    """
    found: dict[str, Citation] = {}
    for cite in cites:
        with suppress(BadReference):
            found[cite] = parse_citation(cite)
    numbers = {each.number for each in found.values()}
    known = set(Document.objects.filter(number__in=numbers).values_list("number", flat=True))
    articles = {each.ref.article for each in found.values()}
    held = set(
        Provision.objects.filter(document__number__in=numbers, ref__in=articles).values_list(
            "document__number", "ref"
        )
    )
    return {
        cite: citation_url(one if (one.number, one.ref.article) in held else Citation(one.number))
        for cite, one in found.items()
        if one.number in known
    }


def _line(piece: Piece, urls: Mapping[str, str]) -> Line:
    place = piece.provision.place
    return Line(
        anchor=anchor_of(place) if place.clause or place.point else "",
        lead=piece.lead,
        depth=min(piece.depth, 3),
        parts=tuple(parts_of(piece.text, urls)) if piece.text else (),
    )


def parts_of(text: ProvisionText, urls: Mapping[str, str]) -> Iterator[Part]:
    """Yield the text, cut where it names provisions that have a url."""
    at = 0
    for start, length, cited in sorted(text.mentions):
        url = urls.get(cited)
        if start < at or not url:
            continue
        if start > at:
            yield Part(text.text[at:start])
        yield Part(text.text[start : start + length], url)
        at = start + length
    if at < len(text.text):
        yield Part(text.text[at:])
