"""Public answers that are near to what somebody typed: they share its rare words."""

from __future__ import annotations

import math
from collections import Counter

from backend.common.text import fold
from union.questions.models import PublicAnswer

MOST_READ = 500
MOST_FOUND = 3
SHORTEST = 3
LEAST_SHARE = 0.3


def near_public(text: str) -> list[PublicAnswer]:
    """Return the nearest public answers, the best first; at most MOST_FOUND of the newest MOST_READ. One query."""
    typed = set(_words(text))
    if not typed:
        return []
    rows = list(PublicAnswer.objects.visible_to(None).order_by("-published_at")[:MOST_READ])
    words = {row.pk: set(_words(f"{row.title} {row.asked}")) for row in rows}
    counts = Counter(word for each in words.values() for word in each)
    weights = {word: math.log(1 + (len(rows) + 1) / (1 + counts[word])) for word in typed}
    total = sum(weights.values())
    scores = {row.pk: sum(weights[word] for word in typed & words[row.pk]) / total for row in rows}
    found = sorted((row for row in rows if scores[row.pk] >= LEAST_SHARE), key=lambda row: -scores[row.pk])
    return found[:MOST_FOUND]


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if len(word) >= SHORTEST]
