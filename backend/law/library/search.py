"""Find provisions by number ("điều 43 nghị định 37/2026") and by words, also typed without accents.

A place that is typed comes first. Words are looked for in titles, then in texts, beside each other before apart. Each
look reads at most MOST_ROWS rows, so common words cost no more than rare ones; some of their hits are then missed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from backend.common.text import accent_key, fold, nfc
from backend.common.word_index import having_words
from backend.law.library.enums import KNOWN_BY_TITLE, DocumentKind, ProvisionKind, ReadState
from backend.law.library.models import Document, Provision, ProvisionText
from backend.law.library.presenters import citation_url
from backend.law.library.references import BadReference, Citation, Ref, parse_citation, parse_ref
from backend.law.library.standings import Found, find_standings

MOST_FOUND = 8
MOST_ROWS = 60  # of one look
MOST_WORDS = 12
MOST_DOCUMENTS = 20  # that one typed name may mean
INDEXED = 2_000  # entries of the index that SQLite reads in one look
ARTICLES = (ProvisionKind.ARTICLE, ProvisionKind.APPENDIX)

_POINT = r"\bdiem (?P<point{0}>[a-z]\d?)\b"
_CLAUSE = r"\b(?:khoan|k) (?P<clause{0}>\d{{1,3}}[a-z]?)\b"
_PLACE = re.compile(
    rf"(?:{_POINT.format(1)} )?(?:{_CLAUSE.format(1)} )?\b(?:dieu|d) (?P<article>\d{{1,3}}[a-z]{{0,2}})\b"
    rf"(?: {_CLAUSE.format(2)})?(?: {_POINT.format(2)})?"
)
_POINT_DD = re.compile(r"điểm\s+đ\b", re.IGNORECASE)  # folded, it can't be told from point d
_NUMBER = re.compile(r"\b(\d{1,4})[/-]((?:19|20)\d\d)((?:[/-][\w-]+)*)")
_KINDS = (
    ("bo luat", DocumentKind.CODE), ("luat", DocumentKind.LAW), ("phap lenh", DocumentKind.ORDINANCE),
    ("nghi dinh", DocumentKind.DECREE), ("thong tu lien tich", DocumentKind.JOINT_CIRCULAR),
    ("thong tu", DocumentKind.CIRCULAR), ("nghi quyet", DocumentKind.RESOLUTION),
    ("quyet dinh", DocumentKind.DECISION), ("hien phap", DocumentKind.CONSTITUTION),
)  # fmt: skip


_SHORT_KINDS = (
    ("nd", DocumentKind.DECREE), ("tt", DocumentKind.CIRCULAR), ("qd", DocumentKind.DECISION),
    ("nq", DocumentKind.RESOLUTION),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProvisionHit:
    """A found article or document. label: the article with its title. mark, unseen: why to be careful, or "".

    is_asked: it was asked for by its number, so it comes before everything that was found by words.
    """

    url: str
    label: str
    document: str
    mark: str = ""
    unseen: str = ""
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed. number: "37-2026", the beginning of a document's slug. words: the rest, folded."""

    ref: Ref
    number: str
    kind: str
    words: tuple[str, ...]
    whole: str


def find_provisions(typed: str, day: dt.date | None = None) -> list[ProvisionHit]:
    """Return the provisions and documents that fit, the best first; at most MOST_FOUND. At most nine queries."""
    asked, day = read_typed(typed), day or timezone.localdate()
    if not (asked.words or asked.number):
        return []
    documents = _named_documents(asked)
    cited = _cited(asked, documents)
    if asked.ref and cited:
        return _hits(cited, day, are_asked=True)
    if documents and not asked.words:
        named = [Citation(row.number) for row in documents]
        return _hits(named, day, are_asked=bool(asked.number))
    within = documents if asked.number else []
    found = [Citation(row.number) for row in documents] if asked.kind and not asked.number else []
    return _hits([*found[:2], *_by_words(asked, within, day)], day)


def read_typed(typed: str) -> Typed:
    """Return what was typed: a place, a document's number or kind, and the other words."""
    try:
        cited = parse_citation(typed)
        if _NUMBER.match(cited.number):
            return Typed(cited.ref, fold(cited.number).replace(" ", "-"), "", (), typed)
    except BadReference:
        pass
    number = _NUMBER.search(typed)
    rest = typed[: number.start()] + " " + typed[number.end() :] if number else typed
    words = f" {fold(rest)} "
    place = _PLACE.search(words)
    ref = Ref()
    if place:
        ref = _ref(place, is_dd=bool(_POINT_DD.search(nfc(typed))))
        words = f"{words[: place.start()]} {words[place.end() :]}"
    names = (*_KINDS, *_SHORT_KINDS) if number or place else _KINDS
    name, kind = next(((name, kind) for name, kind in names if f" {name} " in words), ("", ""))
    if number or place:
        words = words.replace(f" {name} ", " ", 1).replace(" so ", " ", 1)
    slug = fold(number[0]).replace(" ", "-") if number else ""
    return Typed(ref, slug, kind, tuple(words.split()[:MOST_WORDS]), typed)


def _ref(place: re.Match[str], *, is_dd: bool) -> Ref:
    clause, point = (place[f"{name}1"] or place[f"{name}2"] for name in ("clause", "point"))
    point = "đ" if point == "d" and is_dd else point
    text = place["article"] + "".join(f"({part})" for part in (clause, point) if part)
    try:
        return parse_ref(text)
    except BadReference:
        return Ref()


