"""Kilograms in and out of each transformation of a lot, as a page shows them; what can't be weighed is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from backend.common.bulk import in_parts
from backend.common.units import UNITS, Kind
from traceability.enums import LotRole
from traceability.genealogy.balance import DEFAULT_PERCENT, kilograms, yields_of
from traceability.models import EpcisThing, Event, EventLot, Lot, LotEdge

MOST = 20


@dataclass(slots=True)
class Weighing:
    """One transformation. `into` and `out` in kg as far as they are known; `most` may come out, None where not all that went in is.

    `unweighed`: lots in litres, metres or pieces without a stated weight, `is_pieces` where a pack's weight would help.
    """

    into: Decimal = Decimal(0)
    out: Decimal = Decimal(0)
    percent: int = DEFAULT_PERCENT
    inputs: list[Lot] = field(default_factory=list)
    outputs: list[Lot] = field(default_factory=list)
    unweighed: list[Lot] = field(default_factory=list)
    is_pieces: bool = False
    has_foreign: bool = False  # ingredients that are in no book here
    is_compared: bool = False

    @property
    def most(self) -> Decimal | None:
        return round(self.into * self.percent / 100, 3) if self.is_compared else None


def weighings_of(lot: Lot) -> tuple[list[Weighing], int]:
    """The transformations that `lot` went into or came out of, the MOST latest of them, and how many there are; seven queries."""
    near = LotEdge.objects.filter(Q(source=lot) | Q(target=lot)).values_list("input_event", "output_event")
    events = {event for pair in near for event in pair}
    if not events:
        return [], 0
    # A transformation told in parts: all that went in belongs to all that came out.
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
    made_by: dict[int, set[UUID]] = {}
    unsaid = [part.lot_id for part in parts if part.role == LotRole.OUTPUT and part.quantity is None]
    for lot_id, event in LotEdge.objects.filter(target__in=unsaid).values_list("target", "output_event"):
        made_by.setdefault(lot_id, set()).add(event)
    percents = yields_of(part.lot.product_id for part in parts if part.role == LotRole.OUTPUT)
    for part in parts:
        key = id(members[part.event_id])
        quantity, unit = part.quantity, part.unit
        if quantity is None and part.taken is not None:
            quantity, unit = part.taken, part.lot.unit
        elif quantity is None and part.role == LotRole.OUTPUT and made_by.get(part.lot_id, set()) <= members[part.event_id]:
            # Nothing else made it: all of the lot came out here, whatever nobody wrote down (stock.weighed).
            quantity, unit = part.lot.quantity, part.lot.unit
        one, weight = found[key], kilograms(quantity, unit, part.lot.product)
        is_input = part.role == LotRole.INPUT
        (one.inputs if is_input else one.outputs).append(part.lot)
        if weight is None:
            one.unweighed.append(part.lot)
            known_unit = UNITS.get(unit)
            one.is_pieces |= known_unit is not None and known_unit.kind == Kind.COUNT
        if is_input:
            known[key].add(weight is not None)
            one.into += weight or 0
        else:
            one.out += weight or 0
            one.percent = max(one.percent, percents.get(part.lot.product_id, DEFAULT_PERCENT))
    foreign = EpcisThing.objects.filter(
        event_id__in=members, is_error=False, lot=None, field__in=("inputEPCList", "inputQuantityList")
    )
    for event in foreign.exclude(value="").values_list("event_id", flat=True):
        found[id(members[event])].has_foreign = True
    for key, one in found.items():
        one.is_compared = known[key] == {True} and not one.has_foreign
    return list(found.values()), len(joined)


def _latest_first(groups: list[set[UUID]]) -> list[set[UUID]]:
    """By when the last part of each happened."""
    at: dict[UUID, tuple[dt.datetime, int]] = {}
    for some in in_parts({event for group in groups for event in group}):
        rows = Event.objects.filter(event_id__in=some, is_error=False).values_list("event_id", "event_time", "entry_id")
        at |= {event: (moment, entry or 0) for event, moment, entry in rows}
    never = (dt.datetime.min.replace(tzinfo=dt.UTC), 0)
    return sorted(groups, key=lambda group: max(at.get(event, never) for event in group), reverse=True)


def _joined(pairs: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """The events of each transformation, however many parts it was told in."""
    groups: list[set[UUID]] = []
    for pair in pairs:
        touching = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)]
        groups.append(set(pair).union(*touching))
    return groups
