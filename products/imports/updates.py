"""Changes of an existing product's amount, minimum, wholesale prices, months and photos by an import.

They are made only where the user ticks them. Other apps do it by ports: lots have the amounts, orders the
offers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.money import format_dong
from backend.common.units import format_quantity
from members.acting import Actor
from products import ports
from products.models import ImportRow, Product

OF_OFFER = ("min_count", "breaks", "sale_months")
LABELS = {
    "quantity": gettext_lazy("số lượng"),
    "min_count": gettext_lazy("mua ít nhất"),
    "breaks": gettext_lazy("giá mua nhiều"),
    "sale_months": gettext_lazy("tháng bán"),
    "photos": gettext_lazy("ảnh"),
}


def current_values(products: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return {product id: {key of LABELS: its stored value, or None if there is no lot or offer yet}}.

    Photos, and values that an import can't change, are left out.
    """
    found: dict[int, dict[str, Any]] = {pk: {} for pk in products}
    amounts = ports.first_quantities(products=list(products))
    for pk, amount in amounts.items():
        found[pk]["quantity"] = [_plain(amount[0]), amount[1]] if amount else None
    sold = ports.table_offers(products=list(products))
    for pk, offer in sold.items():
        found[pk] |= {key: offer[key] if offer else None for key in OF_OFFER}
    return found


def row_values(quantity: str, unit: str, offer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's quantity and offer as {key of LABELS: value}; empty cells are left out."""
    values = {key: offer[key] for key in OF_OFFER if offer.get(key)}
    return values | ({"quantity": [_plain(Decimal(quantity)), unit]} if quantity and unit else {})


def other_changes_in(row: ImportRow, product: Product, *, back: bool = False) -> dict[str, Any]:
    """Return the changes of quantity and offer that `row` makes to `product`, as {key of LABELS: new value}.

    Photos are not included; they are added separately. Raises DomainError if a stored value is no longer the
    one that the user saw. The caller changes the product's fields afterwards, because a lower price removes
    price breaks.
    back: return the values before the import instead, to undo it. Lots and offers that the import opened are
        left out.
    """
    changes = {key: pair[::-1] if back else pair for key, pair in row.beside.items() if key != "photos"}
    if back:  # a lot or offer that the table opened stays: it may have been ordered
        changes = {key: pair for key, pair in changes.items() if pair[1] is not None}
    now = current_values([product.pk])[product.pk] if changes else {}
    if any(key not in now or now[key] != before for key, (before, _after) in changes.items()):
        raise DomainError(_("Sản phẩm đã đổi từ lúc chị xem trước. Chị gửi lại tệp."))
    return {key: after for key, (_before, after) in changes.items()}


def apply_other_changes(actor: Actor, product: Product, values: Mapping[str, Any]) -> None:
    """Change the first lot's quantity and the offer of `product` to `values`, {key of LABELS: new value}.

    The caller has already changed the product's own fields. Raises DomainError.
    """
    if "quantity" in values:
        amount, unit = values["quantity"]
        ports.set_first_quantity(actor=actor, product=product, quantity=Decimal(amount), unit=unit)
    if of_offer := {key: values[key] for key in OF_OFFER if key in values}:
        ports.change_table_offer(actor=actor, product=product, fields=of_offer)


def describe_changes(beside: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return each change in `beside` as readable texts: (label, before, after)."""
    return [
        (str(LABELS[key]).capitalize(), _words(key, before), _words(key, after))
        for key, (before, after) in beside.items()
    ]


def _words(key: str, value: Any) -> str:
    if not value:
        return ""
    if key == "quantity":
        return format_quantity(Decimal(value[0]), value[1])
    if key == "breaks":
        return "; ".join(f"{count}: {format_dong(price)}" for count, price in value)
    if key == "sale_months":
        return ", ".join(map(str, value))
    if key == "photos":
        return _("%(count)s ảnh") % {"count": value}
    return str(value)


def _plain(amount: Decimal) -> str:
    """Return a decimal as text without trailing zeros: "20", "1.5"."""
    return f"{amount.normalize():f}"