def _named_documents(asked: Typed) -> list[Document]:
    """Return the documents whose number, or whose title beside a place or kind, was typed; the newest first."""
    rows = Document.objects.all()
    if asked.number:
        rows = rows.filter(slug__startswith=asked.number)
        if asked.kind and asked.kind not in KNOWN_BY_TITLE:
            rows = rows.filter(kind=asked.kind)
    elif asked.words and (asked.ref or asked.kind):
        words = _without_kind(asked)
        if not words:
            return []
        rows = having_words(rows, "title", words, in_a_row=False, most=INDEXED)
        rows = rows.filter(kind=asked.kind) if asked.kind else rows.filter(kind__in=KNOWN_BY_TITLE)
    else:
        return []
    found = list(rows[:MOST_DOCUMENTS])
    return sorted(found, key=lambda row: (len(row.title), -_year(row)))


def _without_kind(asked: Typed) -> tuple[str, ...]:
    names = {word for name, kind in _KINDS if kind == asked.kind for word in name.split()}
    return tuple(word for word in asked.words if word not in names)


def _year(row: Document) -> int:
    found = re.search(r"/((?:19|20)\d\d)\b", row.number)
    return int(found[1]) if found else 0


def _cited(asked: Typed, documents: Sequence[Document]) -> list[Citation]:
    """Return the typed place in each of `documents` that has it, or the article that should hold it."""
    if not asked.ref:
        return []
    refs = [asked.ref, Ref(asked.ref.article)]
    held = set(
        Provision.objects.filter(document__in=documents, ref__in={str(ref) for ref in refs}).values_list(
            "document_id", "ref"
        )
    )
    found = []
    for row in documents:
        ref = next((ref for ref in refs if (row.pk, str(ref)) in held), None)
        if ref is not None:
            found.append(Citation(row.number, ref))
    return found


def _by_words(asked: Typed, within: Sequence[Document], day: dt.date) -> list[Citation]:
    """Return the articles whose title or text has the words, in the order of the looks."""
    found: dict[Citation, None] = {}
    if not asked.words:
        return []
    looks = [(rows, in_a_row) for rows in (_in_titles, _in_texts) for in_a_row in (True, False)]
    for look, in_a_row in looks:
        if len(asked.words) == 1 and not in_a_row:
            continue
        for citation in look(asked, within, day, in_a_row):
            found.setdefault(citation)
        if len(found) >= MOST_FOUND:
            break
    return list(found)


def _in_titles(asked: Typed, within: Sequence[Document], day: dt.date, in_a_row: bool) -> list[Citation]:
    rows = Provision.objects.filter(kind__in=ARTICLES)
    rows = rows.filter(document__in=within) if within else rows
    rows = having_words(rows, "title", asked.words, in_a_row=in_a_row, most=INDEXED)
    found = list(rows.select_related("document")[:MOST_ROWS])
    accents = accent_key(asked.whole)
    found.sort(
        key=lambda row: (
            accents not in accent_key(row.title),
            row.document.kind not in KNOWN_BY_TITLE,
            len(row.title),
            -_year(row.document),
        )
    )
    return [Citation(row.document.number, Ref(row.place.article)) for row in found]


def _in_texts(asked: Typed, within: Sequence[Document], day: dt.date, in_a_row: bool) -> list[Citation]:
    texts = ProvisionText.objects.on(day).exclude(provision__ref="")
    texts = texts.filter(provision__document__in=within) if within else texts
    texts = having_words(texts, "text", asked.words, in_a_row=in_a_row, most=INDEXED)
    found = list(texts.select_related("provision__document")[:MOST_ROWS])
    accents = accent_key(asked.whole)
    found.sort(
        key=lambda text: (
            accents not in accent_key(text.text),
            text.provision.document.kind not in KNOWN_BY_TITLE,
            -_year(text.provision.document),
            text.provision.sort,
        )
    )
    return [Citation(text.provision.document.number, Ref(text.provision.place.article)) for text in found]


def _hits(citations: Iterable[Citation], day: dt.date, *, are_asked: bool = False) -> list[ProvisionHit]:
    """Return the places, those in force first. are_asked: by their number."""
    asked = list(dict.fromkeys(citations))
    standings = find_standings(asked, day)
    found = [one for each in asked for one in standings[str(each)] if one.document is not None]
    found.sort(key=lambda one: not one.is_in_force)
    return [replace(_hit(one), is_asked=are_asked) for one in found[:MOST_FOUND]]


def _hit(found: Found) -> ProvisionHit:
    assert found.document is not None
    name, ref = found.document.name, found.citation.ref
    url = citation_url(found.citation)
    mark = "" if found.is_in_force or found.standing is None else str(found.standing.label)
    unseen = "" if found.was_read else str(ReadState.NOT_SEEN.label)
    if not ref:
        number = found.document.number if found.document.number not in name else ""
        return ProvisionHit(url, name, number, mark, unseen)
    words = ref.words()
    label = words[:1].upper() + words[1:]
    if found.provision is not None and found.provision.title:
        label = f"{label}. {found.provision.title}"
    number = "" if found.document.number in name else f" ({found.document.number})"
    return ProvisionHit(url, label, f"{name}{number}", mark, unseen)
