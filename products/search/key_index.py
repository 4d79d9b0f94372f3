"""PostgreSQL: find cards by beginnings of words and by facets, through one GIN index of numbers.

The function products_card_keys (migration 0001) makes a card's keys from its folded column and its facets. A
key is the hash of a term under its product's segment, so a segment and not the whole list limits a term's
cards. Newest products are queried in small segments, the others in large ones, until CANDIDATES hits. A
common word needs one or two segments; for a rare one, each segment costs one lookup in the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from backend.common.statements import Statement, all_rows
from products.certificates.enums import CERTIFICATE_BITS
from products.search import rows
from products.search.product_query import MOST_PRICE, OTHER_GOODS, OTHER_NAME, SORTS, ProductQuery
from products.search.rows import CardRow, Hits

# As in products_card_keys. A segment has 2**bits product numbers.
FINE_BITS, COARSE_BITS, HASH_BITS = 13, 17, 43
FINE_SEGMENTS = 8
LONGEST = 12  # most letters of a word's beginning that are a term

# Fine segments from the newest on, then coarse ones over the lower numbers.
SEGMENTS = f"""
SELECT 0 AS level, segment, 9223372036854775807 AS below
FROM top, generate_series(newest, greatest(newest - {FINE_SEGMENTS - 1}, 0), -1) AS segment
UNION ALL
SELECT 1, segment, (newest - {FINE_SEGMENTS - 1}) << {FINE_BITS}
FROM top, generate_series((newest - {FINE_SEGMENTS}) >> {COARSE_BITS - FINE_BITS}, 0, -1) AS segment
WHERE newest >= {FINE_SEGMENTS}
"""
KEYS = "products_card_keys(product_id, search, commune_id, ocop_group, stars, certificates)"  # the index's


def _keys_of_terms(name: str) -> str:
    mask = (1 << HASH_BITS) - 1
    return (
        f'(SELECT array_agg((s.segment << {HASH_BITS}) | (hashtextextended(term COLLATE "C", s.level) & {mask}))'
        f" FROM unnest(%s) AS term) AS {name}"
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """The properties of a search that the SQL text depends on; its values are parameters.

    groups: one flag per group of alternative words: True if the words are also compared in full.
    """

    sort: str
    has_needed: bool
    in_season: bool
    has_price: bool
    groups: tuple[bool, ...] = ()

    @property
    def name(self) -> str:
        parts = "".join(
            str(int(flag)) for flag in (self.has_needed, self.in_season, self.has_price, *self.groups)
        )
        return f"{self.sort.replace('-', '_')}_{parts}"


def hits_sql(shape: Shape) -> tuple[str, list[str]]:
    """Return the SQL of the WITH clauses that define `hits`, and the types of their parameters.

    A nested loop reads the segments one after another until LIMIT ends it. So the segments are in order. The
    inner parts are behind LIMIT and OFFSET, which the planner doesn't look through. `+ 0` prevents the
    planner from fetching the whole primary key index to compare numbers that the keys' index already
    narrowed.
    """
    names = ["needed"] * shape.has_needed + [f"one_of_{at}" for at in range(len(shape.groups))]
    rules = [f"{KEYS} @> k.needed"] * shape.has_needed
    rules += [f"{KEYS} && k.one_of_{at}" for at in range(len(shape.groups))]
    rules += ["search LIKE ANY (%s)" for in_full in shape.groups if in_full]
    # Many cards are in season, so reading them in the index would cost more than skipping the others.
    rules += ["(season & %s) > 0"] * shape.in_season
    rules += ["price BETWEEN %s AND %s"] * shape.has_price
    column = SORTS[shape.sort][1][0].removeprefix("-")
    sql = f"""
