"""Find situations by what somebody types: without accents, with mistakes, in other words.

All situations fit in memory, so a search needs no query. A phrase of a situation (its title, or one of its other words)
scores by the rare words that it shares with what was typed; the other texts of the page count less.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from backend.common.text import accent_key, fold
from backend.law.situations.stock import DATA, Situation, Stock, stock

MOST_FOUND = 8
LEAST_SHARE = 0.34  # of the weight of the words typed, or a situation isn't a hit
OF_PAGE = 0.45  # what a word counts that stands on the page but in none of its phrases
OF_SYNONYM = 0.9
OF_MISTYPED = 0.8
SHORTEST_MISTYPED = 3  # a shorter word has too many neighbours
FEWEST_OF_BEST = 0.5  # hits with less than this share of the best score are left out
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Hit:
    situation: Situation
    score: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What the search knows of one situation: the words of each phrase, and of its whole page."""

    situation: Situation
    phrases: tuple[frozenset[str], ...]
    accents: frozenset[str]
    page: frozenset[str]


class Finder:
    """The index over the situations of one stock."""

    def __init__(self, shelf: Stock, groups: Iterable[Iterable[str]], fillers: Iterable[str]) -> None:
        self.fillers = frozenset(fillers)
        self.synonyms = _synonyms(groups)
        self.entries = [self._entry(each) for each in shelf.situations.values()]
        counts = Counter(word for entry in self.entries for word in entry.page)
        total = len(self.entries)
        self.weights = {word: math.log(1 + total / count) for word, count in counts.items()}
        self.rarest = math.log(1 + total)

    def find(self, typed: str) -> list[Hit]:
        """Return the situations that fit, the best first; at most MOST_FOUND."""
        typed = typed[:LONGEST_QUERY]
        words = self._understood(fold(typed).split())
        if not words:
            return []
        accents = frozenset(accent_key(typed).split())
        hits = [Hit(entry.situation, self._score(entry, words, accents)) for entry in self.entries]
        best = max((hit.score for hit in hits), default=0.0)
        least = max(LEAST_SHARE, best * FEWEST_OF_BEST)
        found = sorted((hit for hit in hits if hit.score >= least), key=lambda hit: -hit.score)
        return found[:MOST_FOUND]

    def _entry(self, situation: Situation) -> Entry:
        spoken = (situation.title, *situation.words)
        phrases = tuple(self._words(fold(each).split()) for each in spoken)
        texts = (*spoken, situation.topic.title, *situation.reading)
        return Entry(
            situation,
            phrases,
            frozenset(word for each in spoken for word in accent_key(each).split()),
            frozenset(word for each in texts for word in fold(each).split()),
        )

    def _words(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(words) - self.fillers

    def _understood(self, words: list[str]) -> list[dict[str, float]]:
        """Return for each typed word the known words that it may mean, with how sure that is.

        Words of a synonym stand for the whole group: one of them found counts for all.
        """
        said = f" {' '.join(words)} "
        meant: list[dict[str, float]] = []
        for phrase, others in self.synonyms:
            if f" {phrase} " in said:
                alternatives = {word: OF_SYNONYM for other in others for word in self._words(other.split())}
                meant += [{word: 1.0} | alternatives for word in self._words(phrase.split())]
                said = said.replace(f" {phrase} ", "  ", 1)
        content = [word for word in said.split() if word not in self.fillers] or ([] if meant else words)
        return meant + [self._known(word) for word in content]

    def _known(self, word: str) -> dict[str, float]:
        if word in self.weights or len(word) < SHORTEST_MISTYPED:
            return {word: 1.0}
        near = {known: OF_MISTYPED for known in self.weights if is_near(word, known)}
        return near or {word: 1.0}

    def _score(self, entry: Entry, words: list[dict[str, float]], accents: frozenset[str]) -> float:
        """Return the share of the typed words' weight that this situation has, with less for longer phrases."""
        total = sum(self._weight(each) for each in words)
        best = 0.0
        for phrase in entry.phrases:
            shared = sum(self._best(each, phrase, entry.page) for each in words)
            missed = sum(1 for word in phrase if not any(word in each for each in words))
            best = max(best, shared / total / (1 + 0.06 * missed))
        close = sum(1 for word in accents if word in entry.accents)
        return best + 0.02 * close / (len(accents) or 1)

    def _weight(self, meant: dict[str, float]) -> float:
        return max(self.weights.get(word, self.rarest) for word in meant)

    def _best(self, meant: dict[str, float], phrase: frozenset[str], page: frozenset[str]) -> float:
        in_phrase = max((share for word, share in meant.items() if word in phrase), default=0.0)
        on_page = max((share for word, share in meant.items() if word in page), default=0.0) * OF_PAGE
        return max(in_phrase, on_page) * self._weight(meant)


@cache
def finder() -> Finder:
    words = tomllib.loads((DATA / "synonyms.toml").read_text("utf-8"))
    return Finder(stock(), words["groups"], map(fold, words["fillers"]))


def find_situations(typed: str) -> list[Situation]:
    """Return the situations that fit what was typed, the best first."""
    return [hit.situation for hit in finder().find(typed)]


def is_near(a: str, b: str) -> bool:
    """Return True if `a` and `b` differ by one letter that is missing, added, replaced or swapped."""
    if abs(len(a) - len(b)) > 1 or not b.isalpha():
        return False
    if len(a) == len(b):
        apart = [at for at in range(len(a)) if a[at] != b[at]]
        swapped = len(apart) == 2 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]
        return len(apart) == 1 or (swapped and apart[1] == apart[0] + 1)
    short, long = sorted((a, b), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _synonyms(groups: Iterable[Iterable[str]]) -> list[tuple[str, list[str]]]:
    """Return (folded phrase, the other phrases of its group), the longest phrase first."""
    pairs = []
    for group in groups:
        folded = [fold(each) for each in group]
        pairs += [(each, [other for other in folded if other != each]) for each in folded]
    return sorted(pairs, key=lambda pair: (-len(re.findall(r"\S+", pair[0])), pair[0]))
