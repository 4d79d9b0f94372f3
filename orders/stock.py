"""What of a product can still be ordered: what its open lots have left, less what orders hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from backend.common.units import UNITS
from orders.enums import TAKING
from orders.models import Offer, OrderLine
from traceability.enums import LotState
from traceability.models import Lot

ZERO = Decimal(0)


@dataclass(slots=True)
class Stock:
    """Amounts of one product by unit code: left in its lots, held by orders; and what is pre-ordered of each offer (id)."""

    lots: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    held: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    preordered: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def left(self, unit: str) -> Decimal:
        """How much is left in `unit`, never below zero; masses and volumes are counted in one another's units."""
        whole = sum((converted(amount, at, unit) for at, amount in self.lots.items()), ZERO)
        whole -= sum((converted(amount, at, unit) for at, amount in self.held.items()), ZERO)
        return max(whole, ZERO)

    def of(self, offer: Offer) -> Decimal:
        """What of `offer` can still be ordered, in its unit."""
        if offer.ready_date is None or offer.promised is None:
            return self.left(offer.unit)
        return max(offer.promised - self.preordered[offer.pk], ZERO)

    def pieces(self, offer: Offer) -> int:
        """Whole pieces of `offer` that can still be ordered."""
        return int(self.of(offer) // offer.content)


def converted(amount: Decimal, at: str, to: str) -> Decimal:
    """`amount` of the unit `at` in the unit `to`; nothing where one doesn't tell the other.

    >>> converted(Decimal(2), "ta", "kg")
    Decimal('200')
    """
    if at == to:
        return amount
    here, there = UNITS.get(at), UNITS.get(to)
    if here is None or there is None or here.kind != there.kind or not here.to_base or not there.to_base:
        return ZERO
    return amount * here.to_base / there.to_base


def sellable_lots(products: Iterable[int]):
    """Open lots of `products` (ids) that no recall reaches and that are not past their date."""
    today = timezone.localdate()
    return (
        Lot.objects.filter(product__in=products, state=LotState.OPEN)
        .filter(Q(expiry_date=None) | Q(expiry_date__gte=today))
        .not_recalled()
    )


def stock_of(products: Iterable[int]) -> dict[int, Stock]:
    """The stock of each of `products` (ids), in three queries however many there are."""
    ids = set(products)
    stock: dict[int, Stock] = {pk: Stock() for pk in ids}
    open_lots = sellable_lots(ids)
    for product_id, unit, quantity, used in open_lots.values_list("product_id", "unit", "quantity", "used"):
        stock[product_id].lots[unit] += quantity - used
    lines = OrderLine.objects.filter(product__in=ids, order__state__in=TAKING).order_by()
    # What was packed from a lot that is no longer open went with that lot's own rest.
    holding = lines.filter(Q(lot=None, is_preorder=False) | Q(lot__in=open_lots.values("pk")))
    for product_id, unit, held in holding.values_list("product_id", "unit").annotate(held=Sum("quantity")):
        stock[product_id].held[unit] += held
    for product_id, offer_id, held in (
        lines.filter(is_preorder=True).values_list("product_id", "offer_id").annotate(held=Sum("quantity"))
    ):
        stock[product_id].preordered[offer_id] += held
    return stock


def lot_left(lot: Lot) -> Decimal:
    """What of `lot` no order was packed from and nothing was made of, in its unit."""
    packed = OrderLine.objects.filter(lot=lot, order__state__in=TAKING).values_list("unit", "quantity")
    return max(
        lot.quantity - lot.used - sum((converted(amount, at, lot.unit) for at, amount in packed), ZERO), ZERO
    )
