"""The one price of a product that its card, its page, machine-readable data and shared pictures show."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from backend.common.money import format_price
from backend.common.units import unit_name
from products import ports
from products.models import Product


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """`amount` đồng for one `per`: a unit's code, or words ("túi 500 g")."""

    amount: int
    per: str

    @property
    def words(self) -> str:
        return format_price(self.amount, unit_name(self.per))


def price_of(product: Product) -> ShownPrice | None:
    """Return the price of its offer if it can be ordered, else the price of its record; None without either.

    Costs one query, or none without a shop above.
    """
    shown = ports.shown_price(product=product)
    if shown is not None:
        return ShownPrice(*shown)
    return ShownPrice(product.price, product.unit) if product.price else None


def price_words_vi(product: Product) -> str:
    """Return the price in Vietnamese, whatever the active language; empty without a price."""
    with override("vi"):
        shown = price_of(product)
        return shown.words if shown else ""
