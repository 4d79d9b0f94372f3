"""The words by which buyers find goods: synonyms, kinds and English names, from words.toml.

A concept is what a line of that file means. Cards of goods that have one carry its token in their searched text
(card_text.py), so that a synonym costs a search nothing.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.common.text import accent_key, fold

FILE = Path(__file__).with_name("words.toml")
KEY = re.compile(r"[a-z0-9-]{1,9}")
PARTS = ("goods", "qualities", "kinds")


class Word(NamedTuple):
    """A word for searching: `accents` is its accent_key, `folded` has no accents."""

    accents: str
    folded: str

    @property
    def has_accents(self) -> bool:
        return self.accents != self.folded


def words_of(text: str) -> list[Word]:
    """Return the words of `text`; signs end a word."""
    return [Word(key, fold(key)) for key in accent_key(text).split() if fold(key)]


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the word list: words that mean the same, and the goods that a search for them finds.

    key: stored in the searched text of those goods (`token`), so it never changes.
    part: the section of the file: goods, qualities (ways of making) or kinds (shelves of the shop).
    words: what buyers type.
    sets: OCOP sets whose goods count; empty: all sets. more_sets: sets whose goods are found, too, but rank
        lower.
    also: keys of wider concepts; their words find these goods, too.
    goods: of a kind: keys of its goods; empty: all goods of its sets.
    name, name_en, icon, is_offered: of a kind: its labels, its drawing in backend/theme/icons, and whether
        pages offer it.
    season_name: of a kind: the name of its way in that leads to what is in season first; empty: all year.
    """

    key: str
    part: str
    words: tuple[str, ...]
    sets: frozenset[int] = frozenset()
    more_sets: frozenset[int] = frozenset()
    also: tuple[str, ...] = ()
    goods: frozenset[str] = frozenset()
    name: str = ""
    name_en: str = ""
    icon: str = "tag"
    is_offered: bool = False
    season_name: str = ""
    season_name_en: str = ""

    @property
    def is_quality(self) -> bool:
        """Return True for a way of making goods: a search may leave it out."""
        return self.part == "qualities"

    @property
    def token(self) -> str:
        """The word of searched texts of goods that are this. Its beginning is that of `more_token`."""
        return f"~{self.key}~"

    @property
    def more_token(self) -> str:
        """The word of searched texts of goods that only have to do with it: honey of longan flowers."""
        return f"~{self.key}~2"

    def label(self, language: str | None) -> str:
        return self.name_en if (language or "").startswith("en") else self.name

    def season_label(self, language: str | None) -> str:
        """Return the name of its way in, which leads to what is in season first if it has `season_name`."""
        name = self.season_name_en if (language or "").startswith("en") else self.season_name
        return name or self.label(language)


class Term(NamedTuple):
    words: tuple[Word, ...]
    concept: Concept


class WordList:
    """The concepts of the files, found by their words.

    version: changes with the files, so that cards of an earlier version are found.
    """

    def __init__(self, parts: dict[str, Any], version: str) -> None:
        self.version = version
        self.fillers = frozenset(word for each in parts["fillers"] for word in fold(each).split())
        self.concepts = {
            key: _concept(part, key, line) for part in PARTS for key, line in parts.get(part, {}).items()
        }
        for concept in self.concepts.values():
            if missing := {*concept.also, *concept.goods} - self.concepts.keys():
                raise ImproperlyConfigured(
                    f"{concept.key} names {', '.join(sorted(missing))}, which is no key"
                )
        self._terms: dict[tuple[str, ...], list[Term]] = {}
        for concept in self.concepts.values():
            for written in {each for word in concept.words for each in (word, *plurals(word))}:
                words = tuple(words_of(written))
                self._terms.setdefault(tuple(word.folded for word in words), []).append(Term(words, concept))
        self._longest = max(map(len, self._terms), default=0)

    @property
    def kinds(self) -> list[Concept]:
        return [concept for concept in self.concepts.values() if concept.part == "kinds"]

    @property
    def single_words(self) -> set[str]:
        """Return the terms of one word that are written without accents: the English ones, and some Vietnamese."""
        words = [term.words[0] for key, terms in self._terms.items() if len(key) == 1 for term in terms]
        return {word.folded for word in words if not word.has_accents}

    def terms_at(self, words: Sequence[Word], at: int, *, is_strict: bool = False) -> tuple[int, list[Term]]:
        """Return the length of the longest term that begins at words[at], and the terms of that length.

        A word without accents may stand for one with accents unless `is_strict`; accents that are there must
        be the term's. Returns (0, []) if there is none.
        """
        for length in range(min(self._longest, len(words) - at), 0, -1):
            part = words[at : at + length]
            terms = [
                term
                for term in self._terms.get(tuple(word.folded for word in part), ())
                if all(
                    mine.accents == its.accents or not (is_strict or mine.has_accents)
                    for mine, its in zip(part, term.words, strict=True)
                )
            ]
            if terms:
                return length, terms
        return 0, []

    def terms_in(self, name: str) -> Iterator[list[Concept]]:
        """Yield the concepts of each term in a product's name.

        Words without accents stand for those with accents only in a name without any.
        """
        words = words_of(name)
        has_accents = any(word.has_accents for word in words)
        at = 0
        while at < len(words):
            length, terms = self.terms_at(words, at, is_strict=has_accents)
            if terms:
                yield [term.concept for term in terms]
            at += length or 1

    def tokens(self, name: str, ocop_set: int) -> list[str]:
        """Return the tokens of the concepts of a product with this name and OCOP set (0: unknown).

        Vietnamese names begin with what the goods are, so the first goods named are what they are.
        """
        whole: dict[str, None] = {}
        partly: dict[str, None] = {}
        for found in self.terms_in(name):
            here = [each for each in found if not each.sets or not ocop_set or ocop_set in each.sets]
            is_first = not any(self.concepts[key].part == "goods" for key in whole)
            for concept in here:
                (whole if is_first or concept.part != "goods" else partly)[concept.key] = None
            partly |= dict.fromkeys(key for concept in here for key in concept.also)
        for kind in self.kinds:
            if kind.goods and not kind.goods & whole.keys():
                continue
            if not ocop_set or not kind.sets or ocop_set in kind.sets:
                if kind.goods or ocop_set:
                    whole[kind.key] = None
            elif ocop_set in kind.more_sets:
                partly[kind.key] = None
        return [
            *(self.concepts[key].token for key in whole),
            *(self.concepts[key].more_token for key in partly if key not in whole),
        ]


