"""Find the cards that answer a query.

Every word must match the beginning of a word of the card, whatever its accents.
Without a hit, mistyped words are read as similar words of cards: one letter added, missing, other or swapped,
a beginning that sounds alike, or accents left as keys.
Still without a hit, unknown words of four letters or more may have two mistakes.
Hits with the same accents as typed come first, then hits with the words as typed.

A search sorts only the CANDIDATES newest hits, so its work is bounded for any length of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from backend.common.text import accent_key, fold
from products.search import full_text, key_index
from products.search.misspellings import far
from products.search.product_query import ProductQuery
from products.search.rows import CardRow, Cards, Hits, Listed, Numbered
from products.search.spelling import nearest

MAX_WORDS = 8
SHORT = 3  # letters
MAX_WIDENED = 2  # known words to widen, the first ones; each costs a query

type Options = list[list[str]]  # options for each word


@dataclass(frozen=True, slots=True)
class Found:
    """Result of a search. `cards` are in order; `words` are the typed words.

    read_as: the words as the search read them, if it took some for mistyped; else "".
    """

    cards: Cards
    read_as: str = ""
    words: list[str] = field(default_factory=list)


def hits(query: ProductQuery, words: list[list[str]], phrase: str) -> Hits:
    find = key_index.find if connection.vendor == "postgresql" else full_text.find
    return find(query, words, accent_key(query.q), phrase)


def faceted(query: ProductQuery) -> Cards:
    found = key_index.find_by_facets(query) if connection.vendor == "postgresql" else None
    return Listed(query) if found is None else found


def find_cards(query: ProductQuery) -> Found:
    """Return the cards that answer `query`. At most four queries check for mistyped words."""
    words = fold(query.q).split()[:MAX_WORDS]
    if not words:
        return Found(Numbered([]) if query.q else faceted(query))  # only signs, or nothing at all
    found = hits(query, [[word] for word in words], " ".join(words))
    if found:
        return Found(found, words=words)
    tried = [[word] for word in words]
    for options, reading in _readings(words):
        if all(options) and options != tried:
            found = hits(query, options, " ".join(option[0] for option in reading))
            if found:
                return Found(found, read_as=_as_found(reading, found[0]), words=words)
    return Found(Numbered([]), words=words)


def _readings(words: list[str]) -> Iterator[tuple[Options, Options]]:
    """Yield readings of mistyped words, the likeliest first: options to search, and options for `read_as`.

    Unknown words are widened more than known ones: widening all at once would find unrelated products.
    """
    near, exact = [nearest(word) for word in words], [[word] for word in words]
    known = [options[:1] == [word] for word, options in zip(words, near, strict=True)]
    if all(known) and len(words) > 1:
        # Every word is known, but no card has them all: read one as another word that occurs next to its
        # neighbour.
        for at in range(MAX_WIDENED):
            others = [each for each in _widely(words[at]) if each != words[at]]
            pairs = [f"{each} {words[1]}" if at == 0 else f"{words[0]} {each}" for each in others]
            yield [*exact[:at], others, *exact[at + 1 :], pairs], [pairs, *exact[2:]]
    if all(known) or len(words) == 1:
        yield near, near
    if not all(known):
        wide = [[word] if is_known else _widely(word) for word, is_known in zip(words, known, strict=True)]
        if len(words) > 1:
            yield wide, wide
        further = far([word for word, is_known in zip(words, known, strict=True) if not is_known])
        further_still = [
            options if is_known else list(dict.fromkeys(widely + further[word]))
            for word, options, widely, is_known in zip(words, near, wide, known, strict=True)
        ]
        yield further_still, further_still


def _widely(word: str) -> list[str]:
    # Too few letters remain of "ung" (cancer): read as "ong", a question about it would find honey.
    is_bare = len(word) <= SHORT and word[0] in "aeiouy"
    return nearest(word, widely=not is_bare, most=40)


def _as_found(options: list[list[str]], first: CardRow) -> str:
    """Return the words as read: for each, the option that the first card contains, else the first option."""
    held = f" {fold(first.name)} {fold(first.commune_name)} "
    return " ".join(next((each for each in option if f" {each}" in held), option[0]) for option in options)
