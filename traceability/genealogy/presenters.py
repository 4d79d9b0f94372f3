"""What the page of a lot's genealogy shows of its amounts, and which steps it offers.

A presenter reads lazily: each query runs once, when a template needs it. Make a new one after a write.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import cached_property

from members.models import User
from traceability.events.actions.stock import Stock
from traceability.events.rules import may_record_event
from traceability.lots.rules import may_change_lot
from traceability.models import ContainerLot, Lot


class GenealogyPage:
    """The amounts of a lot, for the people who may see its book."""

    def __init__(self, lot: Lot, viewer: User) -> None:
        self.lot = lot
        self.viewer = viewer

    # Amounts.

    @cached_property
    def _stock(self) -> Stock:
        return Stock({self.lot.pk: self.lot})

    @cached_property
    def there_is(self) -> Decimal:
        return self._stock.total(self.lot)

    @property
    def is_partly_made(self) -> bool:
        """Return True if less was recorded as made than was declared when the lot was opened."""
        return self.there_is < self.lot.quantity

    @cached_property
    def left(self) -> Decimal:
        return self._stock.remaining_for(self.lot, None)

    @cached_property
    def handed_over(self) -> Decimal:
        return self._stock.left(self.lot) - self.left

    @cached_property
    def sold(self) -> Decimal:
        return self._stock.sold(self.lot)

    @cached_property
    def cartons(self) -> QuerySet[ContainerLot]:
        return self.lot.packed_in.select_related("container__parent").order_by("container")

    # Steps.

    @cached_property
    def may_record(self) -> bool:
        return may_record_event(self.viewer, [self.lot.product.producer])

    @cached_property
    def may_pack(self) -> bool:
        """Return True if the viewer may put goods in cartons: some are in none."""
        return self.may_record and bool(self._stock.unboxed(self.lot))

    @property
    def may_lose(self) -> bool:
        """Return True if the viewer may record a loss: something is left."""
        return self.may_record and bool(self.left)

    @cached_property
    def may_change(self) -> bool:
        return may_change_lot(self.viewer, self.lot)