def plurals(word: str) -> list[str]:
    """Return the regular plurals of an English word; none of a word with accents.

    >>> plurals("cherry"), plurals("peach"), plurals("mango")
    (['cherrys', 'cherries'], ['peachs', 'peaches'], ['mangos', 'mangoes'])
    """
    if not word.isascii() or len(word) < 3 or word.endswith("s"):
        return []
    other = f"{word[:-1]}ies" if word.endswith("y") else f"{word}es"
    return [f"{word}s", *([other] if word.endswith(("ch", "sh", "x", "o", "y")) else [])]


def _concept(part: str, key: str, line: Any) -> Concept:
    """Return the concept of a line: a list of words, or a table with `words`. Raises ImproperlyConfigured."""
    table = {"words": line} if isinstance(line, list) else dict(line)
    if not KEY.fullmatch(key):
        raise ImproperlyConfigured(f"{key}: a key has at most nine of a-z, 0-9 and hyphens")
    try:
        return Concept(
            key,
            part,
            tuple(table.pop("words")),
            sets=frozenset(table.pop("sets", ())),
            more_sets=frozenset(table.pop("more_sets", ())),
            also=tuple(table.pop("also", ())),
            goods=frozenset(table.pop("goods", ())),
            is_offered=bool(table.pop("is_offered", part == "kinds")),
            **table,
        )
    except (KeyError, TypeError) as error:
        raise ImproperlyConfigured(f"{part}.{key} can't be read: {error}") from error


def read(*texts: str) -> WordList:
    """Return the words of several files as one list; later files add to the lines of earlier ones.

    Raises ImproperlyConfigured with the line that can't be read.
    """
    parts: dict[str, Any] = {"fillers": []}
    for text in texts:
        try:
            file = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ImproperlyConfigured(f"The words of the search can't be read: {error}") from error
        parts["fillers"] += file.get("fillers", [])
        for part in PARTS:
            lines = parts.setdefault(part, {})
            for key, line in file.get(part, {}).items():
                lines[key] = _added(lines[key], line) if key in lines else line
    keys = [key for part in PARTS for key in parts[part]]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise ImproperlyConfigured(f"{', '.join(sorted(doubled))}: a key is of one part only")
    return WordList(parts, hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8])


def _added(first: Any, more: Any) -> dict[str, Any]:
    one, other = ({"words": line} if isinstance(line, list) else line for line in (first, more))
    merged = dict(one)
    for name, value in other.items():
        merged[name] = [*merged.get(name, []), *value] if isinstance(value, list) else value
    return merged


@cache
def word_list() -> WordList:
    """Return the words of the project and of this installation, read once per process.

    Raises ImproperlyConfigured.
    """
    paths = [FILE, *([Path(settings.SEARCH_WORDS)] if settings.SEARCH_WORDS else [])]
    try:
        return read(*(path.read_text("utf-8") for path in paths))
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The words of the search can't be read: {error}") from error
