"""Which public places cite an article or a document: the other direction of the registry."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import get_language

from backend.law.citing.registry import CitingPlace, public_places
from backend.law.library.models import Provision
from backend.law.library.references import parse_citations

SECONDS = 60


@dataclass(frozen=True, slots=True)
class CiterMap:
    """The public places by (number, article), with "" for the whole document, until a moment of the process. version: of all that they show."""

    until: float
    by_article: dict[tuple[str, str], list[CitingPlace]]
    version: str


_maps: dict[str, CiterMap] = {}


def citers_of(article: Provision) -> list[CitingPlace]:
    """Return the public places that cite the article or a part of it. At most SECONDS old in each process."""
    return _map().by_article.get((article.document.number, article.ref), [])


def citers_of_document(number: str) -> list[CitingPlace]:
    """Return the public places that cite the document or anything in it. At most SECONDS old in each process."""
    return _map().by_article.get((number, ""), [])


def citers_version() -> str:
    """Return a value that changes with the public places that pages show. At most SECONDS old in each process."""
    return _map().version


def _map() -> CiterMap:
    language = get_language() or ""
    known = _maps.get(language)
    if known is None or time.monotonic() >= known.until:
        found = _by_article()
        shown = {key: [(str(one.kind), one.name, one.url) for one in many] for key, many in found.items()}
        digest = hashlib.sha256(repr(shown).encode()).hexdigest()
        known = _maps[language] = CiterMap(time.monotonic() + SECONDS, found, digest)
    return known


def _by_article() -> dict[tuple[str, str], list[CitingPlace]]:
    found: dict[tuple[str, str], list[CitingPlace]] = defaultdict(list)
    for place in public_places():
        cited = {one for text in place.cites for one in parse_citations(text)}
        keys = {(one.number, one.ref.article) for one in cited} | {(one.number, "") for one in cited}
        for key in sorted(keys):
            found[key].append(place)
    return dict(found)
