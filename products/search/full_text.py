"""SQLite: find cards by their words, through FTS5's trigrams over the folded column."""

from __future__ import annotations

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from products.models import ListingCard
from products.search import rows
from products.search.product_query import OTHER_GOODS, OTHER_NAME, SORTS, ProductQuery
from products.search.rows import Numbered, filtered


def holding(cards: QuerySet[ListingCard], words: list[list[str]]) -> QuerySet[ListingCard]:
    """Filter to cards that match every entry of `words`. Each entry is a list of alternatives.

    A card matches an alternative if a word of its searched text begins with it. An alternative that ends with
    a space matches whole words only. The trigram index answers entries whose alternatives all have two letters
    or more; the others filter those hits.
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
    """Return the newest cards that match `words`, at most CANDIDATES, in the order that `query` requests.

    words: alternatives for each word, as in `holding`.
    accents, phrase: what cards contain that come first: words in the name, and words of the searched text.
    """
    column = SORTS[query.sort][1][0]
    rank = _lacks("accents", accents, OTHER_NAME) + _lacks("search", phrase, OTHER_GOODS)
    # FTS5 returns rowids in order, so the newest cost nothing extra.
    hits = holding(filtered(query), words).annotate(rank=rank).order_by("-product_id")
    found = hits.values_list("pk", "rank", column.removeprefix("-"))[: rows.CANDIDATES]
    sql, parameters = found.query.sql_with_params()
    # The database sorts: making rows of three and comparing them here would take a third of a search's time.
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hits (product_id, place, {column.removeprefix('-')}) AS ({sql})"
            f" SELECT product_id FROM hits ORDER BY place, {rows.order(query.sort)}",
            parameters,
        )
        return Numbered([pk for (pk,) in cursor.fetchall()])


def _lacks(column: str, words: str, points: int) -> Case:
    return Case(
        When(Q(**{f"{column}__contains": f" {words} "}), then=Value(0)),
        default=Value(points),
        output_field=IntegerField(),
    )
