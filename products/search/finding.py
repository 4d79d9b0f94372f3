"""Find the cards that answer a query.

Words that name goods find goods of that name, its synonyms and its English name (words.toml). Any other word
must be in the card: with the accents that were typed, or as the beginning of a word if it was typed without.
Hits of the goods that were asked for come first, then hits with the words as typed.

Without a hit, these are tried in turn, and the page says so (`Found.read_as`):
1. the same words side by side, whatever their accents
2. without the words that nobody has, if what remains still names the goods, or begins the query
3. without limits of price
4. if no word names goods: mistyped words as similar words of words.toml or of cards

Accents left as Telex keys are read before that. A word of up to four letters has one wrong letter at most, a
longer one two.

A search sorts only the CANDIDATES newest hits, so its work is bounded for any length of the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.db import connection

from backend.common.text import fold
from products import ports
from products.models import ListingCard
from products.search import full_text, key_index
from products.search.misspellings import far
from products.search.product_query import ProductQuery
from products.search.rows import CardRow, Cards, Hits, Listed, Numbered
from products.search.spelling import MOST_LETTERS_OF_SHORT, listed_near, nearest, telex_read, vocabulary
from products.search.understanding import Part, Understood, understand
from products.search.word_list import word_list, words_of

SHORT = 3  # letters
MOST_READINGS = 2  # each costs a query
MAX_WIDENED = 2  # known words to widen, the first ones
# Words of a commune's name that say nothing about a place: "cao phong" is no "cà … phường".
KINDS_OF_PLACES = {"xa", "phuong"}

type Options = list[list[str]]  # options for each word


@dataclass(frozen=True, slots=True)
class Found:
    """Result of a search. `cards` are in order.

    read_as: the words that were searched, if some were left out or corrected; else "".
    filters: the prices, stars and papers that were understood, as readable texts.
    is_code: the typed text is the code of a lot; `cards` are its goods.
    """

    cards: Cards
    read_as: str = ""
    filters: Sequence[str] = ()
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What else a query may mean.

    options: as for the index. phrase: the words that rank hits.
    shown: for each word its possible texts; the page shows that of the first hit.
    is_as_typed: nothing was left out or corrected.
    is_bent: letters were changed; the first hit's name or place must have the words that are shown.
    must_begin: the first hit's name must begin with one of these; None: it need not.
    """

    query: ProductQuery
    options: Options
    phrase: str
    shown: Options
    is_as_typed: bool = False
    is_bent: bool = False
    must_begin: frozenset[str] | None = None


def hits(query: ProductQuery, words: Options, accents: str, phrase: str) -> Hits:
    find = key_index.find if connection.vendor == "postgresql" else full_text.find
    return find(query, words, accents, phrase)


def faceted(query: ProductQuery) -> Cards:
    found = key_index.find_by_facets(query) if connection.vendor == "postgresql" else None
    return Listed(query) if found is None else found


def find_cards(query: ProductQuery) -> Found:
    """Return the cards that answer `query`. Other readings cost MOST_READINGS queries at most, and two for words."""
    if not query.q:
        return Found(faceted(query))
    asked = understand(query)
    filters = asked.filters if asked.query is not query else ()
    if not asked.parts:
        is_understood = replace(asked.query, q="") != replace(query, q="")
        return Found(faceted(asked.query) if is_understood else Numbered([]), filters=filters)
    found = _look(asked.query, asked.parts)
    if found:
        return Found(found, filters=filters)
    if asked.code and (cards := _of_lot(asked.code)):
        return Found(cards, is_code=True)
    if not query.is_literal:
        possible = (reading for reading in _readings(asked) if all(reading.options))
        for reading in islice(possible, MOST_READINGS):
            found = hits(reading.query, reading.options, _accents(asked.parts), reading.phrase)
            if found and _is_likely(reading, found[0]):
                read_as = "" if reading.is_as_typed else _as_found(reading.shown, found[0])
                return Found(found, read_as, replace(asked, query=reading.query).filters if filters else ())
    return Found(Numbered([]), filters=filters)


def _look(query: ProductQuery, parts: Sequence[Part]) -> Hits:
    return hits(query, [list(part.options) for part in parts], _accents(parts), _phrase(parts))


def _accents(parts: Sequence[Part]) -> str:
    return " ".join(word.accents for part in parts for word in part.words)


def _phrase(parts: Sequence[Part]) -> str:
    """Return what goods that were asked for have: the token of their name, or the words side by side."""
    goods = [part for part in parts if part.is_goods]
    return goods[0].concepts[0].token if goods else " ".join(_folded(parts))


