"""Questions and requests to the apps above products, as ports (backend.common.ports).

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
    from products.products.prices import DisplayPrice
    from products.search.card_figures import CardFigures


# --- Lots --------------------------------------------------------------------------------------------------------------


@Port
def first_quantity(*, product: Product) -> tuple[Decimal, str] | None:
    """Return the quantity and unit code of the product's first lot; None without a lot."""
    return None


@Port
def first_quantities(*, products: Collection[int]) -> Mapping[int, tuple[Decimal, str] | None]:
    """Return {product id: quantity and unit code of its first lot, None without a lot}.

    Products whose quantity an import can't change are left out.
    """
    return {}


@Port
def set_first_quantity(*, actor: Actor, product: Product, quantity: Decimal, unit: str) -> object:
    """Open the product's first lot with this quantity, or correct the quantity of that lot."""
    return None


@Port
def open_first_lots(*, actor: Actor, amounts: Sequence[tuple[Product, Decimal, str]]) -> object:
    """Open the first lot of many new products. `amounts` has (product, quantity, unit code)."""
    return None


@Port
def used_lots_of(*, products: Collection[int]) -> set[int]:
    """Return the ids of those `products` whose lots are in use, so that their import can't be undone.

    In use: several lots, or a lot that is closed, used or packed, or has events or labels.
    """
    return set()


@Port
def products_of_lot(*, code: str) -> set[int]:
    """Return the ids of the products that have a lot with a public page and this code, in upper case."""
    return set()


@Port
def producer_placed(*, actor: Actor, producer: Producer) -> None:
    """React to the commune of a producer, of which only the province was known until now."""


# --- Offers ------------------------------------------------------------------------------------------------------------


@Port
def product_listed(*, actor: Actor, product: Product) -> bool:
    """Put a newly listed product on sale if possible. Return True if it can be ordered."""
    return False


@Port
def price_changed(*, actor: Actor, product: Product, before: int | None) -> None:
    """Change offers that follow the product's price, after `product.price` changed from `before` (đồng)."""


@Port
def buyer_price(*, product: Product) -> DisplayPrice | None:
    """Return the price that a buyer pays; None if the product can't be ordered."""
    return None


@Port
def product_availability(*, product: Product) -> str | None:
    """Return the availability in schema.org's terms: InStock, PreOrder or OutOfStock.

    Returns None if the product was never offered.
    """
    return None


@Port
def orderable(*, products: Collection[int]) -> set[int]:
    """Return the ids of those `products` that a buyer can order now."""
    return set()


@Port
def open_first_offers(
    *, actor: Actor, offers: Sequence[tuple[Product, int, Sequence[Sequence[int]], Sequence[int]]]
) -> object:
    """Open the first offer of many new products.

    offers: (product, fewest pieces, price breaks [[from, price], ...], months of sale).
    """
    return None


@Port
def own_prices(*, prices: Mapping[int, int], units: Mapping[int, str]) -> dict[int, list[str]]:
    """Return {product id: [readable text of each offer that keeps a price of its own]}.

    prices: the new prices in đồng by product id; units: the new units by product id.
    """
    return {}


@Port
def table_offers(*, products: Collection[int]) -> Mapping[int, dict[str, Any] | None]:
    """Return {product id: fields of the offer that an import can change, None without an offer}.

    The fields are min_count, breaks and sale_months. Products whose offers an import can't change are left
    out.
    """
    return {}


@Port
def change_table_offer(*, actor: Actor, product: Product, fields: Mapping[str, Any]) -> object:
    """Change `fields` of the offer that an import can change; open the offer if the product has none."""
    return None


# --- Reviews and take-downs --------------------------------------------------------------------------------------------


@Port
def product_rating(*, product: Product) -> tuple[int, float]:
    """Return the number of visible reviews of the product, and their average in stars."""
    return 0, 0.0


@Port
def producer_rating(*, producer: Producer) -> tuple[int, float]:
    """Return the number of visible reviews of the producer's public products, and their average in stars."""
    return 0, 0.0


@Port
def card_figures(*, products: Collection[int]) -> Mapping[int, CardFigures]:
    """Return {product id: reviews, orders and supply}, in a fixed number of queries.

    Products that were never offered, ordered or reviewed may be left out.
    """
    return {}


@Port
def ordered_with(*, product: Product) -> Sequence[int]:
    """Return the ids of products that several buyers ordered together with it, the most often first."""
    return ()


@Port
def taken_down_on(*, product: Product) -> dt.date | None:
    """Return the day on which a request took the product off the list; None if none did."""
    return None
