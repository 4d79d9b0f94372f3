"""The searched text of a card: its words, and tokens for what people call the goods."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from backend.common.text import accent_key, fold, nfc
from products.search.measures import bare, weights_in
from products.search.word_list import Word, word_list, words_of

# Raise it when this module writes other texts for the same goods: cards of another number are written again.
WRITTEN_BY = 1
# Goods sold by the kilogram or the litre answer a search for any weight.
BY_WEIGHT = {"kg": "~kg~", "l": "~l~"}


def accent_token(word: Word) -> str:
    """Return the token of a whole word with its accents: "=" ends it, so that it begins no longer word."""
    return unicodedata.normalize("NFC", word.accents) + "="


def gtin_token(gtin: str) -> str:
    return f"~{gtin.zfill(14)}"


def card_text(
    *, name: str, others: Iterable[str], ocop_set: int = 0, measures: Iterable[str] = (), gtin: str = ""
) -> str:
    """Return the searched text of a product with a space before and after each word.

    First the folded words, then a token for each word with accents, each concept of the word list, each weight, and
    the GTIN.

    others: the names of brand, producer and places. measures: the net content, and the unit of the price.
    """
    written = [name, *(part for part in others if part)]
    text = " ".join(written)
    measures = list(measures)
    tokens = [accent_token(word) for word in words_of(text) if word.has_accents]
    tokens += word_list().tokens(name, ocop_set)
    tokens += [token for measure in (name, *measures) for token, _span in weights_in(bare(nfc(measure)))]
    tokens += [BY_WEIGHT[measure] for measure in measures if measure in BY_WEIGHT]
    tokens += [gtin_token(gtin)] if gtin else []
    return " ".join(["", fold(text), *dict.fromkeys(tokens), ""])


def accents_text(name: str) -> str:
    """Return the name with its accents, to rank exact matches first, and the version of the searched text."""
    return f" {accent_key(name)} {text_version()} "


def text_version() -> str:
    """Return what a card's `accents` end with if its searched text was written from the words of today."""
    return f"={WRITTEN_BY}.{word_list().version}"