def _folded(parts: Sequence[Part]) -> list[str]:
    return [word.folded for part in parts for word in part.words]


def _of_lot(code: str) -> Hits:
    """Return the cards of the goods of the lots with this code."""
    pks = ports.products_of_lot(code=code)
    listed = ListingCard.objects.filter(pk__in=pks).order_by("-pk").values_list("pk", flat=True)
    return Numbered(list(listed) if pks else [])


def _readings(asked: Understood) -> Iterator[Reading]:
    """Yield other readings of a query without hits, the likeliest first."""
    vocabulary.refresh()
    if asked.is_barcode:
        return
    typed = asked
    asked = _without_telex(asked)
    if asked is not typed:
        yield _reading(asked.query, asked.parts)
    yield from _side_by_side(asked)
    goods = [part for part in asked.parts if part.is_goods]
    yield from _left_out(asked, goods)
    query = asked.query
    if query.price_from or query.price_to:
        free = replace(query, price_from=0, price_to=0)
        yield _reading(free, asked.parts)
    if not goods:
        yield from _listed_words(asked)
        yield from _bent(asked)


def _without_telex(asked: Understood) -> Understood:
    """Read unknown words that are Vietnamese words in Telex keys: "maanj" is "man"."""
    read = {
        part.typed: text
        for part in asked.parts
        if part.is_plain
        and not vocabulary.begins(part.words[0].folded)
        and (text := telex_read(part.words[0].folded)) != part.words[0].folded
        and vocabulary.has(text)
    }
    if not read:
        return asked
    text = " ".join(read.get(part.typed, part.typed) for part in asked.parts)
    return understand(replace(asked.query, q=text))


def _reading(query: ProductQuery, parts: Sequence[Part]) -> Reading:
    return Reading(
        query, [list(part.options) for part in parts], _phrase(parts), [[part.typed] for part in parts]
    )


def _side_by_side(asked: Understood) -> Iterator[Reading]:
    """Read the words as they are, side by side: without synonyms, and whatever their accents.

    Only names of goods keep their accents: "bưởi" is no "buổi".
    """
    parts, folded = asked.parts, _folded(asked.parts)
    has_goods = any(part.concepts for part in parts)
    is_plain = not any(part.concepts or any(word.has_accents for word in part.words) for part in parts)
    if is_plain or not all(map(vocabulary.has, folded)):
        return
    if has_goods and len(folded) == 1:
        return
    named = [text for part in parts if part.concepts for text in part.literal]
    changed = [word for part in parts if part.is_plain for word in part.words if word.has_accents]
    phrase = " ".join(folded)
    yield Reading(
        asked.query,
        [
            [f"{phrase} "],
            *([text] for text in named),
            *(list(part.options) for part in parts if part.is_measure),
        ],
        phrase,
        [[phrase]],
        is_as_typed=not changed,
        must_begin=frozenset(folded) if len(folded) == 1 else None,
    )


def _left_out(asked: Understood, goods: list[Part]) -> Iterator[Reading]:
    """Leave out the words that nobody has, then all words but the goods.

    The goods that were asked for first are never left out. Without goods, the first word and another must stay.
    """
    parts = asked.parts
    if goods and not goods[0].is_kind and not _has(goods[0]):
        return
    kept = [part for part in parts if _has(part) and not part.is_measure]
    plain = [part for part in kept if part.is_plain and not part.is_filler]
    first = next((part for part in parts if not part.is_filler), None)
    if len(kept) < len(parts) and (goods or (len(plain) > 1 and first in plain)):
        yield _reading(asked.query, kept)
    named = [part for part in goods if _has(part)]
    if named and named not in (kept, list(parts)):
        yield _reading(asked.query, named)


def _has(part: Part) -> bool:
    """Return True if somebody may have the words."""
    if part.is_filler:
        return False
    if part.concepts:
        return any(
            token in vocabulary.words for each in part.concepts for token in (each.token, each.more_token)
        )
    return part.is_measure or all(vocabulary.begins(word.folded) for word in part.words)


def _listed_words(asked: Understood) -> Iterator[Reading]:
    """Read mistyped words as English names of goods in words.toml: "honye" is "honey". No card has a word like them."""
    read = {
        part.typed: listed
        for part in asked.parts
        if part.is_plain
        and not part.words[0].has_accents
        and (listed := listed_near(part.words[0].folded))
        and not nearest(part.words[0].folded)
    }
    if read:
        text = " ".join(read.get(part.typed, part.typed) for part in asked.parts)
        corrected = understand(replace(asked.query, q=text))
        yield _reading(corrected.query, corrected.parts)


