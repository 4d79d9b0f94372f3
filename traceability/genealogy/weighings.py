"""Input and output in kg of each transformation of a lot, for a page; amounts without a weight are listed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from backend.common.bulk import in_parts
from backend.common.units import UNITS, Kind
from traceability.events.enums import EventKind
from traceability.genealogy.balance import (
    DEFAULT_PERCENT,
    Output,
    kilograms,
    uncounted,
    usual_percents,
    yields_of,
)
from traceability.genealogy.enums import YieldReason
from traceability.genealogy.process_yields import ProcessYield, process_yield
from traceability.lots.enums import LotRole
from traceability.models import EpcisThing, Event, EventLot, Lot, LotEdge, ProductYield

MOST = 20


@dataclass(slots=True)
class Weighing:
    """One transformation, weighed.

    into, out: the known kg.
    most: the most kg that may come out; None if not all inputs are known.
    unweighed: lots in litres, metres or pieces without a stated weight.
    is_pieces: some of them are in pieces, so stating the content of a pack would help.
    """

    into: Decimal = Decimal(0)
    out: Decimal = Decimal(0)
    percent: int = DEFAULT_PERCENT
    inputs: list[Lot] = field(default_factory=list)
    outputs: list[Lot] = field(default_factory=list)
    unweighed: list[Lot] = field(default_factory=list)
    is_pieces: bool = False
    has_foreign: bool = False  # ingredients that are not stored here
    is_compared: bool = False
    usual: ProcessYield | None = None
    reason: str = ""  # why the product gives more than usual, as text

    @property
    def is_unusual(self) -> bool:
        """Return True if more came out than the process usually gives."""
        return self.usual is not None and self.is_compared and self.out > self.into * self.usual.percent / 100

    def cannot_weigh(self, lot: Lot, unit: str) -> None:
        known = UNITS.get(unit or lot.unit)
        self.is_pieces |= known is not None and known.kind == Kind.COUNT
        if lot not in self.unweighed:
            self.unweighed.append(lot)

    @property
    def most(self) -> Decimal | None:
        return round(self.into * self.percent / 100, 3) if self.is_compared else None


def weighings_of(lot: Lot) -> tuple[list[Weighing], int]:
    """Return the MOST latest transformations of `lot`, as input or output, and their total number.

    Eight queries.
    """
    near = LotEdge.objects.filter(Q(source=lot) | Q(target=lot)).values_list("input_event", "output_event")
    events = {event for pair in near for event in pair}
    if not events:
        return [], 0
    # In a transformation of several events, all inputs belong to all outputs.
    pairs = LotEdge.objects.filter(Q(input_event__in=events) | Q(output_event__in=events)).values_list(
        "input_event", "output_event"
    )
    joined = _joined(pairs)
    groups = _latest_first(joined)[:MOST]
    members = {event: group for group in groups for event in group}
    found = {id(group): Weighing() for group in groups}
    known: dict[int, set[bool]] = {id(group): set() for group in groups}
    parts = list(
        EventLot.objects.filter(
            is_error=False, event_id__in=members, role__in=[LotRole.INPUT, LotRole.OUTPUT]
        )
        .select_related("lot__product__producer")
        .order_by("position")
    )
    unsaid: dict[tuple[int, int], EventLot] = {}
    counted: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    yields: dict[int, dict[int, int]] = defaultdict(dict)
    percents = yields_of(part.lot.product_id for part in parts if part.role == LotRole.OUTPUT)
    for part in parts:
        key = id(members[part.event_id])
        quantity, unit = part.quantity, part.unit
        if quantity is None and part.taken is not None:
            quantity, unit = part.taken, part.lot.unit
        one, weight = found[key], kilograms(quantity, unit, part.lot.product)
        is_input = part.role == LotRole.INPUT
        if part.lot not in (side := one.inputs if is_input else one.outputs):
            side.append(part.lot)
        if weight is None and is_input:
            one.cannot_weigh(part.lot, unit)
        elif weight is None:
            unsaid[key, part.lot_id] = part
        if is_input:
            known[key].add(weight is not None)
            one.into += weight or 0
        else:
            one.out += weight or 0
            counted[key, part.lot_id] += weight or 0
            yields[key][part.lot.product_id] = percents.get(part.lot.product_id, DEFAULT_PERCENT)
    made = _outputs_of(part.lot_id for part in unsaid.values())
    for (key, lot_id), part in unsaid.items():
        outputs, events = made.get(lot_id, []), members[part.event_id]
        if (rest := uncounted(part.lot, counted[key, lot_id], outputs, events, kilograms)) is None:
            found[key].cannot_weigh(part.lot, part.unit)
        found[key].out += rest or 0
    foreign = EpcisThing.objects.filter(
        event_id__in=members, is_error=False, lot=None, field__in=("inputEPCList", "inputQuantityList")
    )
    for event in foreign.exclude(value="").values_list("event_id", flat=True):
        found[id(members[event])].has_foreign = True
    reasons = dict(
        ProductYield.objects.exclude(reason="")
        .filter(product__in=[lot.product_id for one in found.values() for lot in one.outputs])
        .values_list("product", "reason")
    )
    for key, one in found.items():
        goods, ingredients = ([lot.product for lot in lots] for lots in (one.outputs, one.inputs))
        yields[key] |= {
            pk: percent
            for pk, percent in usual_percents(goods, ingredients).items()
            if pk in yields[key] and pk not in percents
        }
        rows = [row for product in goods if (row := process_yield(product, ingredients))]
        one.usual = rows[0] if len(goods) == len(rows) == 1 else None
        one.reason = next((str(YieldReason(reasons[p.pk]).label) for p in goods if p.pk in reasons), "")
        if of_products := yields[key].values():
            one.percent = max(of_products) if len(of_products) == 1 else max(DEFAULT_PERCENT, *of_products)
        one.is_compared = known[key] == {True} and not one.has_foreign
    return list(found.values()), len(joined)


def unusual_weighings(lot: Lot) -> list[Weighing]:
    """Return those that gave more of `lot` than the process usually does, latest first; at most MOST.

    One query for a lot that was not made from others.
    """
    if not LotEdge.objects.filter(target=lot).exists():
        return []
    return [one for one in weighings_of(lot)[0] if one.is_unusual and lot in one.outputs]


def _outputs_of(lots: Iterable[int]) -> dict[int, list[Output]]:
    """Return the amounts that valid processings recorded as made of `lots` (ids), by lot id."""
    declared = Event.objects.filter(event_id=OuterRef("event_id"), is_error=True)
    links = EventLot.objects.filter(
        ~Exists(declared),
        lot__in=set(lots),
        role=LotRole.OUTPUT,
        event__kind=EventKind.PROCESSING,
        is_error=False,
    ).order_by("event__recorded_at", "event__entry_id", "position")
    found: dict[int, list[Output]] = defaultdict(list)
    for lot_id, event_id, quantity, unit in links.values_list("lot", "event_id", "quantity", "unit"):
        found[lot_id].append(Output(event_id, quantity, unit))
    return found


def _latest_first(groups: list[set[UUID]]) -> list[set[UUID]]:
    """Sort transformations (sets of event ids) by the time of their latest event, latest first."""
    at: dict[UUID, tuple[dt.datetime, int]] = {}
    for some in in_parts({event for group in groups for event in group}):
        rows = Event.objects.filter(event_id__in=some, is_error=False).values_list(
            "event_id", "event_time", "entry_id"
        )
        at |= {event: (moment, entry or 0) for event, moment, entry in rows}
    never = (dt.datetime.min.replace(tzinfo=dt.UTC), 0)
    return sorted(groups, key=lambda group: max(at.get(event, never) for event in group), reverse=True)


def _joined(pairs: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """Return the event ids of each transformation, grouped from `pairs` of events that an edge connects."""
    groups: list[set[UUID]] = []
    for pair in pairs:
        touching = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)]
        groups.append(set(pair).union(*touching))
    return groups
