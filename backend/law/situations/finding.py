"""Find situations by what somebody types: without accents, with mistakes, in other words.

All situations fit in memory, so a search needs no query. A phrase of a situation (its title, or one of its other words)
scores by the rare words that it shares with what was typed; the other texts of the page count less.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from backend.common.text import accent_key, fold, is_one_apart
from backend.law.situations.stock import DATA, Situation, Stock, stock

MOST_FOUND = 8
LEAST_SHARE = 0.34  # of the weight of the words typed, or a situation isn't a hit
OF_PAGE = 0.45  # what a word counts that stands on the page but in none of its phrases
OF_SYNONYM = 0.9
OF_MISTYPED = 0.8
OF_ORDER = 0.25  # for words that stand beside each other as they were typed
OF_ACCENTS = 0.02
OF_EXTRA = 0.04  # for each word of the phrase that nobody typed
SHORTEST_MISTYPED = 4  # a shorter word has too many neighbours
FEWEST_OF_BEST = 0.5  # hits with less than this share of the best score are left out
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Hit:
    situation: Situation
    score: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title, or another way to say it: its words, and its pairs of neighbours."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the search knows of one situation: its phrases, and the words of its whole page."""

    situation: Situation
    phrases: tuple[Phrase, ...]
    accents: frozenset[str]
    page: frozenset[str]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing typed: its words with how sure each reading is, and other phrases that mean the same."""

    words: tuple[Mapping[str, float], ...]
    same: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    concepts: tuple[Concept, ...]
    pairs: frozenset[tuple[str, str]]
    accents: frozenset[str]


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
        query = self._understood(typed[:LONGEST_QUERY])
        if not query.concepts:
            return []
        hits = [Hit(entry.situation, self._score(entry, query)) for entry in self.entries]
        best = max((hit.score for hit in hits), default=0.0)
        least = max(LEAST_SHARE, best * FEWEST_OF_BEST)
        found = sorted((hit for hit in hits if hit.score >= least), key=lambda hit: -hit.score)
        return found[:MOST_FOUND]

    def _entry(self, situation: Situation) -> Entry:
        spoken = (situation.title, *situation.words)
        texts = (*spoken, situation.topic.title, *situation.reading)
        return Entry(
            situation,
            tuple(
                Phrase(self._words(words), _pairs(words)) for words in (fold(each).split() for each in spoken)
            ),
            frozenset(word for each in spoken for word in accent_key(each).split()),
            frozenset(word for each in texts for word in fold(each).split()),
        )

    def _words(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(words) - self.fillers

    def _understood(self, typed: str) -> Query:
        words = fold(typed).split()
        said = f" {' '.join(words)} "
        concepts = []
        for phrase, others in self.synonyms:
            if f" {phrase} " in said:
                known = tuple(self._known(word) for word in phrase.split())
                concepts.append(Concept(known, tuple(frozenset(other.split()) for other in others)))
                said = said.replace(f" {phrase} ", "  ", 1)
        rest = [word for word in said.split() if word not in self.fillers] or ([] if concepts else words)
        concepts += [Concept((self._known(word),)) for word in rest]
        return Query(tuple(concepts), _pairs(words), frozenset(accent_key(typed).split()))

    def _known(self, word: str) -> Mapping[str, float]:
        if word in self.weights or len(word) < SHORTEST_MISTYPED:
            return {word: 1.0}
        return {
            known: OF_MISTYPED for known in self.weights if known.isalpha() and is_one_apart(word, known)
        } or {word: 1.0}

    def _score(self, entry: Entry, query: Query) -> float:
        """Return the share of the typed words' weight that the best phrase has, and a little for order and accents."""
        total = sum(self._weight(word) for concept in query.concepts for word in concept.words)
        best = 0.0
        for phrase in entry.phrases:
            shared = sum(self._shared(concept, phrase.words, entry.page) for concept in query.concepts)
            together = len(query.pairs & phrase.pairs) / len(query.pairs) if query.pairs else 0.0
            extra = max(len(phrase.words) - sum(len(concept.words) for concept in query.concepts), 0)
            best = max(best, (shared / total + OF_ORDER * together) / (1 + OF_EXTRA * extra))
        close = len(query.accents & entry.accents) / (len(query.accents) or 1)
        return best + OF_ACCENTS * close

    def _weight(self, meant: Mapping[str, float]) -> float:
        return max(self.weights.get(word, self.rarest) for word in meant)

    def _shared(self, concept: Concept, phrase: frozenset[str], page: frozenset[str]) -> float:
        """Return the weight of the concept's words that a phrase has; less for words elsewhere on the page."""
        weight = sum(map(self._weight, concept.words))
        if any(same <= phrase for same in concept.same):
            return OF_SYNONYM * weight
        own = sum(
            self._weight(meant) * max((sure for word, sure in meant.items() if word in phrase), default=0.0)
            for meant in concept.words
        )
        whole = (frozenset(word for meant in concept.words for word in meant), *concept.same)
        return max(own, OF_PAGE * weight) if any(same <= page for same in whole) else own


@cache
def finder() -> Finder:
    words = tomllib.loads((DATA / "synonyms.toml").read_text("utf-8"))
    return Finder(stock(), words["groups"], map(fold, words["fillers"]))


def find_situations(typed: str) -> list[Situation]:
    """Return the situations that fit what was typed, the best first."""
    return [hit.situation for hit in finder().find(typed)]


def _pairs(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words))


def _synonyms(groups: Iterable[Iterable[str]]) -> list[tuple[str, list[str]]]:
    """Return (folded phrase, the other phrases of its group), the longest phrase first."""
    pairs = []
    for group in groups:
        folded = [fold(each) for each in group]
        pairs += [(each, [other for other in folded if other != each]) for each in folded]
    return sorted(pairs, key=lambda pair: (-len(re.findall(r"\S+", pair[0])), pair[0]))
