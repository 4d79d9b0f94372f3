"""The public list: what was asked for, and the cards that answer it. Import from here.

asked.py      what a buyer asks, and its address
finding.py    the way from words to cards, mistyped ones included
ordering.py   what it orders by, in words
rows.py       cards as the list shows them, in order; the facets
key_index.py  PostgreSQL: words and facets through one GIN index, bounded however long the list grows
full_text.py  SQLite: words through FTS5
spelling.py   which words a mistyped one may mean: one mistake, from the words kept in the process
far.py        two mistakes, by a trigram index over the words of all cards
"""

from products.search.asked import DEFAULT_SORT, PLACES, SORTS, ProductQuery
from products.search.finding import Found, find_cards
from products.search.ordering import orderings
from products.search.rows import CardRow, Hits, Listed, filtered
from products.search.spelling import is_one_apart, nearest, vocabulary

__all__ = [
    "DEFAULT_SORT",
    "PLACES",
    "SORTS",
    "CardRow",
    "Found",
    "Hits",
    "Listed",
    "ProductQuery",
    "filtered",
    "find_cards",
    "is_one_apart",
    "nearest",
    "orderings",
    "vocabulary",
]
