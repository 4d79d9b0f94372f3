"""Cards as the list shows them: one row each, fetched a page at a time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, overload

from django.db.models import F, QuerySet
from django.utils import timezone

from backend.common.pagination import COUNT_CAP, PER_PAGE
from backend.common.statements import Statement, all_rows
from products.certificates.enums import CERTIFICATE_BITS
from products.models import ListingCard
from products.search.product_query import SORTS, ProductQuery

# A search sorts this many hits, and counts no further.
CANDIDATES = COUNT_CAP + 1


class CardRow(NamedTuple):
    """A card's columns as the database returns them; `photo_variants` is JSON, or None without a photo."""

    product_id: int
    name: str
    name_en: str
    slug: str
    price: int
    unit: str
    commune_name: str
    stars: int
    size: str
    least: str
    rating_count: int
    rating_sum: int
    supply: int
    photo_key: Any
    photo_variants: str | None
    photo_alt: str | None


COLUMNS = (
    "c.product_id, c.name, c.name_en, c.slug, c.price, c.unit, c.commune_name, c.stars,"
    " c.size, c.least, c.rating_count, c.rating_sum, c.supply, p.key, p.variants, p.alt"
)
TABLES = "products_listingcard c LEFT JOIN products_photo p ON p.id = c.photo_id"


def order(sort: str, table: str = "") -> str:
    """Return the columns of SORTS[sort] as SQL for ORDER BY, each after the prefix `table`."""
    return ", ".join(
        f"{table}{column.removeprefix('-')}{' DESC' if column.startswith('-') else ''}"
        for column in SORTS[sort][1]
    )


class Cards(Sequence[CardRow]):
    """Sequence of cards in the list's order. Only the requested slice is fetched from the database.

    bool() fetches the first page, which is stored for the next slice.
    """

    def __init__(self) -> None:
        self._first: list[CardRow] | None = None

    @abstractmethod
    def fetch(self, offset: int, limit: int) -> list[CardRow]:
        """Return at most `limit` cards from the index `offset` on."""

    @property
    def first(self) -> list[CardRow]:
        if self._first is None:
            self._first = self.fetch(0, PER_PAGE + 1)
        return self._first

    def __bool__(self) -> bool:
        return bool(self.first)

    @overload
    def __getitem__(self, part: int) -> CardRow: ...
    @overload
    def __getitem__(self, part: slice) -> list[CardRow]: ...
    def __getitem__(self, part: int | slice) -> CardRow | list[CardRow]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start = part.start or 0
        stop = CANDIDATES if part.stop is None else part.stop
        if stop <= PER_PAGE + 1 or (not start and len(self.first) <= PER_PAGE):
            return self.first[start:stop]
        return self.fetch(start, stop - start)

    def __iter__(self) -> Iterator[CardRow]:
        return iter(self[:])


class Hits(Cards):
    """Hits of a search, at most CANDIDATES."""

    @property
    @abstractmethod
    def pks(self) -> list[int]:
        """Return the product ids of all hits, in order."""

    def __len__(self) -> int:
        return len(self.pks)


class Numbered(Hits):
    """Hits whose product ids are already known, in this order."""

    def __init__(self, pks: list[int]) -> None:
        super().__init__()
        self._pks = pks

    @property
    def pks(self) -> list[int]:
        return self._pks

    def __bool__(self) -> bool:
        return bool(self._pks)

    def fetch(self, offset: int, limit: int) -> list[CardRow]:
        pks = self._pks[offset : offset + limit]
        if not pks:
            return []
        places = ", ".join(["%s"] * len(pks))
        sql = f"SELECT {COLUMNS} FROM {TABLES} WHERE c.product_id IN ({places})"
        rows = all_rows(Statement(f"pieu_cards_{len(pks)}", sql, ("bigint",) * len(pks)), pks)
        found = {row[0]: CardRow(*row) for row in rows}
        return [found[pk] for pk in pks if pk in found]


class Listed(Cards):
    """All cards that match the facets of a query. The words of the query are ignored."""

    def __init__(self, query: ProductQuery) -> None:
        super().__init__()
        self.query = query

    def __len__(self) -> int:
        return filtered(self.query)[:CANDIDATES].count()

    def fetch(self, offset: int, limit: int) -> list[CardRow]:
        query = self.query
        # The name describes the statement. A certificate is part of it as a number, because partial indexes
        # need one.
        name, rules = f"pieu_list_{query.sort.replace('-', '_')}", []
        parameters: list[Any] = []
        types: list[str] = []
        for letter, rule, kind, value in (
            ("g", "c.ocop_group = %s", "text", query.group),
            ("s", "c.stars = %s", "smallint", query.stars),
            ("c", "c.commune_id = %s", "bigint", query.commune),
            ("m", "(c.season & %s) > 0", "integer", query.in_season and this_month()),
            ("f", "c.price >= %s", "bigint", query.price_from),
            ("t", "c.price <= %s", "bigint", query.price_to),
        ):
            if value:
                name += f"_{letter}"
                rules.append(rule)
                types.append(kind)
                parameters.append(value)
        if query.certificate:
            bit = CERTIFICATE_BITS[query.certificate]
            name += f"_p{bit}"
            rules.append(f"(c.certificates & {bit}) > 0")
        where = f" WHERE {' AND '.join(rules)}" if rules else ""
        sql = f"SELECT {COLUMNS} FROM {TABLES}{where} ORDER BY {order(query.sort, 'c.')} LIMIT %s OFFSET %s"
        rows = all_rows(Statement(name, sql, (*types, "bigint", "bigint")), [*parameters, limit, offset])
        return [CardRow(*row) for row in rows]


def this_month() -> int:
    """Return the bit of the current month in a card's season."""
    return 1 << (timezone.localdate().month - 1)


def filtered(query: ProductQuery) -> QuerySet[ListingCard]:
    """Filter cards to those that match the facets of `query`, unordered. Its words are ignored."""
    cards = ListingCard.objects.all()
    if query.group:
        cards = cards.filter(ocop_group=query.group)
    if query.stars:
        cards = cards.filter(stars=query.stars)
    if query.commune:
        cards = cards.filter(commune_id=query.commune)
    if query.in_season:
        cards = cards.annotate(month=F("season").bitand(this_month())).filter(month__gt=0)
    if query.price_from:
        cards = cards.filter(price__gte=query.price_from)
    if query.price_to:
        cards = cards.filter(price__lte=query.price_to)
    if query.certificate:
        bit = CERTIFICATE_BITS[query.certificate]
        cards = cards.annotate(paper=F("certificates").bitand(bit)).filter(paper__gt=0)
    return cards
