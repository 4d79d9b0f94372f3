"""The price of a product for its card, its page, machine-readable data and shared pictures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from backend.common.money import format_price
from backend.common.units import unit_name
from products import ports
from products.models import Product


@dataclass(frozen=True, slots=True)
class DisplayPrice:
    """Price of `amount` đồng for one `per`: the code of a unit, or words ("túi 500 g")."""

    amount: int
    per: str

    @property
    def words(self) -> str:
        return format_price(self.amount, unit_name(self.per))


def price_of(product: Product) -> DisplayPrice | None:
    """Return the price of the product's open offer, else the price of its record; None without either.

    Costs two queries at most, or none if no shop app is installed.
    """
    price = ports.buyer_price(product=product)
    if price is not None:
        return DisplayPrice(*price)
    return DisplayPrice(product.price, product.unit) if product.price else None


def price_words_vi(product: Product) -> str:
    """Return the price in Vietnamese, whatever the active language; empty without a price."""
    with override("vi"):
        price = price_of(product)
        return price.words if price else ""
