"""The one price that is shown of a product: in the list, on its page, in what machines read, on pictures that are shared."""

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
    """What it is offered for, where anybody can order it; else what its record says. One query, or none without a shop above."""
    shown = ports.shown_price(product=product)
    if shown is not None:
        return ShownPrice(*shown)
    return ShownPrice(product.price, product.unit) if product.price else None


def price_words_vi(product: Product) -> str:
    """The same in words that Vietnamese buyers read, whoever looks; empty where it has none."""
    with override("vi"):
        shown = price_of(product)
        return shown.words if shown else ""
