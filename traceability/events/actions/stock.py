"""Remaining amounts of lots: nothing is used, lost, packed, shipped or sold twice.

A processed lot can't exceed the amounts that its makings recorded.
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
from traceability.events.actions.movements import Moved, packed_in, taken_by
from traceability.events.actions.transformations import MAKES, Told, told_of
from traceability.events.enums import EventKind
from traceability.genealogy.balance import Making, at_least, uncounted
from traceability.lots.actions.consumption import gone_of, used_in_cartons
from traceability.lots.enums import LotRole
from traceability.models import Event, Lot


class Stock:
    """The lots of one transaction, locked by the caller, and what remains of them after its events."""

    def __init__(self, lots: Mapping[int, Lot], received: Container[int] = ()) -> None:
        """Create the stock. `received` are ids of `lots` that can be used only as far as their producer
        handed them over.
        """
        self.lots = lots
        self.received = received
        self._changed: set[int] = set()
        # Amount consumed by the unweighed input before its correction; it may not grow.
        self._took_before: dict[int, Decimal] = {}
        self._said_anew: set[UUID] = set()
        self.look_anew()

    def look_anew(self) -> None:
        self._told: dict[int, Told] | None = None
        self._moved: Moved | None = None
        self._sold: dict[int, Decimal] = {}
        self._in_used_cartons: dict[int, dict[UUID | None, Decimal]] = {}

    def take(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Count `amounts` as used or packed, all or none. Raises LotUsedUp."""
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            # A sold amount may be in a carton, and is not used.
            left = self.unboxed(lot) if field == "packed" else self.left(lot)
            if amount > left:
                raise used_up(lot, left, amount, self.sold(lot) if left < self.unboxed(lot) else Decimal(0))
        self._move(field, amounts, 1)

    def use(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count what an event of `kind` by `sender` takes.

        Raises LotUsedUp, also if `sender` already shipped the ingredient.
        """
        field, amounts = taken_by(kind, parts)
        if kind == EventKind.PROCESSING:
            self._check_kept(amounts, sender, self.received)
        self.take(field, amounts)
        if field == "used":
            self._all_moved().use(sender, self.lots, amounts)

    def settled(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> list[LotPart]:
        """Return `parts` of a processing with the amount that each unweighed ingredient takes: all that
        remains of its lot.

        An ingredient named by the label of a single pack takes the pack's content, or what remains if that is
        less. So nothing is used twice, and the mass balance counts only what was really used. Raises
        LotUsedUp if nothing remains of a lot.
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
                left = max(Decimal(0), self.left_with(lot, sender) - weighed.get(pk, Decimal(0)))
                # Round down to the stored precision: an order may be packed by the gram.
                rest[pk] = min(left, self._took_before.get(pk, left)).quantize(Decimal("0.001"), ROUND_DOWN)
            if not rest[pk] and (pack is not None or (is_first and pk not in weighed)):
                if pk in self.received and self.left(lot):
                    raise not_given(lot, Decimal(0))
                if self.left(lot) and not self.left_with(lot, sender):
                    raise handed_over(lot, Decimal(0))
                raise nothing_left(lot, self.sold(lot) if self.unboxed(lot) else Decimal(0))
            takes = rest[pk] if pack is None else min(pack, rest[pk])
            rest[pk] -= takes
            found[n] = replace(parts[n], taken=takes)
        return found

    def check_boxed(self, kind: str, amounts: Mapping[int, Decimal], sender: UUID | None) -> None:
        """Raise LotUsedUp if `sender` can't use `amounts` in whole cartons: they are sold, or ingredients
        that `sender` shipped.
        """
        if kind == EventKind.PROCESSING:
            self._check_kept(amounts, sender)
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            if (sold := self.sold(lot)) and amount > (left := self._usable(lot)):
                raise used_up(lot, left, amount, sold)

    def use_boxed(self, amounts: Mapping[int, Decimal], sender: UUID | None) -> None:
        """Count `amounts` in whole cartons as used by an event of `sender` before its rows are written; they
        also stay packed.
        """
        for pk, amount in amounts.items():
            used = self._used_in_cartons(self.lots[pk])
            used[sender] = used.get(sender, Decimal(0)) + amount

    def unpack(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count what `sender` unpacks or packs before the event's rows are written.

        Others can use what they unpacked.
        """
        _field, amounts = taken_by(EventKind.BOXING, parts)
        sign = 1 if kind == EventKind.UNBOXING else -1
        self._all_moved().unpack(sender, self.lots, {pk: sign * amount for pk, amount in amounts.items()})

    def give_back(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Give back `amounts`, because their event was declared wrong or they left their carton."""
        self._move(field, amounts, -1)

    def credit(self, event: Event) -> None:
        """Give back what the valid `event` took.

        Its declaration, later in the same transaction, then has nothing to give back.
        """
        self._said_anew.add(event.event_id)
        parts = parts_of(event, self.lots)
        field, amounts = taken_by(event.kind, parts)
        if field == "used":
            back = {pk: -amount for pk, amount in amounts.items()}
            self._all_moved().use(event.on_behalf_ref or event.by_ref, self.lots, back)
        self.give_back(field, amounts)
        for part in parts:
            if part.taken is not None:
                self._took_before[part.lot.pk] = self._took_before.get(part.lot.pk, Decimal(0)) + part.taken
        if event.kind == EventKind.SHIPPING:
            self.ship(event.on_behalf_ref or event.by_ref, parts, back=True)
        if event.kind == EventKind.PACKING:
            self.pack(event.on_behalf_ref or event.by_ref, parts, back=True)

    def there_is(self, lot: Lot) -> Decimal:
        """Return the total amount of `lot`, in its unit: the declared quantity.

        For a processed lot it is at most the sum of its makings and harvests.
        """
        told = self._all_told()[lot.pk].amount if lot.pk in self._all_told() else None
        return lot.quantity if told is None else min(lot.quantity, told)

    def left(self, lot: Lot) -> Decimal:
        """Return how much of `lot` can still be used, in its unit: not used, not in a carton and not sold.

        A sold amount may be in a carton.
        """
        left = self.unboxed(lot)
        return min(left, self._usable(lot)) if self.sold(lot) else left

    def left_with(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still use: as `left`, without what `sender` shipped to
        others.

        None as `sender` means the producer's people.
        """
        left, kept = self.left(lot), self.kept(lot, sender)
        if lot.pk in self.received:
            left = min(left, self._all_moved().received(lot, sender, self.lots))
        return left if kept is None else min(left, kept)

    def check_handed_over(self, sender: UUID | None, lots: Iterable[int]) -> None:
        """Raise LotUsedUp if others used more of one of `lots` (ids) than its producer handed over."""
        for pk in lots:
            lot = self.lots[pk]
            if self._all_moved().is_overdrawn(lot, sender, self.lots):
                raise not_given(lot, Decimal(0))

    def unshipped(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still ship: what `sender` neither shipped nor used.

        Sold amounts and amounts in cartons are included. None as `sender` means the producer's people.
        """
        moved = self._all_moved()
        boxed = moved.of(lot, sender, self._used_in_cartons(lot))
        gone = moved.shipped_by(lot, sender) + moved.used_by(lot, sender, self.lots) + boxed
        return max(Decimal(0), self.there_is(lot) - gone)

    def unpacked(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return how much of `lot` `sender` can still pack for sale: at most what is unused, and what
        `sender` has not packed.

        Used amounts may have been packed before. None as `sender` means the producer's people.
        """
        return min(
            self.unused(lot), max(Decimal(0), self.there_is(lot) - self._all_moved().packed_by(lot, sender))
        )

    def kept(self, lot: Lot, sender: UUID | None) -> Decimal | None:
        """Return the same as `unshipped`, or None if `sender` shipped no weighed amount."""
        moved = self._all_moved()
        return (
            self.unshipped(lot, sender) if moved.is_shipped(lot) and moved.shipped_by(lot, sender) else None
        )

    def _check_kept(
        self, amounts: Mapping[int, Decimal], sender: UUID | None, received: Container[int] = ()
    ) -> None:
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            if lot.pk in received and amount > (given := self._all_moved().received(lot, sender, self.lots)):
                raise not_given(lot, given)
            kept = self.kept(lot, sender)
            if kept is not None and kept < amount <= self.unused(lot):
                raise handed_over(lot, kept)

    def _all_moved(self) -> Moved:
        if self._moved is None:
            self._moved = Moved()
        self._moved.read(self.lots)
        return self._moved

    def unused(self, lot: Lot) -> Decimal:
        """Return how much of `lot` was neither used nor lost, in its unit; unused cartons and sold amounts
        are included.
        """
        boxed = sum(self._used_in_cartons(lot).values(), Decimal(0))
        return max(Decimal(0), self.there_is(lot) - lot.used - boxed)

    def unboxed(self, lot: Lot) -> Decimal:
        """Return how much of `lot` is neither used nor in a carton, in its unit, including sold amounts."""
        return max(Decimal(0), self.there_is(lot) - lot.used - lot.packed)

    def sold(self, lot: Lot) -> Decimal:
        """Return how much of `lot` a higher app sold, in its unit."""
        if lot.pk not in self._sold:
            asked = {pk: one for pk, one in self.lots.items() if pk not in self._sold} | {lot.pk: lot}
            found = ports.sold_of(lots=list(asked.values()))
            self._sold |= {pk: found.get(pk, Decimal(0)) for pk in asked}
        return self._sold[lot.pk]

    def _usable(self, lot: Lot) -> Decimal:
        """Return how much of `lot` is neither used, also in cartons, nor sold."""
        return max(Decimal(0), self.unused(lot) - self.sold(lot))

    def _used_in_cartons(self, lot: Lot) -> dict[UUID | None, Decimal]:
        if lot.pk not in self._in_used_cartons:
            asked = {pk: one for pk, one in self.lots.items() if pk not in self._in_used_cartons} | {
                lot.pk: lot
            }
            found = used_in_cartons(pk for pk, one in asked.items() if one.packed)
            self._in_used_cartons |= {pk: found.get(pk, {}) for pk in asked}
        return self._in_used_cartons[lot.pk]

    def tell(self, event_id: UUID, kind: str, parts: Sequence[LotPart]) -> None:
        """Count what an event of this transaction makes or harvests, before its rows are written."""
        for part in parts:
            if (role := MAKES.get(EventKind(kind))) is not None and part.role == role:
                told = self._all_told().setdefault(part.lot.pk, Told())
                told.add(kind, Making(event_id, part.quantity, part.unit), part.lot)

    def ship(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` ships, or with `back` undo it.

        Raises LotUsedUp if `sender` already shipped or used it.
        Other senders may ship the same amount on.
        """
        if not any(part.quantity is not None for part in parts):
            return
        moved = self._all_moved()
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
            moved.ship(self.lots[pk], sender, -amount if back else amount)

    def uncounted(self, lot: Lot, counted: Decimal, events: Set[UUID]) -> Decimal | None:
        """Return what the transformation of `events` made of `lot` without a quantity (balance.py).

        One of `events` is being recorded now.
        """
        if lot.pk not in self.lots:
            return None
        makings = self._all_told().get(lot.pk, Told()).makings
        standing = [one for one in makings if one.event_id not in self._said_anew]
        return uncounted(self.lots[lot.pk], counted, standing, events, at_least)

    def pack(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` packs for sale, or with `back` undo it. Raises LotUsedUp if too little remains.

        Other senders may pack the same amount again. Packs of a weighed lot aren't checked if the product
        doesn't name their content.
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
            self._all_moved().pack(self.lots[pk], sender, -amount if back else amount)

    def _all_told(self) -> dict[int, Told]:
        if self._told is None:
            self._told = told_of(self.lots)
        return self._told

    def save(self) -> None:
        """Save all changed lots in one statement."""
        Lot.objects.bulk_update([self.lots[pk] for pk in sorted(self._changed)], ["used", "packed"])
        self._changed.clear()

    def _move(self, field: str, amounts: Mapping[int, Decimal], sign: int) -> None:
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            setattr(lot, field, max(Decimal(0), getattr(lot, field) + sign * amount))
            self._changed.add(pk)


def check_taken_back(event: Event, lots: Mapping[int, Lot]) -> None:
    """Raise LotUsedUp if `event`, now declared wrong, made a lot whose used, packed or sold amount exceeds
    its other makings.
    """
    if event.kind != EventKind.PROCESSING:
        return
    made = set(event.lot_links.filter(role=LotRole.OUTPUT).values_list("lot", flat=True))
    told = told_of({pk: lots[pk] for pk in made if pk in lots})
    for pk in sorted(made & lots.keys()):
        lot = lots[pk]
        taken = gone_of(lot)
        left = told.get(pk, Told())
        if taken and (pk not in told or (left.is_known and taken > left.total)):
            raise LotUsedUp(
                _(
                    "Lô %(code)s làm ra từ việc này đã dùng, đóng thùng hoặc bán rồi. Chị ghi lại việc làm ra trước, rồi mới báo ghi sai."
                )
                % {"code": lot.code},
                field="quantity",
                code="lot_made_and_used",
            )


def parts_of(event: Event, lots: Mapping[int, Lot]) -> list[LotPart]:
    """Return the parts of `event` in `lots`."""
    return [
        LotPart(lots[link.lot_id], link.role, link.quantity, link.unit, taken=link.taken)
        for link in event.lot_links.order_by("position")
        if link.lot_id in lots
    ]
