"""Ways into the list by kind of goods, from the words of the search."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlencode

from products.search.product_query import ProductQuery
from products.search.spelling import vocabulary
from products.search.word_list import word_list


def offered_kinds(language: str | None) -> list[dict[str, str]]:
    """Return label and url of each kind of which there were goods, in the order of the file.

    Costs no query while the process knows the words of the cards (spelling.py).
    """
    vocabulary.refresh()
    return [link for token, link in _links(language) if vocabulary.has(token)]


@cache
def _links(language: str | None) -> list[tuple[str, dict[str, str]]]:
    return [
        (
            kind.token,
            {
                "label": kind.label(language),
                "url": "?" + urlencode(ProductQuery(q=kind.words[0]).parameters()),
            },
        )
        for kind in word_list().kinds
        if kind.is_offered
    ]
