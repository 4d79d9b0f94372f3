"""Understand what a buyer types: prices, weights, stars, barcodes, and which words name goods."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from backend.common.gtin import GtinError, normalise_gtin
from backend.common.money import dong_words
from backend.common.text import nfc
from products.certificates.enums import CertificateKind
from products.search.card_text import BY_WEIGHT, accent_token, gtin_token
from products.search.measures import bare, price_in, stars_in, weights_in
from products.search.product_query import ProductQuery
from products.search.word_list import Concept, Word, word_list, words_of

MAX_WORDS = 8
PAPERS = re.compile(r"\b(ocop|vietgap)\b")
KINDS_OF_PAPERS = {"ocop": CertificateKind.OCOP, "vietgap": CertificateKind.VIETGAP}
BARCODE = re.compile(r"(?:.*/01/|\(01\)|gtin:?\s*)?([0-9][0-9\s-]{6,20})(?:/.*)?", re.IGNORECASE)
CODE = re.compile(r"(?:(?:mã\s+)?(?:lô|lo|lot)\s+)?([A-Z0-9][A-Z0-9-]{2,19})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One or more typed words that are searched together.

    options: one of these must be in the searched text: beginnings of words, or tokens.
    concepts: the goods that the words name. measure: the words are a weight or a barcode.
    """

    typed: str
    words: tuple[Word, ...]
    options: tuple[str, ...]
    concepts: tuple[Concept, ...] = ()
    is_measure: bool = False

    @property
    def is_goods(self) -> bool:
        return bool(self.concepts) and not self.concepts[0].is_quality

    @property
    def is_kind(self) -> bool:
        return bool(self.concepts) and self.concepts[0].part == "kinds"

    @property
    def is_plain(self) -> bool:
        return not self.concepts and not self.is_measure

    @property
    def is_filler(self) -> bool:
        return self.is_plain and self.words[0].folded in word_list().fillers

    @property
    def literal(self) -> list[str]:
        """The whole words with the accents that were typed."""
        return [accent_token(word) if word.has_accents else f"{word.folded} " for word in self.words]


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, its price, stars and papers as facets, and the other words as parts.

    code: what may be the code of a lot, in upper case; else "".
    """

    query: ProductQuery
    parts: tuple[Part, ...]
    code: str = ""

    @property
    def is_barcode(self) -> bool:
        return not any(part.words for part in self.parts) and self.parts[0].options[0].lstrip("~").isdigit()

    @property
    def filters(self) -> list[str]:
        """The facets that were typed, as readable texts."""
        query, texts = self.query, _price_texts(self.query.price_from, self.query.price_to)
        if query.stars:
            texts.append(_("OCOP %(stars)s sao") % {"stars": query.stars})
        if query.certificate:
            texts.append(str(CertificateKind(query.certificate).label))
        return texts


def _price_texts(low: int, high: int) -> list[str]:
    if low and high:
        return [_("giá từ %(low)s đến %(high)s") % {"low": dong_words(low), "high": dong_words(high)}]
    # "Below 100.000 đ" is up to 99.999 đ: nobody would say so.
    if high:
        is_below = high % 10 == 9
        words = _("giá dưới %(price)s") if is_below else _("giá đến %(price)s")
        return [words % {"price": dong_words(high + is_below)}]
    if low:
        is_above = low % 10 == 1
        words = _("giá trên %(price)s") if is_above else _("giá từ %(price)s")
        return [words % {"price": dong_words(low - is_above)}]
    return []


@lru_cache(maxsize=1024)
def understand(query: ProductQuery) -> Understood:
    """Return `query` with its words understood; as it was typed if it is literal."""
    typed = nfc(query.q)
    if query.is_literal:
        return Understood(query, tuple(_plain(*pair) for pair in _words(typed)))
    if (found := BARCODE.fullmatch(typed)) and (gtin := _gtin(found[1])):
        return Understood(query, (Part(gtin, (), (gtin_token(gtin),), is_measure=True),))
    rest, facets = _facets(typed)
    rest, weights = _weights(rest)
    code = CODE.fullmatch(typed)
    return Understood(
        replace(query, **facets),
        (*_parts(rest), *weights),
        code[1].upper() if code and not facets and not weights and re.search(r"[0-9]", code[1]) else "",
    )


def _words(text: str) -> list[tuple[str, Word]]:
    """Return the first words of `text`, each as typed and as a word for searching."""
    return [(typed, word) for typed in re.split(r"[\W_]+", text) for word in words_of(typed)][:MAX_WORDS]


def _gtin(text: str) -> str:
    try:
        return normalise_gtin(text)
    except GtinError:
        return ""


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {text[span[1] :]}"


def _facets(text: str) -> tuple[str, dict[str, Any]]:
    """Return `text` without stars, price and papers, and these as fields of a query."""
    facets: dict[str, Any] = {}
    if stars := stars_in(bare(text)):
        facets["stars"] = stars[0]
        text = _without(text, stars[1])
    if price := price_in(bare(text)):
        facets["price_from"], facets["price_to"] = price[:2]
        text = _without(text, price[2])
    if paper := PAPERS.search(bare(text)):
        if not stars or paper[1] != "ocop":
            facets["certificate"] = KINDS_OF_PAPERS[paper[1]].value
        text = _without(text, paper.span())
    return text, facets


def _weights(text: str) -> tuple[str, list[Part]]:
    parts: list[Part] = []
    for token, (start, end) in reversed(list(weights_in(bare(text)))):
        by_weight = BY_WEIGHT["kg" if token.endswith("g~") else "l"]
        parts.insert(0, Part(text[start:end].strip(), (), (token, by_weight), is_measure=True))
        text = _without(text, (start, end))
    return text, parts


def _parts(text: str) -> list[Part]:
    """Return the words of `text`, joined where several of them name goods."""
    pairs, parts, at = _words(text), list[Part](), 0
    words = [word for _typed, word in pairs]
    has_accents = any(word.has_accents for word in words)
    while at < len(words):
        length, terms = word_list().terms_at(words, at)
        mine = tuple(words[at : at + length])
        if has_accents and any(term.words == mine for term in terms):
            # Who types accents writes "cam" for "cam" and for nothing else.
            terms = [term for term in terms if term.words == mine]
        if not terms:
            parts.append(_plain(*pairs[at]))
            at += 1
            continue
        concepts = tuple(dict.fromkeys(term.concept for term in terms))
        options = [concept.token for concept in concepts]
        if length == 1 and parts:
            options += _plain(*pairs[at]).options  # part of another name: "Mường Chanh", "mật ong hoa nhãn"
        shown = " ".join(typed for typed, _word in pairs[at : at + length])
        parts.append(Part(shown, mine, tuple(options), concepts))
        at += length
    return parts


def _plain(typed: str, word: Word) -> Part:
    return Part(typed, (word,), (accent_token(word) if word.has_accents else word.folded,))
