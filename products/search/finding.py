"""From what was asked to the cards that answer it.

Every word has to be found, as the beginning of a word of the card, whatever its accents. Where nothing is found, mistyped words
are read as the words of cards next to them (one letter more, less, other or changed places, a beginning that sounds alike,
accents left as keys), so that a wrong letter still finds; where that finds nothing either, the first letter may be any. A hit whose accents agree with what was typed comes first, then one that holds the words as they were typed.

A search puts the CANDIDATES newest hits in order and no more, so that its work is bounded however long the list grows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection

from backend.common.text import accent_key, fold
from products.search import full_text, key_index
from products.search.asked import ProductQuery
from products.search.rows import CardRow, Cards, Hits, Listed, Numbered
from products.search.spelling import nearest

MAX_WORDS = 8


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
    """The cards that answer `query`. At most three queries are spent on looking whether words were mistyped."""
    words = fold(query.q).split()[:MAX_WORDS]
    if not words:
        return Found(Numbered([]) if query.q else faceted(query))  # nothing but signs, or nothing at all
    found = hits(query, [[word] for word in words], " ".join(words))
    if found:
        return Found(found, words=words)
    tried = [[word] for word in words]
    for widely in (False, True):
        options = [nearest(word, widely=widely, most=12 if widely else 8) for word in words]
        if all(options) and options != tried:
            found = hits(query, options, " ".join(option[0] for option in options))
            if found:
                return Found(found, read_as=_as_found(options, found[0]), words=words)
        tried = options
    return Found(Numbered([]), words=words)


def _as_found(options: list[list[str]], first: CardRow) -> str:
    """Of each word's options the one that the first card holds, in its name or its commune's; else the likeliest."""
    held = f" {fold(first.name)} {fold(first.commune_name)} "
    return " ".join(next((each for each in option if f" {each}" in held), option[0]) for option in options)
