"""SQLite: cards by their words, through FTS5's trigrams over the folded column."""

from __future__ import annotations

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from products.models import ListingCard
from products.search import rows
from products.search.product_query import ANYWHERE, EXACT, SORTS, TOGETHER, ProductQuery
from products.search.rows import Numbered, filtered


def holding(cards: QuerySet[ListingCard], words: list[list[str]]) -> QuerySet[ListingCard]:
    """Cards that hold, for every entry of `words`, one of its alternatives as the beginning of a word.

    An alternative of one letter is too short for a trigram; it is looked for in what the others leave.
    """
    indexed = [options for options in words if all(len(option) > 1 for option in options)]
    if indexed:
        match = " AND ".join(
            "(" + " OR ".join(f'" {option}"' for option in options) + ")" for options in indexed
        )
        cards = cards.filter(
            product_id__in=RawSQL(
                "SELECT rowid FROM products_listingcard_fts WHERE products_listingcard_fts MATCH %s", [match]
            )
        )
    for options in words:
        if options not in indexed:
            rule = Q()
            for option in options:
                rule |= Q(search__contains=f" {option}")
            cards = cards.filter(rule)
    return cards


def find(query: ProductQuery, words: list[list[str]], accents: str, phrase: str) -> Numbered:
    """The newest cards that hold `words`, at most CANDIDATES, in the wanted order."""
    column = SORTS[query.sort][1][0]
    rank = Case(
        When(accents__contains=f" {accents} ", then=Value(EXACT)),
        When(search__contains=f" {phrase} ", then=Value(TOGETHER)),
        default=Value(ANYWHERE),
        output_field=IntegerField(),
    )
    # Rowids of FTS5 come in order, so the newest cost nothing more.
    hits = holding(filtered(query), words).annotate(rank=rank).order_by("-product_id")
    found = hits.values_list("pk", "rank", column.removeprefix("-"))[: rows.CANDIDATES]
    sql, parameters = found.query.sql_with_params()
    # Ordered by the database: rows of three made here, and compared here, cost a search a third of its time.
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hits (product_id, place, {column.removeprefix('-')}) AS ({sql})"
            f" SELECT product_id FROM hits ORDER BY place, {rows.order(query.sort)}",
            parameters,
        )
        return Numbered([pk for (pk,) in cursor.fetchall()])
