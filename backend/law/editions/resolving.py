"""Resolve the citations inside the texts of a read file, before it is written."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace

from backend.law.editions.mentions import Mention, Place, find_mentions, named_last
from backend.law.editions.numbers import KIND_PATTERN, NUMBER
from backend.law.editions.parsed import ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.editions.titles import Titles, aliases_in
from backend.law.library.enums import KNOWN_BY_TITLE, DocumentKind
from backend.law.library.references import Ref

_AMENDS = re.compile(
    rf"sửa đổi,? b[ổỗồ] sung\b.{{0,200}}?\b(?:{KIND_PATTERN})\s+(?:.{{0,160}}?\s)?số\s+({NUMBER.pattern})",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Resolved:
    """mentions: (number, ref) -> the citations in that text. found, resolved: numbers of citations that name an article.

    left: the words of those that are not resolved.
    """

    mentions: dict[tuple[str, Ref], list[Mention]] = field(default_factory=dict)
    found: int = 0
    resolved: int = 0
    left: Counter[str] = field(default_factory=Counter)


def resolve(law: ParsedLaw, titles: Titles) -> Resolved:
    """Find and resolve the citations of every text. `titles` learns those that the file states."""
    for document in law.documents.values():
        learn_document(titles, document.kind, document.title, document.number)
        titles.learn(document.preamble)
        for provision in document.provisions:
            titles.learn(provision.text)
    result = Resolved()
    for document in law.documents.values():
        resolve_document(document, titles, result)
    return result


def learn_document(titles: Titles, kind: str, title: str, number: str) -> None:
    """Let a law be known by its title."""
    if kind in KNOWN_BY_TITLE and title:
        titles.add(str(DocumentKind(kind).label), title, number)


def resolve_document(
    document: ParsedDocument, titles: Titles, result: Resolved, *, only: Container[Ref] | None = None
) -> None:
    """Add the citations of the document's texts to `result`; only of the places in `only`, if given."""
    day = document.issued or document.valid_from
    texts = {provision.ref: provision.text for provision in document.provisions}
    amended = _AMENDS.search(document.title)
    base = Place(
        document.number,
        document.kind,
        Ref(),
        frozenset(each.ref.article for each in document.articles),
        day.year if day else 0,
        aliases_in("\n".join([document.preamble, *texts.values()])),
    )
    heads: defaultdict[str, str] = defaultdict(str)
    for provision in document.provisions:
        place = replace(base, ref=provision.ref)
        if provision.ref.parent:
            place.listed_of = named_last(texts.get(provision.ref.parent, ""), base, titles)
        else:
            heads[provision.ref.article] = f"{provision.title}\n{provision.text}"
        if only is not None and provision.ref not in only:
            continue
        place.amended = _amended(amended, heads[provision.ref.article])
        _resolve_text(provision, place, titles, result)


def _amended(of_document: re.Match[str] | None, head: str) -> str:
    """Return the number of the document that an article amends; "" if it amends none."""
    found = _AMENDS.search(head[:600]) or of_document
    return found[1] if found else ""


def _resolve_text(provision: ParsedProvision, place: Place, titles: Titles, result: Resolved) -> None:
    mentions = find_mentions(provision.text, place, titles)
    if not mentions:
        return
    result.mentions[place.number, provision.ref] = mentions
    result.found += len(mentions)
    for mention in mentions:
        if mention.citation is not None:
            result.resolved += 1
        else:
            result.left[
                " ".join(provision.text[mention.start : mention.start + mention.length + 60].split())
            ] += 1


def as_json(mentions: Iterable[Mention]) -> list[list[object]]:
    """Return the resolved ones as they are stored beside a text."""
    return [[each.start, each.length, str(each.citation)] for each in mentions if each.citation is not None]
