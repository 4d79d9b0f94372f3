"""The public list: what was asked for, and the cards that answer it.

Every word has to be found, as the beginning of a word of the card, whatever its accents. Where nothing is found, mistyped words
are read as the words of cards next to them (one letter more, less, other or changed places), so that a wrong letter still
finds. A hit whose accents agree with what was typed comes first.

A search orders CANDIDATES hits and no more: on a list so long that more cards hold the words, those among the newest WINDOW cards
and as many others as the index comes by first. So the work is bounded however long the list grows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common.text import accent_key, fold, nfc
from products.enums import CERTIFICATE_BITS
from products.models import ListingCard, SearchWord
from products.ocop import GROUPS

CANDIDATES = 1_001
WINDOW = 5_000
MAX_WORDS = 8
MAX_TYPED = 100
VOCABULARY_SECONDS = 60
SORTS = {
    "moi": (_("Mới lên sàn"), ("-listed_at", "-product_id")),
    "gia-tang": (_("Giá thấp trước"), ("price", "-product_id")),
    "gia-giam": (_("Giá cao trước"), ("-price", "product_id")),
}
DEFAULT_SORT = "moi"
GROUP_KEYS = {group.key for group in GROUPS}


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """What a buyer asks for; every part is in the address, so that it can be shared. Nonsense is left out, not refused."""

    q: str = ""
    group: str = ""
    stars: int = 0
    commune: int = 0
    in_season: bool = False
    certificate: str = ""
    sort: str = DEFAULT_SORT

    @classmethod
    def read(cls, query: QueryDict | dict[str, str]) -> ProductQuery:
        def number(name: str, low: int, high: int) -> int:
            text = query.get(name, "")
            return (
                int(text)
                if text.isascii() and text.isdigit() and len(text) < 8 and low <= int(text) <= high
                else 0
            )

        group = query.get("nhom", "")
        certificate = query.get("giay", "")
        sort = query.get("xep", "")
        return cls(
            q=nfc(query.get("q", "")[:MAX_TYPED]).replace("\x00", ""),
            group=group if group in GROUP_KEYS else "",
            stars=number("sao", 3, 5),
            commune=number("xa", 1, 9_999_999),
            in_season=query.get("mua", "") == "1",
            certificate=certificate if certificate in CERTIFICATE_BITS else "",
            sort=sort if sort in SORTS else DEFAULT_SORT,
        )

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The address's parameters, in one fixed order and without what is not asked for."""
        it = replace(self, **changes)
        pairs = {
            "q": it.q,
            "nhom": it.group,
            "sao": str(it.stars) if it.stars else "",
            "xa": str(it.commune) if it.commune else "",
            "mua": "1" if it.in_season else "",
            "giay": it.certificate,
            "xep": it.sort if it.sort != DEFAULT_SORT else "",
        }
        return {name: value for name, value in pairs.items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.group or self.stars or self.commune or self.in_season or self.certificate)


def filtered(query: ProductQuery) -> QuerySet[ListingCard]:
    """The cards that the facets leave, unordered."""
    cards = ListingCard.objects.all()
    if query.group:
        cards = cards.filter(ocop_group=query.group)
    if query.stars:
        cards = cards.filter(stars=query.stars)
    if query.commune:
        cards = cards.filter(commune_id=query.commune)
    if query.in_season:
        month = 1 << (timezone.localdate().month - 1)
        cards = cards.annotate(month=F("season").bitand(month)).filter(Q(season=0) | Q(month__gt=0))
    if query.certificate:
        bit = CERTIFICATE_BITS[query.certificate]
        cards = cards.annotate(paper=F("certificates").bitand(bit)).filter(paper__gt=0)
    return cards


def holding(cards: QuerySet[ListingCard], words: list[list[str]]) -> QuerySet[ListingCard]:
    """Cards that hold, for every entry of `words`, one of its alternatives as the beginning of a word.

    An alternative of one letter is too short for a trigram; it is looked for in what the others leave.
    """
    if connection.vendor == "sqlite":
        indexed = [options for options in words if all(len(option) > 1 for option in options)]
        if indexed:
            match = " AND ".join(
                "(" + " OR ".join(f'" {option}"' for option in options) + ")" for options in indexed
            )
            cards = cards.filter(
                product_id__in=RawSQL(
                    "SELECT rowid FROM products_listingcard_fts WHERE products_listingcard_fts MATCH %s",
                    [match],
                )
            )
        words = [options for options in words if options not in indexed]
    return containing(cards, words)


def containing(
    cards: QuerySet[ListingCard], words: list[list[str]], column: str = "search"
) -> QuerySet[ListingCard]:
    for options in words:
        rule = Q()
        for option in options:
            rule |= Q((f"{column}__contains", f" {option}"))
        cards = cards.filter(rule)
    return cards


class Hits(Sequence[ListingCard]):
    """Cards by their numbers, in order; only the slice that is looked at is fetched."""

    def __init__(self, pks: list[int]) -> None:
        self.pks = pks

    def __len__(self) -> int:
        return len(self.pks)

    def __getitem__(self, part: Any) -> Any:
        if isinstance(part, slice):
            return self._fetched(self.pks[part])
        return self._fetched([self.pks[part]])[0]

    def __iter__(self) -> Iterator[ListingCard]:
        return iter(self._fetched(self.pks))

    @staticmethod
    def _fetched(pks: list[int]) -> list[ListingCard]:
        cards = ListingCard.objects.select_related("photo").in_bulk(pks) if pks else {}
        return [cards[pk] for pk in pks if pk in cards]


