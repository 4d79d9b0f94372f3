"""Find documents and provisions to cite by what people type: "43 37/2026", "khoản 1 điều 42 37/2026/NĐ-CP"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from backend.common.text import fold, nfc
from backend.law.library.models import Document, Provision
from backend.law.library.references import BadReference, Citation, Ref, from_roman, parse_ref
from backend.law.library.standings import Found, Look
from backend.law.library.uris import number_slug

MOST = 12  # of the places that are found
MOST_DOCUMENTS = 6
LONGEST_QUERY = 120
_NUMBER = re.compile(r"[^\s/]*\d[^\s/]*/\S*|\d+-\d{4}(?:-\S+)?")
_NAMED = {
    "article": re.compile(r"\b(?:điều|dieu)\s+(\w+)"),
    "clause": re.compile(r"\b(?:khoản|khoan)\s+(\w+)"),
    "point": re.compile(r"\b(?:điểm|diem)\s+(\w+)"),
    "appendix": re.compile(r"\b(?:phụ lục|phu luc)(?:\s+([ivx]+|\d+)\b)?"),
}


def find_provisions(typed: str, day: dt.date | None = None) -> list[Found]:
    """Return what can be cited as `typed` names it, at most MOST, with what the library knows of it on `day`.

    `typed` holds the number of a document or its beginning, words of its title, an article with its clause and
    point, in any order. Without an article the places of one document are listed, the document first. Words that
    are in no title of a document are looked for in the titles of articles. At most seven queries.
    """
    text = nfc(typed)[:LONGEST_QUERY].lower()
    numbers = _NUMBER.findall(text)
    ref, rest = _ref_in(_NUMBER.sub(" ", text))
    words = fold(rest).split()
    if not (numbers or words or ref):
        return []
    documents = _documents(numbers, words) if numbers or words else None
    if documents == []:
        titled = Provision.objects.filter(title__icontains=rest.strip()) if words and not numbers else None
        rows = list(_order(titled, ref)) if titled is not None else []
        return _found([row.citation for row in rows], day)
    return _found(_places(documents, ref), day)


def _ref_in(text: str) -> tuple[Ref, str]:
    """Return the reference that `text` names, empty without one, and the text without it."""
    given = {name: pattern.search(text) for name, pattern in _NAMED.items()}
    named = {name: match[1] for name, match in given.items() if match}
    if "appendix" in named:
        number = named["appendix"] or ""
        named = {"article": f"pl-{from_roman(number) or number}" if number else "pl"}
    if "article" in named:
        written = named["article"] + "".join(
            f"({named[part]})" for part in ("clause", "point") if part in named
        )
        rest = text
        for pattern in _NAMED.values():
            rest = pattern.sub(" ", rest)
        return _parsed(written), rest
    for word in text.split():
        if re.match(r"\d{1,3}(?!\d)|pl\b", word) and (ref := _parsed(word)):
            return ref, text.replace(word, " ", 1)
    return Ref(), text


def _parsed(written: str) -> Ref:
    try:
        return parse_ref(written)
    except BadReference:
        return Ref()


def _documents(numbers: Sequence[str], words: Sequence[str]) -> list[Document]:
    """Return the documents that have each number or its beginning, and all words in number and title; exact first."""
    rows = Document.objects.all()
    for number in numbers:
        rows = rows.filter(slug__startswith=number_slug(number))
    exact = {number_slug(number) for number in numbers}
    found = [
        row
        for row in rows.order_by("-valid_from_date", "number")
        if all(word in f"{fold(row.name)} {fold(row.title)} {fold(row.number)}" for word in words)
    ]
    return sorted(found, key=lambda row: (row.slug not in exact, not row.was_read))[:MOST_DOCUMENTS]


def _places(documents: list[Document] | None, ref: Ref) -> list[Citation]:
    if documents is None:
        return [row.citation for row in _order(Provision.objects.all(), ref)]
    rows = _order(Provision.objects.filter(document__in=documents), ref)
    place = {row.pk: at for at, row in enumerate(documents)}
    if ref:
        held = sorted(rows, key=lambda row: place[row.document_id])
        return [row.citation for row in held] or [Citation(row.number) for row in documents]
    if len(documents) > 1:
        return [Citation(row.number) for row in documents]
    return [Citation(documents[0].number), *(row.citation for row in rows[: MOST - 1])]


def _order(rows: QuerySet[Provision], ref: Ref) -> QuerySet[Provision]:
    """Return at most MOST of the rows that can be cited: `ref` and what is below it, or all without `ref`."""
    held = rows.exclude(ref="").select_related("document")
    if ref:
        held = held.filter(Q(ref=str(ref)) | Q(ref__startswith=f"{ref}("))
    return held.order_by("document", "sort")[:MOST]


def _found(citations: list[Citation], day: dt.date | None) -> list[Found]:
    look = Look(citations[:MOST])
    return [look.found(each, day or timezone.localdate()) for each in citations[:MOST]]
