"""Questions and requests to the apps above products (backend.common.ports).

Those apps know lots, offers and take-downs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.common.ports import Port

if TYPE_CHECKING:
    from members.acting import Actor
    from products.models import Producer, Product


# --- Lots --------------------------------------------------------------------------------------------------------------


@Port
def first_quantity(*, product: Product) -> tuple[Decimal, str] | None:
    """Return quantity and unit code of a product's first lot, or None without a lot."""
    return None


@Port
def first_quantities(*, products: Collection[int]) -> Mapping[int, tuple[Decimal, str] | None]:
    """Return first_quantity of many products (ids).

    Products whose amount an import table can't change are left out.
    """
    return {}


@Port
def set_first_quantity(*, actor: Actor, product: Product, quantity: Decimal, unit: str) -> object:
    """Open a product's first lot, or correct its quantity."""
    return None


@Port
def open_first_lots(*, actor: Actor, amounts: Sequence[tuple[Product, Decimal, str]]) -> object:
    """Open the first lot of each of many new products: (product, quantity, unit code)."""
    return None


@Port
def used_lots_of(*, products: Collection[int]) -> set[int]:
    """Return the ids of those `products` whose lots are in use, so that their import can't be undone.

    In use: several lots, or a lot that is closed, used or packed, or has events or labels.
    """
    return set()


@Port
def producer_placed(*, actor: Actor, producer: Producer) -> None:
    """Take over the commune of a producer that had only a province until now."""


# --- Offers ------------------------------------------------------------------------------------------------------------


@Port
def product_listed(*, actor: Actor, product: Product) -> bool:
    """Put a newly listed product on sale. Return whether it is on sale."""
    return False


@Port
def price_changed(*, actor: Actor, product: Product, before: int | None) -> None:
    """Let offers follow the new price of a product's record, in đồng."""


@Port
def buyer_price(*, product: Product) -> tuple[int, str] | None:
    """Return the price that a buyer pays, in đồng, and its unit; None if the product can't be ordered."""
    return None


@Port
def product_availability(*, product: Product) -> str | None:
    """Return the availability in schema.org's terms:

    InStock, PreOrder or OutOfStock; None if it was never offered.
    """
    return None


@Port
def open_first_offers(
    *, actor: Actor, offers: Sequence[tuple[Product, int, Sequence[Sequence[int]], Sequence[int]]]
) -> object:
    """Open an offer for each of many new products:

    (product, fewest pieces, [[from, price], ...], months of sale).
    """
    return None


@Port
def own_prices(*, prices: Mapping[int, int], units: Mapping[int, str]) -> dict[int, list[str]]:
    """Return the offers that don't follow the new `prices`, by product, each with a readable text."""
    return {}


@Port
def table_offers(*, products: Collection[int]) -> Mapping[int, dict[str, Any] | None]:
    """Return the offer of each of `products` (ids) as an import table writes it, None where it has none."""
    return {}


@Port
def change_table_offer(*, actor: Actor, product: Product, fields: Mapping[str, Any]) -> object:
    """Change the offer that table_offers returned, or open it."""
    return None


# --- Reviews and take-downs --------------------------------------------------------------------------------------------


@Port
def product_rating(*, product: Product) -> tuple[int, float]:
    """Return the number of visible reviews and their average in stars."""
    return 0, 0.0


@Port
def taken_down_on(*, product: Product) -> dt.date | None:
    """Return the day on which a request took a product off the list, or None."""
    return None
