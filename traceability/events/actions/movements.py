"""Amounts of lots that events shipped, packed for sale, used or took out of cartons, by sender.

So nobody can use goods that they handed over to others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.common.bulk import in_parts
from products.models import ProducerPerson
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError
from traceability.events.actions.harvests import converted
from traceability.events.enums import EventKind
from traceability.genealogy.balance import packs_weigh
from traceability.labels.history import COMES_BACK
from traceability.lots.enums import LotRole
from traceability.models import Container, EpcisThing, Event, EventLot, Lot

# kind -> the role of the parts that it takes from a lot, and the field of Lot that counts them
TAKES = {
    EventKind.PROCESSING: (LotRole.INPUT, "used"),
    EventKind.LOSS: (LotRole.SUBJECT, "used"),
    EventKind.BOXING: (LotRole.SUBJECT, "packed"),
}


def taken_by(kind: str, parts: Sequence[LotPart]) -> tuple[str, dict[int, Decimal]]:
    """Return (field, {lot id: amount}): the amounts that an event of `kind` uses of its lots.

    `field` is the column of Lot that counts them: "used", "packed", or "" for a kind that uses nothing.
    Amounts are in the lot's unit.
    """
    role, field = TAKES.get(EventKind(kind), ("", ""))
    amounts: dict[int, Decimal] = {}
    for part in parts:
        if part.role != role:
            continue
        amount = part.taken
        if part.quantity is not None:
            amount = converted(part.quantity, part.unit or part.lot.unit, part.lot.unit)
        if amount is not None:
            amounts[part.lot.pk] = amounts.get(part.lot.pk, Decimal(0)) + amount
    return field, amounts


class Movements:
    """Amounts of each lot by sender, in the lot's unit.

    A sender is the ref of the member who recorded the event. All people of the lot's producer count as one
    sender: None. A shipment arrives at other people; its event need not name them. A return subtracts from
    what its sender shipped.
    """

    def __init__(self) -> None:
        self._read: set[int] = set()
        self._people: set[tuple[int, UUID | None]] = set()
        self._shipped: dict[int, dict[UUID | None, Decimal]] = {}
        self._packed: dict[int, dict[UUID | None, Decimal]] = {}
        self._used: dict[int, dict[UUID | None, Decimal]] = {}
        self._unpacked: dict[int, dict[UUID | None, Decimal]] = {}
        # Amounts used by events of this transaction whose rows are not written yet.
        self._used_now: dict[int, dict[UUID | None, Decimal]] = {}
        self._unpacked_now: dict[int, dict[UUID | None, Decimal]] = {}

    def read(self, lots: Mapping[int, Lot]) -> None:
        """Load the amounts shipped, returned and packed of `lots` (by id); skip lots that are already loaded.

        Costs one query for some thousands of lots, and two more if there are any amounts.
        """
        new = {pk: lot for pk, lot in lots.items() if pk not in self._read}
        self._read |= new.keys()
        for part in in_parts(new):
            links = EventLot.objects.filter(
                Q(event__kind__in=(EventKind.SHIPPING, EventKind.PACKING))
                | Q(event__biz_step__in=COMES_BACK),
                lot__in=part,
                is_error=False,
            ).exclude(quantity=None)
            rows = _rows_of(links)
            self._learn_people([new[row[0]] for row in rows])
            for lot_id, kind, quantity, unit, _taken, behalf, by in rows:
                if kind == EventKind.PACKING:
                    if (packed := packed_in(new[lot_id], quantity, unit)) is not None:
                        self.pack(new[lot_id], behalf or by, packed)
                elif (amount := amount_in(new[lot_id], quantity, unit)) is not None:
                    self.ship(new[lot_id], behalf or by, amount if kind == EventKind.SHIPPING else -amount)

    def is_shipped(self, lot: Lot) -> bool:
        """Return whether anybody shipped or returned a weighed amount of `lot`."""
        return lot.pk in self._shipped

    def shipped_by(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return the amount of `lot` that `sender` shipped, less what came back, in the lot's unit."""
        return max(Decimal(0), self._shipped.get(lot.pk, {}).get(self._key(lot, sender), Decimal(0)))

    def used_by(self, lot: Lot, sender: UUID | None, lots: Mapping[int, Lot]) -> Decimal:
        """Return the amount of `lot` that `sender` used or lost, in the lot's unit.

        Includes uses of this transaction that are not stored yet. `sender` None means the producer's people.
        `lots` are all lots of the request, because their uses are read together.
        """
        self._read_used(lots)
        key = self._key(lot, sender)
        return sum(
            (of.get(lot.pk, {}).get(key, Decimal(0)) for of in (self._used, self._used_now)), Decimal(0)
        )

    def received(self, lot: Lot, sender: UUID | None, lots: Mapping[int, Lot]) -> Decimal:
        """Return the amount of another producer's `lot` that `sender` can still use, in the lot's unit.

        That is the amount handed over, less the amount gone. Handed over is what the producer shipped, and
        what others took out of cartons. Gone is the larger of two amounts: what all others used, and what
        `sender` used or shipped on.
        """
        return max(Decimal(0), self._handed_over(lot, sender, lots))

    def is_overdrawn(self, lot: Lot, sender: UUID | None, lots: Mapping[int, Lot]) -> bool:
        """Return whether more of `lot` was used or shipped on than the producer handed over."""
        return self._handed_over(lot, sender, lots) < 0

    def _handed_over(self, lot: Lot, sender: UUID | None, lots: Mapping[int, Lot]) -> Decimal:
        """Return the amount of `received`, but negative if more is gone than was handed over."""
        self._read_used(lots)
        out = [of.get(lot.pk, {}) for of in (self._unpacked, self._unpacked_now)]
        unpacked = sum((amount for one in out for key, amount in one.items() if key is not None), Decimal(0))
        used = [of.get(lot.pk, {}) for of in (self._used, self._used_now)]
        gone = sum((amount for one in used for key, amount in one.items() if key is not None), Decimal(0))
        gone = max(gone, self.shipped_by(lot, sender) + self.used_by(lot, sender, lots))
        return self.shipped_by(lot, None) + max(Decimal(0), unpacked) - gone

    def of(self, lot: Lot, sender: UUID | None, amounts: Mapping[UUID | None, Decimal]) -> Decimal:
        """Return the sum of the `amounts` (by sender) of `lot` that belong to `sender`.

        The people of the lot's producer count as one sender.
        """
        self._learn_people([lot])
        key = self._key(lot, sender)
        return sum((amount for who, amount in amounts.items() if self._key(lot, who) == key), Decimal(0))

    def packed_by(self, lot: Lot, sender: UUID | None) -> Decimal:
        """Return the amount of `lot` that `sender` packed for sale, in the lot's unit."""
        return max(Decimal(0), self._packed.get(lot.pk, {}).get(self._key(lot, sender), Decimal(0)))

    def ship(self, lot: Lot, sender: UUID | None, amount: Decimal) -> None:
        """Count what `sender` ships; a negative `amount` comes back or is undone."""
        self._count(self._shipped, lot, sender, amount)

    def pack(self, lot: Lot, sender: UUID | None, amount: Decimal) -> None:
        """Count what `sender` packs for sale; a negative `amount` is undone."""
        self._count(self._packed, lot, sender, amount)

    def _count(
        self, counted: dict[int, dict[UUID | None, Decimal]], lot: Lot, sender: UUID | None, amount: Decimal
    ) -> None:
        """Add `amount` to `counted`, under the lot's id and the sender."""
        self._learn_people([lot])
        of_lot, key = counted.setdefault(lot.pk, {}), self._key(lot, sender)
        of_lot[key] = of_lot.get(key, Decimal(0)) + amount

    def use(self, sender: UUID | None, lots: Mapping[int, Lot], amounts: Mapping[int, Decimal]) -> None:
        """Add the amounts that an event of `sender` uses, while its rows are not written yet.

        `amounts` is {lot id: amount in the lot's unit}. A negative amount undoes a use.
        """
        self._learn_people([lots[pk] for pk in amounts])
        for pk, amount in amounts.items():
            of_lot, key = self._used_now.setdefault(pk, {}), self._key(lots[pk], sender)
            of_lot[key] = of_lot.get(key, Decimal(0)) + amount

    def unpack(self, sender: UUID | None, lots: Mapping[int, Lot], amounts: Mapping[int, Decimal]) -> None:
        """Add the amounts that an event takes out of a carton, while its rows are not written yet.

        `amounts` is {lot id: amount in the lot's unit}. A negative amount is put into the carton.
        """
        self._learn_people([lots[pk] for pk in amounts])
        for pk, amount in amounts.items():
            self._count(self._unpacked_now, lots[pk], sender, amount)

    def _read_used(self, lots: Mapping[int, Lot]) -> None:
        """Load the used and unpacked amounts of `lots`, by sender; skip lots that are already loaded.

        Losses count as used. Unpacked: taken out of cartons stored here, less what was put in.
        """
        wanted = lots.keys() - self._used.keys()
        if not wanted:
            return
        self._used |= {pk: {} for pk in wanted}
        self._unpacked |= {pk: {} for pk in wanted}
        self._learn_people([lots[pk] for pk in wanted])
        # Only our own cartons count: the contents of others are unknown. What was taken out of a carton before
        # it was stored here doesn't count.
        named = EpcisThing.objects.filter(event_id=OuterRef("event_id"), is_error=False, field="parentID")
        ours = Container.objects.filter(uri=OuterRef("value"))
        known = ours.filter(created_at__lte=OuterRef(OuterRef("event__recorded_at")))
        uses = Q(Exists(named.filter(Exists(ours))), event__kind=EventKind.BOXING, role=LotRole.SUBJECT)
        uses |= Q(Exists(named.filter(Exists(known))), event__kind=EventKind.UNBOXING, role=LotRole.SUBJECT)
        for taking, (role, field) in TAKES.items():
            if field == "used":
                uses |= Q(event__kind=taking, role=role)
        for part in in_parts(wanted):
            for lot_id, kind, quantity, unit, taken, behalf, by in _rows_of(
                EventLot.objects.filter(uses, lot__in=part, is_error=False)
            ):
                lot = lots[lot_id]
                amount = amount_in(lot, quantity, unit) if quantity is not None else taken
                if amount is None:
                    continue
                if kind in (EventKind.BOXING, EventKind.UNBOXING):
                    self._count(
                        self._unpacked, lot, behalf or by, amount if kind == EventKind.UNBOXING else -amount
                    )
                else:
                    self._count(self._used, lot, behalf or by, amount)

    def _learn_people(self, lots: Sequence[Lot]) -> None:
        """Load the people of the producers of `lots`; skip producers that are already loaded."""
        new = {lot.product.producer_id for lot in lots} - {producer for producer, _ref in self._people}
        if new:
            people = ProducerPerson.objects.filter(producer__in=new).values_list("producer", "user__ref")
            self._people |= {(producer, ref) for producer, ref in people} | {
                (producer, None) for producer in new
            }

    def _key(self, lot: Lot, sender: UUID | None) -> UUID | None:
        """Return the sender under which amounts of `lot` are counted.

        It is None for the people of the lot's producer, else `sender` unchanged.
        """
        return None if (lot.product.producer_id, sender) in self._people else sender


