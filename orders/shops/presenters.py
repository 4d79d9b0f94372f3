"""What a product's public page shows of an offer on sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import Offer

# With fewer pieces left, the page says how many.
SCARCE = 20


@dataclass(frozen=True, slots=True)
class StockedOffer:
    """An offer on sale. left: pieces of it in stock."""

    offer: Offer
    left: int

    @property
    def may_buy(self) -> bool:
        """Return True if there is enough for the least that one buys."""
        return self.left >= self.offer.min_count

    @property
    def has_least(self) -> bool:
        return self.offer.min_count > 1

    @property
    def is_scarce(self) -> bool:
        return self.left < SCARCE

    @property
    def left_words(self) -> str:
        return self.offer.amount_words(self.left)

    @property
    def most(self) -> str:
        """Return the most that one may type, in the offer's own unit."""
        return self.offer.typed(self.left)


@dataclass(frozen=True, slots=True)
class BuyBar:
    """The bar at the bottom of a phone's screen: the first offer that can be bought.

    is_only: no other one can be bought, so the bar itself puts it into the basket.
    """

    offer: Offer
    is_only: bool


def buy_bar(stocked: Sequence[StockedOffer]) -> BuyBar | None:
    """Return the bar for these offers of a product; None if nothing can be bought."""
    buyable = [each.offer for each in stocked if each.may_buy]
    return BuyBar(buyable[0], len(buyable) == 1) if buyable else None