WITH top AS (SELECT coalesce(max(product_id), 0) >> {FINE_BITS} AS newest FROM products_listingcard),
hits AS MATERIALIZED (
    SELECT h.* FROM ({SEGMENTS}) AS s
    CROSS JOIN LATERAL (SELECT {", ".join(map(_keys_of_terms, names))} OFFSET 0) AS k
    CROSS JOIN LATERAL (
        SELECT product_id, {column},
               CASE WHEN accents LIKE %s THEN 0 ELSE {OTHER_NAME} END
               + CASE WHEN search LIKE %s THEN 0 ELSE {OTHER_GOODS} END AS place
        FROM products_listingcard
        WHERE {" AND ".join(rules)} AND product_id + 0 < s.below
        ORDER BY product_id DESC LIMIT %s
    ) AS h
    LIMIT %s
)"""
    types = ["text[]"] * len(names) + ["text", "text"] + ["text[]"] * sum(shape.groups)
    return sql, [
        *types,
        *["integer"] * shape.in_season,
        *["bigint"] * (2 * shape.has_price),
        "bigint",
        "bigint",
    ]


@lru_cache(maxsize=256)
def _page_statement(shape: Shape) -> Statement:
    """Return the statement for the cards of one page, with the number of all hits."""
    rest = (
        f"SELECT (SELECT count(*) FROM hits), {rows.COLUMNS}"
        f" FROM (SELECT * FROM hits ORDER BY place, {rows.order(shape.sort)} LIMIT %s OFFSET %s) AS h"
        f" JOIN products_listingcard c USING (product_id) LEFT JOIN products_photo p ON p.id = c.photo_id"
        f" ORDER BY h.place, {rows.order(shape.sort, 'h.')}"
    )
    sql, types = hits_sql(shape)
    return Statement(f"pieu_hits_{shape.name}", f"{sql} {rest}", (*types, "bigint", "bigint"))


@lru_cache(maxsize=256)
def _numbers_statement(shape: Shape) -> Statement:
    """Return the statement for the numbers of all hits."""
    sql, types = hits_sql(shape)
    rest = f"SELECT product_id FROM hits ORDER BY place, {rows.order(shape.sort)}"
    return Statement(f"pieu_numbers_{shape.name}", f"{sql} {rest}", tuple(types))


class Keyed(Hits):
    """Hits by the key index: the newest cards with all `needed` terms and a word of each of `groups`.

    There are at most CANDIDATES.
    """

    def __init__(
        self, query: ProductQuery, needed: list[str], groups: Sequence[list[str]], accents: str, phrase: str
    ) -> None:
        super().__init__()
        in_full = [any(" " in option or len(option) > LONGEST for option in options) for options in groups]
        has_price = bool(query.price_from or query.price_to)
        self.shape = Shape(query.sort, bool(needed), query.in_season, has_price, tuple(in_full))
        self.parameters: list[Any] = [
            *([needed] if needed else []),
            # For glued words, the last one is the term.
            *([option.split()[-1][:LONGEST] for option in options] for options in groups),
            f"% {accents} %",
            f"% {phrase} %",
            *(
                [f"% {word}%" for word in options]
                for options, full in zip(groups, in_full, strict=True)
                if full
            ),
            *([rows.this_month()] if query.in_season else []),
            *([query.price_from, query.price_to or MOST_PRICE] if has_price else []),
            rows.CANDIDATES,
            rows.CANDIDATES,
        ]
        self.total: int | None = None

    def fetch(self, offset: int, limit: int) -> list[CardRow]:
        found = all_rows(_page_statement(self.shape), [*self.parameters, limit, offset])
        if found or not offset:
            self.total = found[0][0] if found else 0
        return [CardRow(*row[1:]) for row in found]

    def __len__(self) -> int:
        if self.total is None:
            self.total = len(self.pks)
        return self.total

    @property
    def pks(self) -> list[int]:
        return [pk for (pk,) in all_rows(_numbers_statement(self.shape), self.parameters)]


def facet_terms(query: ProductQuery) -> list[str]:
    """Return the index terms of the query's facets without the season, as products_card_keys writes them."""
    terms = []
    if query.group:
        terms.append(f"#{query.group}")
    if query.stars:
        terms.append(f"*{query.stars}")
    if query.commune:
        terms.append(f"@{query.commune}")
    if query.certificate:
        terms.append(f"!{CERTIFICATE_BITS[query.certificate]}")
    return terms


def find(query: ProductQuery, words: list[list[str]], accents: str, phrase: str) -> Keyed:
    """Return the newest cards that match `words`, at most CANDIDATES, in the order that `query` requests.

    words: alternatives for each word; one that ends with a space is a whole word.
    accents, phrase: what cards contain that come first: words in the name, and words of the searched text.
    """
    needed, groups = facet_terms(query), []
    for options in words:
        if len(options) == 1 and len(options[0]) <= LONGEST and " " not in options[0]:
            needed.append(options[0])
        else:
            groups.append(options)
    return Keyed(query, needed, groups, accents, phrase)


def find_by_facets(query: ProductQuery) -> Keyed | None:
    """Return all cards that match several facets; None for fewer than two facets.

    Also None for CANDIDATES cards or more. A single facet has an index in the list's own order. For a common
    facet, such an index soon fills a page.
    """
    terms = facet_terms(query)
    if len(terms) < 2:
        return None
    cards = Keyed(query, terms, [], "", "")
    return cards if not cards or len(cards) < rows.CANDIDATES else None
