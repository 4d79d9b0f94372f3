"""What a card shows of reviews, orders and stock: figures that higher apps count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from products import ports
from products.search.enums import Supply

# A product is ranked as if it had so many more reviews with so many stars, so that few reviews count little.
PRIOR_REVIEWS, PRIOR_STARS = 5, 3.5


@dataclass(frozen=True, slots=True)
class CardFigures:
    """What buyers made of one product.

    rating_count, rating_sum: public reviews, and the sum of their stars.
    order_count: delivered orders of real buyers.
    """

    rating_count: int = 0
    rating_sum: int = 0
    order_count: int = 0
    supply: Supply = Supply.UNKNOWN

    def columns(self) -> dict[str, int]:
        """Return {column: value} of a card."""
        return {
            "rating_count": self.rating_count,
            "rating_sum": self.rating_sum,
            "rating_score": rating_score(self.rating_count, self.rating_sum),
            "order_count": self.order_count,
            "supply": self.supply,
        }


def rating_score(count: int, stars: int) -> int:
    """Return the rank of `count` reviews with `stars` in total, in thousandths of a star.

    It is the average with PRIOR_REVIEWS more of PRIOR_STARS each.

    >>> rating_score(0, 0), rating_score(1, 5), rating_score(10, 45), rating_score(3, 6)
    (3500, 3750, 4167, 2938)
    """
    return int((PRIOR_REVIEWS * PRIOR_STARS + stars) * 1000 / (PRIOR_REVIEWS + count) + 0.5)


def figures_of(products: Iterable[int]) -> dict[int, CardFigures]:
    """Return {product id: figures} of `products` (ids)."""
    ids = set(products)
    found = ports.card_figures(products=ids)
    return {pk: found.get(pk, CardFigures()) for pk in ids}