type _Row = tuple[int, str, Decimal | None, str, Decimal | None, UUID | None, UUID | None]


def _rows_of(links: QuerySet[EventLot]) -> list[_Row]:
    """Return the columns of `_Row` for the links whose event was not declared wrong."""
    return list(
        standing(links).values_list(
            "lot", "event__kind", "quantity", "unit", "taken", "event__on_behalf_ref", "event__by_ref"
        )
    )


def amount_in(lot: Lot, quantity: Decimal | None, unit: str) -> Decimal | None:
    """Return `quantity` converted to the lot's unit; None if it can't be converted or is None.

    Without `unit`, the quantity is already in the lot's unit.
    """
    try:
        return None if quantity is None else converted(quantity, unit or lot.unit, lot.unit)
    except EventError:
        return None  # pieces, but the lot is now weighed


def packed_in(lot: Lot, quantity: Decimal | None, unit: str) -> Decimal | None:
    """Return a quantity packed for sale, converted to the lot's unit; None if it can't be converted.

    Packs of a weighed lot count by their content, if the product states it.
    """
    amount = amount_in(lot, quantity, unit)
    if amount is None and quantity is not None:
        kilograms = packs_weigh(quantity, unit, lot.product)
        amount = None if kilograms is None else amount_in(lot, kilograms, "kg")
    return amount


def standing(links: QuerySet[EventLot]) -> QuerySet[EventLot]:
    """Return the links whose event was not declared wrong."""
    declared = Event.objects.filter(event_id=OuterRef("event_id"), is_error=True)
    return links.exclude(Exists(declared)).order_by()