@dataclass(frozen=True, slots=True)
class Found:
    """`cards` in order; `read_as` is set where mistyped words were read as others."""

    cards: QuerySet[ListingCard] | Hits
    read_as: str = ""
    words: list[str] = field(default_factory=list)


def candidates(
    cards: QuerySet[ListingCard], words: list[list[str]], query: ProductQuery, phrase: str
) -> Hits:
    """Up to CANDIDATES cards that hold `words`, all of them where they are fewer, in the wanted order.

    A card that agrees with the accents typed comes first, then one that holds the whole `phrase`. The CANDIDATES are put in
    order, not all hits: else the database would have to visit every hit before the first is known.
    """
    column = SORTS[query.sort][1][0]
    key = column.removeprefix("-")
    accents = accent_key(query.q)
    rank = Case(
        When(accents__contains=f" {accents} ", then=Value(0)),
        When(search__contains=f" {phrase} ", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    hits = holding(cards, words).annotate(rank=rank)
    if connection.vendor == "sqlite":  # rowids of FTS5 come in order, so the newest cost nothing more
        hits = hits.order_by("-product_id")
    pks = in_order([hits.values_list("pk", "rank", key)[:CANDIDATES]], column)
    if len(pks) == CANDIDATES and connection.vendor != "sqlite":
        newest = cards.order_by("-listed_at", "-product_id").values("pk")[:WINDOW]
        # Read through an expression that no index holds: else every hit of the long list would be fetched again.
        window = ListingCard.objects.filter(pk__in=newest).annotate(
            plain=Concat("search", Value(""), output_field=TextField())
        )
        among = containing(window, words, "plain").annotate(rank=rank)
        first = ListingCard.objects.filter(pk__in=pks).annotate(rank=rank)
        pks = in_order([rows.values_list("pk", "rank", key)[:CANDIDATES] for rows in (first, among)], column)
    return Hits(pks)


def in_order(found: list[QuerySet[ListingCard, Any]], column: str) -> list[int]:
    """The numbers of rows (number, rank, key), each once, best rank first and within it by `column`.

    The database orders them: rows of three made here, and compared here, cost a search a third of its time.
    """
    parts = [rows.query.sql_with_params() for rows in found]
    union = " UNION ".join(f"SELECT * FROM ({sql}) AS part{at}" for at, (sql, _params) in enumerate(parts))
    newest, dearest = column.startswith("-"), column == "-price"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hits (pk, place, key) AS ({union}) SELECT pk FROM hits"
            f" ORDER BY place, key {'DESC' if newest else 'ASC'}, pk {'ASC' if dearest else 'DESC'}",
            [value for _sql, params in parts for value in params],
        )
        return [pk for (pk,) in cursor.fetchall()]


def find_cards(query: ProductQuery) -> Found:
    """The cards that answer `query`. At most two queries are spent on looking whether words were mistyped."""
    cards = filtered(query)
    words = fold(query.q).split()[:MAX_WORDS]
    if not words:
        if query.q:  # nothing but signs
            return Found(Hits([]))
        return Found(cards.order_by(*SORTS[query.sort][1]).select_related("photo"))
    hits = candidates(cards, [[word] for word in words], query, " ".join(words))
    if hits:
        return Found(hits, words=words)
    options = [nearest(word) for word in words]
    if all(options) and any(option != [word] for option, word in zip(options, words, strict=True)):
        read_as = " ".join(option[0] for option in options)
        return Found(candidates(cards, options, query, read_as), read_as=read_as, words=words)
    return Found(Hits([]), words=words)


# --- Mistyped words -------------------------------------------------------------------------------------------------------


def deletes(word: str) -> set[str]:
    """`word` and what it becomes without one of its letters."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def is_one_apart(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two neighbours in the other order, lie between a and b."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:] and len(rest_a) > 1)
    )


class Vocabulary:
    """The words of all cards, by what they become without a letter; read anew after a while."""

    def __init__(self) -> None:
        self.until = 0.0
        self.words: set[str] = set()
        self.near: dict[str, list[str]] = {}

    def refresh(self) -> None:
        if time.monotonic() < self.until:
            return
        words = set(SearchWord.objects.values_list("word", flat=True)[:200_000])
        if words != self.words:
            near: dict[str, list[str]] = {}
            for word in words:
                if len(word) > 1:
                    for key in deletes(word):
                        near.setdefault(key, []).append(word)
            self.words, self.near = words, near
        self.until = time.monotonic() + VOCABULARY_SECONDS


vocabulary = Vocabulary()


def nearest(word: str, most: int = 8) -> list[str]:
    """Words of cards that `word` may mean, itself first; two glued words come back as one option with a space."""
    vocabulary.refresh()
    found = (
        [word]
        if word in vocabulary.words or any(w.startswith(word) for w in vocabulary.near.get(word, ()))
        else []
    )
    if len(word) > 1:
        close = {
            near for key in deletes(word) for near in vocabulary.near.get(key, ()) if is_one_apart(word, near)
        }
        # The first letter is rarely the wrong one, and reading "hau" as "chau" finds what nobody asked for.
        kept = {near for near in close - {word} if near[0] == word[0] or near[:2] == word[1::-1]}
        found += sorted(kept, key=lambda near: (near[0] != word[0], abs(len(near) - len(word)), near))
    for at in range(2, len(word) - 1):
        if word[:at] in vocabulary.words and word[at:] in vocabulary.words:
            found.append(f"{word[:at]} {word[at:]}")
    return found[:most]