def _bent(asked: Understood) -> Iterator[Reading]:
    """Yield readings of mistyped words.

    Unknown words are widened more than known ones: widening all at once would find unrelated products. Words
    with digits are codes, and known words with accents were typed with care: both are left as they are.
    """
    if any(part.concepts or part.is_measure for part in asked.parts):
        return
    words = [_Typed.of(part) for part in asked.parts]
    all_known = all(word.is_known for word in words)
    if all_known and len(words) > 1:
        # No card has them all: read one as another word that occurs next to its neighbour.
        for at, word in enumerate(words[:MAX_WIDENED]):
            if not word.is_fixed and (others := [each for each in _widely(word.text) if each != word.text]):
                pairs = [
                    f"{each} {words[1].text}" if at == 0 else f"{words[0].text} {each}" for each in others
                ]
                options = [other.options for other in words]
                options[at] = others
                yield _bent_reading(asked, [*options, pairs], [pairs, *([each.text] for each in words[2:])])
    if all_known or len(words) == 1:
        near = [word.near for word in words]
        yield _bent_reading(asked, near, _shown(words, near))
    if not all_known:
        wide = [word.options if word.is_known or word.is_fixed else _widely(word.text) for word in words]
        if len(words) > 1:
            yield _bent_reading(asked, wide, _shown(words, wide))
        further = far([word.text for word in words if not word.is_known and not word.is_fixed])
        wider = [
            list(dict.fromkeys([*options, *further.get(word.text, ())]))
            for word, options in zip(words, wide, strict=True)
        ]
        if wider != (wide if len(words) > 1 else [words[0].near]):
            yield _bent_reading(asked, wider, _shown(words, wider))


@dataclass(frozen=True, slots=True)
class _Typed:
    """A typed word that may be mistyped. `near`: what the index is asked for, and words one mistake away."""

    text: str
    typed: str
    near: list[str]
    is_known: bool
    is_fixed: bool

    @property
    def options(self) -> list[str]:
        """What the index is asked for if the word stays as it is; for an unknown one, `near`."""
        return [self.text] if self.is_known and not self.is_fixed else self.near

    @classmethod
    def of(cls, part: Part) -> _Typed:
        (word,) = part.words
        text = word.folded
        if not text.isalpha():
            return cls(text, part.typed, list(part.options), True, True)
        near = nearest(text)
        is_known = near[:1] == [text]
        if word.has_accents:
            return cls(text, part.typed, list(part.options) if is_known else near, is_known, True)
        return cls(text, part.typed, near, is_known, False)


def _shown(words: list[_Typed], options: Options) -> Options:
    return [
        [each.typed] if each.is_fixed and each.is_known else choices
        for each, choices in zip(words, options, strict=True)
    ]


def _bent_reading(asked: Understood, options: Options, shown: Options) -> Reading:
    """Return the reading of mistyped words as `options`.

    One short word alone says little: it may only become the name of goods, or the beginning of a product's.
    """
    must_begin = None
    if len(options) == 1 and len(asked.parts[0].words[0].folded) <= MOST_LETTERS_OF_SHORT:
        named = [each for each in options[0] if word_list().terms_at(words_of(each), 0)[0]]
        options = shown = [named] if named else options
        must_begin = None if named else frozenset(each.split()[0] for each in options[0])
    phrase = " ".join(each[0] for each in shown if each)
    return Reading(asked.query, options, phrase, shown, is_bent=True, must_begin=must_begin)


def _widely(word: str) -> list[str]:
    # Too few letters remain of "ung" (cancer): read as "ong", a question about it would find honey.
    is_bare = len(word) <= SHORT and word[0] in "aeiouy"
    return nearest(word, widely=not is_bare, most=40)


def _is_likely(reading: Reading, first: CardRow) -> bool:
    """Return True if the reading's first hit shows that it is what was meant."""
    name = fold(first.name).split()
    if reading.must_begin is not None and name[0] not in reading.must_begin:
        return False
    if not reading.is_bent:
        return True
    held = {*name, *fold(first.commune_name).split()} - KINDS_OF_PLACES
    return all(
        any(all(any(each.startswith(word) for each in held) for word in fold(text).split()) for text in texts)
        for texts in reading.shown
    )


def _as_found(options: Options, first: CardRow) -> str:
    """Return the words as read: for each, the option that the first card contains, else the first option."""
    held = f" {fold(first.name)} {fold(first.commune_name)} "
    return " ".join(next((each for each in option if f" {each}" in held), option[0]) for option in options)
