"""Which public places cite an article: the other direction of the registry."""

from __future__ import annotations

import time
from collections import defaultdict

from django.utils.translation import get_language

from backend.law.citing.registry import CitingPlace, public_places
from backend.law.library.models import Provision
from backend.law.library.references import parse_citations

SECONDS = 60
_maps: dict[str, tuple[float, dict[tuple[str, str], list[CitingPlace]]]] = {}


def citers_of(article: Provision) -> list[CitingPlace]:
    """Return the public places that cite the article or a part of it. At most SECONDS old in each process."""
    language = get_language() or ""
    until, known = _maps.get(language, (0.0, {}))
    if time.monotonic() >= until:
        known = _by_article()
        _maps[language] = (time.monotonic() + SECONDS, known)
    return known.get((article.document.number, article.ref), [])


def _by_article() -> dict[tuple[str, str], list[CitingPlace]]:
    found: dict[tuple[str, str], list[CitingPlace]] = defaultdict(list)
    for place in public_places():
        cited = {one for text in place.cites for one in parse_citations(text) if one.ref}
        for key in sorted({(one.number, one.ref.article) for one in cited}):
            found[key].append(place)
    return dict(found)
