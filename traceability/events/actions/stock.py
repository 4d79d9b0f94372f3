"""Remaining amounts of lots, so that no event takes goods that are used, shipped or sold already.

All amounts are in the unit of their lot. In this module:

- used: consumed in a processing, or lost (Lot.used)
- boxed: put into a carton (Lot.packed), also if the carton was used whole later
- packed: packed for sale (EventKind.PACKING), which takes nothing of the lot
- sold: counted by a higher app (ports.sold_of)
- sender: the ref of the member who records an event; None for the people of the lot's producer
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from traceability import ports
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import (
    LotUsedUp,
    handed_over,
    not_given,
    not_to_pack,
    not_to_ship,
    nothing_left,
    used_up,
)
from traceability.events.actions.harvests import converted
from traceability.events.actions.movements import Movements, packed_in, taken_by
from traceability.events.actions.transformations import MAKES, Production, production_of
from traceability.events.enums import EventKind
from traceability.genealogy.balance import Output, at_least, uncounted
from traceability.lots.actions.consumption import used_amount_of, used_in_cartons
from traceability.lots.enums import LotRole
from traceability.models import Event, Lot


class Stock:
    """What remains of the lots of one transaction.

    The caller has locked the lots. The counting methods run before the rows of their event are written.
    `save` stores the changed lots.
    """

    def __init__(self, lots: Mapping[int, Lot], received: Container[int] = ()) -> None:
        """Create the stock of `lots` (by id).

        `received` are ids of lots of other producers. Only what was handed over of them can be used.
        """
        self.lots = lots
        self.received = received
        self._changed: set[int] = set()
        # Amount consumed by the unweighed input before its correction; it may not grow.
        self._took_before: dict[int, Decimal] = {}
        self._corrected: set[UUID] = set()
        self.clear_cache()

    def clear_cache(self) -> None:
        """Clear what was read of events and sales; the next call reads it again."""
        self._production: dict[int, Production] | None = None
        self._movements: Movements | None = None
        self._sold: dict[int, Decimal] = {}
        self._in_used_cartons: dict[int, dict[UUID | None, Decimal]] = {}

    def take(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Add `amounts` (by lot id) to the lots' `field`, all or none.

        `field` is "used", or "packed" for goods that are put into a carton. Raises LotUsedUp if too little
        remains.
        """
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            # A sold amount may be in a carton, and is not used.
            left = self.unboxed(lot) if field == "packed" else self.left(lot)
            if amount > left:
                raise used_up(lot, left, amount, self.sold(lot) if left < self.unboxed(lot) else Decimal(0))
        self._move(field, amounts, 1)

    def use(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count the amounts that an event of `kind` by `sender` uses of its lots.

        Raises LotUsedUp in three cases: too little remains, `sender` already shipped the ingredient, or too
        little of a lot in `received` was handed over.
        """
        field, amounts = taken_by(kind, parts)
        if kind == EventKind.PROCESSING:
            self._check_unshipped(amounts, sender, self.received)
        self.take(field, amounts)
        if field == "used":
            self._read_movements().use(sender, self.lots, amounts)

    def settled(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> list[LotPart]:
        """Return `parts` of a processing, with `taken` set for each ingredient without a quantity.

        Such an ingredient takes all that `sender` can still use of its lot. In a correction, that is at most
        what it took before. A single pack, named by its label, takes at most its content. So nothing is used
        twice, and the mass balance counts only what was really used. Parts of other kinds are returned
        unchanged. Raises LotUsedUp if nothing remains of a lot for `sender`.
        """
        if kind != EventKind.PROCESSING:
            return list(parts)
        _field, weighed = taken_by(kind, parts)
        rest: dict[int, Decimal] = {}
        found = list(parts)
        unweighed = [
            n for n, part in enumerate(parts) if part.role == LotRole.INPUT and part.quantity is None
        ]
        for n in sorted(unweighed, key=lambda n: parts[n].pack is None):
            pack, pk = parts[n].pack, parts[n].lot.pk
            lot = self.lots[pk]
            if is_first := pk not in rest:
                left = max(Decimal(0), self.remaining_for(lot, sender) - weighed.get(pk, Decimal(0)))
                # Round down to the stored precision: an order may be packed by the gram.
                rest[pk] = min(left, self._took_before.get(pk, left)).quantize(Decimal("0.001"), ROUND_DOWN)
            if not rest[pk] and (pack is not None or (is_first and pk not in weighed)):
                if pk in self.received and self.left(lot):
                    raise not_given(lot, Decimal(0))
                if self.left(lot) and not self.remaining_for(lot, sender):
                    raise handed_over(lot, Decimal(0))
                raise nothing_left(lot, self.sold(lot) if self.unboxed(lot) else Decimal(0))
            takes = rest[pk] if pack is None else min(pack, rest[pk])
            rest[pk] -= takes
            found[n] = replace(parts[n], taken=takes)
        return found

    def check_boxed(self, kind: str, amounts: Mapping[int, Decimal], sender: UUID | None) -> None:
        """Raise LotUsedUp if `sender` can't use whole cartons that contain `amounts` (by lot id).

        Their goods may be sold, or may be ingredients that `sender` already shipped.
        """
        if kind == EventKind.PROCESSING:
            self._check_unshipped(amounts, sender)
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            if (sold := self.sold(lot)) and amount > (left := self._usable(lot)):
                raise used_up(lot, left, amount, sold)

    def use_boxed(self, amounts: Mapping[int, Decimal], sender: UUID | None) -> None:
        """Count `amounts` (by lot id) in whole cartons as used by `sender`.

        They also stay counted in Lot.packed, so no other event can take them.
        """
        for pk, amount in amounts.items():
            used = self._used_in_cartons(self.lots[pk])
            used[sender] = used.get(sender, Decimal(0)) + amount

    def unpack(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count what `sender` takes out of cartons (UNBOXING) or puts into them (BOXING).

        Other people can use what was taken out (Movements.received).
        """
        _field, amounts = taken_by(EventKind.BOXING, parts)
        sign = 1 if kind == EventKind.UNBOXING else -1
        self._read_movements().unpack(
            sender, self.lots, {pk: sign * amount for pk, amount in amounts.items()}
        )

    def give_back(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Subtract `amounts` (by lot id) from Lot.used or Lot.packed (`field`).

        Their event was declared wrong, or they were taken out of their carton.
        """
        self._move(field, amounts, -1)

    def credit(self, event: Event) -> None:
        """Release what the valid `event` used, so that its correction can use it.

        The declaration that `event` was wrong follows in the same transaction. It releases nothing more.
        """
        self._corrected.add(event.event_id)
        parts = parts_of(event, self.lots)
        field, amounts = taken_by(event.kind, parts)
        if field == "used":
            back = {pk: -amount for pk, amount in amounts.items()}
            self._read_movements().use(event.on_behalf_ref or event.by_ref, self.lots, back)
        self.give_back(field, amounts)
        for part in parts:
            if part.taken is not None:
                self._took_before[part.lot.pk] = self._took_before.get(part.lot.pk, Decimal(0)) + part.taken
        if event.kind == EventKind.SHIPPING:
            self.ship(event.on_behalf_ref or event.by_ref, parts, back=True)
        if event.kind == EventKind.PACKING:
            self.pack(event.on_behalf_ref or event.by_ref, parts, back=True)

    def total(self, lot: Lot) -> Decimal:
        """Return how much of `lot` there was before anything was taken: its declared quantity.

        For a processed lot, it is at most what processings and harvests recorded, if each recorded an amount.
        """
        produced = self._read_production()[lot.pk].amount if lot.pk in self._read_production() else None
        return lot.quantity if produced is None else min(lot.quantity, produced)

    def left(self, lot: Lot) -> Decimal:
        """Return how much of `lot` can still be used: neither used, nor put into a carton, nor sold.

        Sold goods may be in cartons, so goods that are both count once.
        """
        left = self.unboxed(lot)
        return min(left, self._usable(lot)) if self.sold(lot) else left

    def remaining_for(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still use: at most `left`.

        What `sender` shipped is excluded. Of lots in `received`, it is at most what was handed over.
        """
        left, limit = self.left(lot), self.unshipped_limit(lot, sender)
        if lot.pk in self.received:
            left = min(left, self._read_movements().received(lot, sender, self.lots))
        return left if limit is None else min(left, limit)

    def check_handed_over(self, sender: UUID | None, lots: Iterable[int]) -> None:
        """Raise LotUsedUp if more of one of `lots` (ids) was used or shipped on than was handed over."""
        for pk in lots:
            lot = self.lots[pk]
            if self._read_movements().is_overdrawn(lot, sender, self.lots):
                raise not_given(lot, Decimal(0))

    def unshipped(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still ship: `total` less what `sender` shipped or used.

        Goods that are sold or in cartons are included.
        """
        movements = self._read_movements()
        boxed = movements.of(lot, sender, self._used_in_cartons(lot))
        gone = movements.shipped_by(lot, sender) + movements.used_by(lot, sender, self.lots) + boxed
        return max(Decimal(0), self.total(lot) - gone)

    def unpacked(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still pack for sale.

        It is at most what is unused, and at most what `sender` has not packed yet. Goods may be packed first
        and used later.
        """
        return min(
            self.unused(lot), max(Decimal(0), self.total(lot) - self._read_movements().packed_by(lot, sender))
        )

    def unshipped_limit(self, lot: Lot, sender: UUID | None) -> Decimal | None:
        """Return how much of `lot` `sender` can still use after what `sender` shipped, in the lot's unit.

        It is the amount of `unshipped`. None if `sender` shipped no weighed amount of it, which means no
        limit.
        """
        movements = self._read_movements()
        return (
            self.unshipped(lot, sender)
            if movements.is_shipped(lot) and movements.shipped_by(lot, sender)
            else None
        )

    def _check_unshipped(
        self, amounts: Mapping[int, Decimal], sender: UUID | None, received: Container[int] = ()
    ) -> None:
        """Raise LotUsedUp if `sender` can't use `amounts` (by lot id).

        Either too little of a lot in `received` was handed over, or `sender` shipped too much of any lot.
        """
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            if lot.pk in received and amount > (
                given := self._read_movements().received(lot, sender, self.lots)
            ):
                raise not_given(lot, given)
            limit = self.unshipped_limit(lot, sender)
            if limit is not None and limit < amount <= self.unused(lot):
                raise handed_over(lot, limit)

    def _read_movements(self) -> Movements:
        """Return the movements of all lots, also of lots that were added since."""
        if self._movements is None:
            self._movements = Movements()
        self._movements.read(self.lots)
        return self._movements

    def unused(self, lot: Lot) -> Decimal:
        """Return how much of `lot` was neither used nor lost.

        Sold goods, and goods in cartons that were not used, are included.
        """
        boxed = sum(self._used_in_cartons(lot).values(), Decimal(0))
        return max(Decimal(0), self.total(lot) - lot.used - boxed)

    def unboxed(self, lot: Lot) -> Decimal:
        """Return how much of `lot` is neither used nor in a carton, including sold goods."""
        return max(Decimal(0), self.total(lot) - lot.used - lot.packed)

    def sold(self, lot: Lot) -> Decimal:
        """Return how much of `lot` was sold, as the selling app reports (ports.sold_of)."""
        if lot.pk not in self._sold:
            asked = {pk: one for pk, one in self.lots.items() if pk not in self._sold} | {lot.pk: lot}
            found = ports.sold_of(lots=list(asked.values()))
            self._sold |= {pk: found.get(pk, Decimal(0)) for pk in asked}
        return self._sold[lot.pk]

    def _usable(self, lot: Lot) -> Decimal:
        """Return how much of `lot` is neither used (also in cartons) nor sold."""
        return max(Decimal(0), self.unused(lot) - self.sold(lot))

    def _used_in_cartons(self, lot: Lot) -> dict[UUID | None, Decimal]:
        """Return how much of `lot` was used in whole cartons, by sender."""
        if lot.pk not in self._in_used_cartons:
            asked = {pk: one for pk, one in self.lots.items() if pk not in self._in_used_cartons} | {
                lot.pk: lot
            }
            found = used_in_cartons(pk for pk, one in asked.items() if one.packed)
            self._in_used_cartons |= {pk: found.get(pk, {}) for pk in asked}
        return self._in_used_cartons[lot.pk]

    def make(self, event_id: UUID, kind: str, parts: Sequence[LotPart]) -> None:
        """Count what an event makes or harvests, so that later events of the same transaction can use it."""
        for part in parts:
            if (role := MAKES.get(EventKind(kind))) is not None and part.role == role:
                production = self._read_production().setdefault(part.lot.pk, Production())
                production.add(kind, Output(event_id, part.quantity, part.unit), part.lot)

    def ship(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` ships; with `back`, what comes back or is undone.

        Parts without a quantity are ignored. Other senders may ship the same goods on. Raises LotUsedUp if
        `sender` already shipped or used them.
        """
        if not any(part.quantity is not None for part in parts):
            return
        movements = self._read_movements()
        amounts: dict[int, Decimal] = {}
        for part in parts:
            if part.quantity is not None:
                lot = self.lots[part.lot.pk]
                amount = converted(part.quantity, part.unit or lot.unit, lot.unit)
                amounts[lot.pk] = amounts.get(lot.pk, Decimal(0)) + amount
        for pk, amount in amounts.items() if not back else ():
            lot = self.lots[pk]
            if amount > (left := self.unshipped(lot, sender)):
                raise not_to_ship(lot, left, amount)
        for pk, amount in amounts.items():
            movements.ship(self.lots[pk], sender, -amount if back else amount)

    def uncounted(self, lot: Lot, counted: Decimal, events: Set[UUID]) -> Decimal | None:
        """Return the kg of `lot` that a transformation made without a recorded quantity; None if unknown.

        counted: the kg of `lot` that the transformation recorded with a quantity.
        events: the ids of the transformation's events; one of them is being recorded.
        """
        if lot.pk not in self.lots:
            return None
        outputs = self._read_production().get(lot.pk, Production()).outputs
        standing = [one for one in outputs if one.event_id not in self._corrected]
        return uncounted(self.lots[lot.pk], counted, standing, events, at_least)

    def pack(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` packs for sale; with `back`, undo it.

        Other senders may pack the same goods again. Packs of a weighed lot aren't checked if the product
        doesn't state their content. Raises LotUsedUp if too little remains.
        """
        amounts: dict[int, Decimal] = {}
        for part in parts:
            if (amount := packed_in(self.lots[part.lot.pk], part.quantity, part.unit)) is not None:
                amounts[part.lot.pk] = amounts.get(part.lot.pk, Decimal(0)) + amount
        for pk, amount in amounts.items() if not back else ():
            lot = self.lots[pk]
            if amount > (left := self.unpacked(lot, sender)):
                raise not_to_pack(lot, left, amount)
        for pk, amount in amounts.items():
            self._read_movements().pack(self.lots[pk], sender, -amount if back else amount)

    def _read_production(self) -> dict[int, Production]:
        """Return what valid events made or harvested of the lots, by lot id."""
        if self._production is None:
            self._production = production_of(self.lots)
        return self._production

    def save(self) -> None:
        """Save all changed lots in one statement."""
        Lot.objects.bulk_update([self.lots[pk] for pk in sorted(self._changed)], ["used", "packed"])
        self._changed.clear()

    def _move(self, field: str, amounts: Mapping[int, Decimal], sign: int) -> None:
        """Add `amounts` (by lot id), times `sign`, to the lots' `field`; the result is never below zero."""
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            setattr(lot, field, max(Decimal(0), getattr(lot, field) + sign * amount))
            self._changed.add(pk)


def check_taken_back(event: Event, lots: Mapping[int, Lot]) -> None:
    """Raise LotUsedUp if goods that `event` made are gone, and no other event made as much.

    `event` is a processing that was just declared wrong. Gone goods are used, boxed or sold (used_amount_of).
    """
    if event.kind != EventKind.PROCESSING:
        return
    made = set(event.lot_links.filter(role=LotRole.OUTPUT).values_list("lot", flat=True))
    production = production_of({pk: lots[pk] for pk in made if pk in lots})
    for pk in sorted(made & lots.keys()):
        lot = lots[pk]
        taken = used_amount_of(lot)
        left = production.get(pk, Production())
        if taken and (pk not in production or (left.is_known and taken > left.total)):
            raise LotUsedUp(
                _(
                    "Lô %(code)s làm ra từ việc này đã dùng, đóng thùng hoặc bán rồi. Chị ghi lại việc làm ra trước, rồi mới báo ghi sai."
                )
                % {"code": lot.code},
                field="quantity",
                code="lot_made_and_used",
            )


def parts_of(event: Event, lots: Mapping[int, Lot]) -> list[LotPart]:
    """Return a LotPart (lot, role, amounts) for each lot of `event`, in order.

    Skips lots that are not in `lots` (by id).
    """
    return [
        LotPart(lots[link.lot_id], link.role, link.quantity, link.unit, taken=link.taken)
        for link in event.lot_links.order_by("position")
        if link.lot_id in lots
    ]
