"""The price of a product for its card, its page, machine-readable data and shared pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import override

from backend.common.money import format_price
from backend.common.units import UNITS, Kind, find_unit, unit_name
from products import ports
from products.models import Product


@dataclass(frozen=True, slots=True)
class DisplayPrice:
    """Price of `amount` đồng for one `per`: the code of a unit, or words ("túi 500 g").

    size: what one `per` holds, with it ("gói 500 g"); empty if `per` says it.
    least: the smallest order, if it is more than one `per` ("2 kg").
    """

    amount: int
    per: str
    size: str = ""
    least: str = ""

    @property
    def words(self) -> str:
        return format_price(self.amount, unit_name(self.per))


def price_of(product: Product) -> DisplayPrice | None:
    """Return the price of the product's open offer, else the price of its record; None without either.

    Costs two queries at most, or none if no shop app is installed.
    """
    price = ports.buyer_price(product=product)
    if price is None and product.price:
        price = DisplayPrice(product.price, product.unit)
    return replace(price, size=_size_of(product, price)) if price and not price.size else price


def _size_of(product: Product, price: DisplayPrice) -> str:
    """Return a pack with the net content of the product's record, "gói 500 g"; empty if `per` says how much."""
    with override("vi"):
        per = unit_name(price.per)
    unit = UNITS.get(price.per) or find_unit(price.per)
    is_pack = unit.kind == Kind.COUNT if unit else not any(letter.isdigit() for letter in per)
    return f"{per} {product.net_content}" if is_pack and product.net_content else ""


def price_words_vi(product: Product) -> str:
    """Return the price in Vietnamese, whatever the active language; empty without a price."""
    with override("vi"):
        price = price_of(product)
        return price.words if price else ""
