"""How much of a lot is left: nothing of it is used, lost, packed, shipped or sold twice, and of what was made no more than its making told."""

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
    """The lots of one transaction, locked by the caller, and what is left of them as its events are told."""

    def __init__(self, lots: Mapping[int, Lot], received: Container[int] = ()) -> None:
        """`received`: those of `lots` (ids) of which no more is used than their producer handed over."""
        self.lots = lots
        self.received = received
        self._changed: set[int] = set()
        # What the input that is said right took without being weighed: it takes no more now that there may be more.
        self._took_before: dict[int, Decimal] = {}
        self._said_anew: set[UUID] = set()
        self.look_anew()

    def look_anew(self) -> None:
        self._told: dict[int, Told] | None = None
        self._moved: Moved | None = None
        self._sold: dict[int, Decimal] = {}
        self._in_used_cartons: dict[int, dict[UUID | None, Decimal]] = {}

    def take(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Count `amounts` as used or packed, all of them or none. Raises LotUsedUp."""
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            # What is sold may lie in a carton, and is not used.
            left = self.unboxed(lot) if field == "packed" else self.left(lot)
            if amount > left:
                raise used_up(lot, left, amount, self.sold(lot) if left < self.unboxed(lot) else Decimal(0))
        self._move(field, amounts, 1)

    def use(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count what an event of `kind` takes, told by `sender`. Raises LotUsedUp, also where she shipped what she would put in."""
        field, amounts = taken_by(kind, parts)
        if kind == EventKind.PROCESSING:
            self._check_kept(amounts, sender, self.received)
        self.take(field, amounts)
        if field == "used":
            self._all_moved().use(sender, self.lots, amounts)

    def settled(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> list[LotPart]:
        """`parts` of a processing with what each ingredient takes that nobody weighed: the whole rest of its lot, as it is now.

        One named by the label of a single pack takes what the pack holds, or what is left where that is less. Raises LotUsedUp where
        nothing is left of a lot. So nothing goes in twice, and the balance is given no more than really went in.
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
                # As it is kept: an order may be packed by the gram.
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
        """Raises LotUsedUp where `amounts`, in cartons that `sender` uses as a whole, are of what is sold, or are ingredients that she shipped."""
        if kind == EventKind.PROCESSING:
            self._check_kept(amounts, sender)
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            if (sold := self.sold(lot)) and amount > (left := self._usable(lot)):
                raise used_up(lot, left, amount, sold)

    def use_boxed(self, amounts: Mapping[int, Decimal], sender: UUID | None) -> None:
        """Count `amounts`, which stay packed in cartons, as used by an event of `sender` whose rows are not written yet."""
        for pk, amount in amounts.items():
            used = self._used_in_cartons(self.lots[pk])
            used[sender] = used.get(sender, Decimal(0)) + amount

    def unpack(self, kind: str, parts: Sequence[LotPart], sender: UUID | None) -> None:
        """Count what `sender` took out of a carton, or put in, by an event whose rows are not written yet: what others took out they have."""
        _field, amounts = taken_by(EventKind.BOXING, parts)
        sign = 1 if kind == EventKind.UNBOXING else -1
        self._all_moved().unpack(sender, self.lots, {pk: sign * amount for pk, amount in amounts.items()})

    def give_back(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """The event that took `amounts` was declared wrong, or they were taken out of their carton."""
        self._move(field, amounts, -1)

    def credit(self, event: Event) -> None:
        """Give back what the standing `event` took; its declaration, later in the same transaction, finds nothing to give."""
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
        """How much `lot` is, in its unit: as declared, of a lot that was made no more than its makings and harvests told."""
        told = self._all_told()[lot.pk].amount if lot.pk in self._all_told() else None
        return lot.quantity if told is None else min(lot.quantity, told)

    def left(self, lot: Lot) -> Decimal:
        """How much of `lot` may still be used, in its unit: neither used, nor in a carton, nor sold. What is sold may lie in a carton."""
        left = self.unboxed(lot)
        return min(left, self._usable(lot)) if self.sold(lot) else left

    def left_with(self, lot: Lot, sender: UUID | None) -> Decimal:
        """How much of `lot` `sender` may still use, None for its producer's people: as `left`, without what she shipped to others."""
        left, kept = self.left(lot), self.kept(lot, sender)
        if lot.pk in self.received:
            left = min(left, self._all_moved().received(lot, sender, self.lots))
        return left if kept is None else min(left, kept)

    def check_handed_over(self, sender: UUID | None, lots: Iterable[int]) -> None:
        """Raises LotUsedUp where others used more of one of `lots` (ids) than its producer handed over."""
        for pk in lots:
            lot = self.lots[pk]
            if self._all_moved().is_overdrawn(lot, sender, self.lots):
                raise not_given(lot, Decimal(0))

    def unshipped(self, lot: Lot, sender: UUID | None) -> Decimal:
        """How much of `lot` `sender`, None for its producer's people, may still ship: what she neither shipped nor used. What is sold, or in a carton, is among it."""
        moved = self._all_moved()
        boxed = moved.of(lot, sender, self._used_in_cartons(lot))
        gone = moved.shipped_by(lot, sender) + moved.used_by(lot, sender, self.lots) + boxed
        return max(Decimal(0), self.there_is(lot) - gone)

    def unpacked(self, lot: Lot, sender: UUID | None) -> Decimal:
        """How much of `lot` `sender` may still pack for sale: no more than nobody used, nor than she didn't pack. What was packed may have been used."""
        return min(
            self.unused(lot), max(Decimal(0), self.there_is(lot) - self._all_moved().packed_by(lot, sender))
        )

    def kept(self, lot: Lot, sender: UUID | None) -> Decimal | None:
        """As `unshipped`; None where she shipped nothing that was weighed."""
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
        """How much of `lot` was neither used nor lost, in its unit: also what lies in cartons that weren't used, sold or not."""
        boxed = sum(self._used_in_cartons(lot).values(), Decimal(0))
        return max(Decimal(0), self.there_is(lot) - lot.used - boxed)

    def unboxed(self, lot: Lot) -> Decimal:
        """How much of `lot` is neither used nor in a carton, in its unit, sold or not."""
        return max(Decimal(0), self.there_is(lot) - lot.used - lot.packed)

    def sold(self, lot: Lot) -> Decimal:
        """How much of `lot` is sold by the app above, in its unit."""
        if lot.pk not in self._sold:
            asked = {pk: one for pk, one in self.lots.items() if pk not in self._sold} | {lot.pk: lot}
            found = ports.sold_of(lots=list(asked.values()))
            self._sold |= {pk: found.get(pk, Decimal(0)) for pk in asked}
        return self._sold[lot.pk]

    def _usable(self, lot: Lot) -> Decimal:
        """How much of `lot` is neither used, also in cartons, nor sold."""
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
        """Count what an event of this transaction makes or harvests, whose rows are not written yet."""
        for part in parts:
            if (role := MAKES.get(EventKind(kind))) is not None and part.role == role:
                told = self._all_told().setdefault(part.lot.pk, Told())
                told.add(kind, Making(event_id, part.quantity, part.unit), part.lot)

    def ship(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` ships, or gets `back`. Raises LotUsedUp where she shipped or used it before: others may ship it on."""
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
        """What the transformation of `events`, one that is said right now among them, made of `lot` without a number (balance.py)."""
        if lot.pk not in self.lots:
            return None
        makings = self._all_told().get(lot.pk, Told()).makings
        standing = [one for one in makings if one.event_id not in self._said_anew]
        return uncounted(self.lots[lot.pk], counted, standing, events, at_least)

    def pack(self, sender: UUID | None, parts: Sequence[LotPart], *, back: bool = False) -> None:
        """Count what `sender` packs for sale, or packed `back` then. Raises LotUsedUp where there isn't so much; others may pack it anew.

        Packs of a lot that is weighed are believed where its product doesn't say what one holds.
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
        """One statement for all that changed."""
        Lot.objects.bulk_update([self.lots[pk] for pk in sorted(self._changed)], ["used", "packed"])
        self._changed.clear()

    def _move(self, field: str, amounts: Mapping[int, Decimal], sign: int) -> None:
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            setattr(lot, field, max(Decimal(0), getattr(lot, field) + sign * amount))
            self._changed.add(pk)


def check_taken_back(event: Event, lots: Mapping[int, Lot]) -> None:
    """Raises LotUsedUp where `event`, declared wrong by now, made a lot of which more is used, packed or sold than its other makings told."""
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
    """The parts of `event` in `lots`."""
    return [
        LotPart(lots[link.lot_id], link.role, link.quantity, link.unit, taken=link.taken)
        for link in event.lot_links.order_by("position")
        if link.lot_id in lots
    ]
