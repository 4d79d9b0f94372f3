"""From what was asked to the cards that answer it.

Every word has to be found, as the beginning of a word of the card, whatever its accents. Where nothing is found, mistyped words
are read as the words of cards next to them (one letter more, less, other or changed places, a beginning that sounds alike,
accents left as keys), so that a wrong letter still finds. Where that finds nothing either, what is no word of a card and has four
letters or more may have two mistakes. A hit whose accents agree with what was typed comes first, then one that holds the words as they were typed.

A search puts the CANDIDATES newest hits in order and no more, so that its work is bounded however long the list grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from backend.common.text import accent_key, fold
from products.search import full_text, key_index
from products.search.far import far
from products.search.product_query import ProductQuery
from products.search.rows import CardRow, Cards, Hits, Listed, Numbered
from products.search.spelling import nearest

MAX_WORDS = 8
SHORT = 3  # letters
MAX_WIDENED = 2  # of known words the first ones; each costs a query

type Options = list[list[str]]  # of each word what it may be


@dataclass(frozen=True, slots=True)
class Found:
    """`cards` in order; `read_as` is set where mistyped words were read as others."""

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
    """The cards that answer `query`. At most four queries are spent on looking whether words were mistyped."""
    words = fold(query.q).split()[:MAX_WORDS]
    if not words:
        return Found(Numbered([]) if query.q else faceted(query))  # nothing but signs, or nothing at all
    found = hits(query, [[word] for word in words], " ".join(words))
    if found:
        return Found(found, words=words)
    tried = [[word] for word in words]
    for options, said in _readings(words):
        if all(options) and options != tried:
            found = hits(query, options, " ".join(option[0] for option in said))
            if found:
                return Found(found, read_as=_as_found(said, found[0]), words=words)
    return Found(Numbered([]), words=words)


def _readings(words: list[str]) -> Iterator[tuple[Options, Options]]:
    """What the words may mean, the likeliest first: what is looked for, and of what `read_as` is made.

    What is no word of any card is read more widely than what is one: to widen them all at once would find what nobody asked for.
    """
    near, exact = [nearest(word) for word in words], [[word] for word in words]
    known = [options[:1] == [word] for word, options in zip(words, near, strict=True)]
    if all(known) and len(words) > 1:
        # Each is a word of some card and no card has them all: one is read as another that stands beside its neighbour.
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
    # Of "ung" the other letters say too little: read as "ong", a question about cancer finds honey.
    is_bare = len(word) <= SHORT and word[0] in "aeiouy"
    return nearest(word, widely=not is_bare, most=40)


def _as_found(options: list[list[str]], first: CardRow) -> str:
    """Of each word's options the one that the first card holds, in its name or its commune's; else the likeliest."""
    held = f" {fold(first.name)} {fold(first.commune_name)} "
    return " ".join(next((each for each in option if f" {each}" in held), option[0]) for option in options)
