"""Interpret a captured event for lots: which lots it names, with which role, amount and unit."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from backend.common.units import MAX_QUANTITY, UNITS, Kind
from traceability.capture.packs import Packs
from traceability.capture.resolving import Known
from traceability.epcis.identifiers import canonical
from traceability.epcis.kinds import kind_of
from traceability.epcis.reading import Candidate
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError, loss_of_nothing
from traceability.events.actions.harvests import converted
from traceability.events.enums import EventKind
from traceability.genealogy.balance import at_most
from traceability.lots.enums import LotRole
from traceability.models import Container, EpcisEvent, EpcisThing

ROLES = {
    "inputEPCList": LotRole.INPUT,
    "inputQuantityList": LotRole.INPUT,
    "outputEPCList": LotRole.OUTPUT,
    "outputQuantityList": LotRole.OUTPUT,
}
INPUT_LISTS = ("inputQuantityList", "inputEPCList")
_UNIT_OF: dict[str, str] = {}
for _unit in UNITS.values():
    _UNIT_OF.setdefault(_unit.rec20, _unit.code)


def parts_of(candidate: Candidate, known: Known, packs: Packs) -> list[LotPart]:
    """Return our lots in an event with their roles and amounts.

    Raises EventError if a quantity doesn't fit the lot, or a loss has none.
    """
    parts = []
    for name, value, element in candidate.things:
        if (pk := known.lot_of.get(value)) is None or name == "parentID":
            continue
        lot = known.lots[pk]
        role = ROLES.get(name, LotRole.SUBJECT)
        if element is None or "quantity" not in element:
            # A single item counts as one; for a whole class the lost amount is unknown.
            if element is not None and kind_of(candidate.event) == EventKind.LOSS:
                raise loss_of_nothing()
            is_pack = role == LotRole.INPUT and element is None
            parts.append(LotPart(lot, role, pack=packs.holds(value, lot) if is_pack else None))
            continue
        quantity = Decimal(str(element["quantity"]))
        if not quantity.is_finite() or not 0 < quantity <= MAX_QUANTITY or round(quantity, 3) != quantity:
            raise EventError(
                _("Số lượng của lô %(code)s phải từ 0,001 đến 9.999.999, nhiều nhất ba số lẻ.")
                % {"code": lot.code},
                field="quantity",
                code="quantity_unreadable",
            )
        unit = unit_of(element.get("uom"), lot.unit)
        if kind_of(candidate.event) in _COUNTED:
            converted(quantity, unit, lot.unit)
        parts.append(LotPart(lot, role, quantity, unit))
    return parts


_COUNTED = {EventKind.HARVESTING, EventKind.LOSS, EventKind.BOXING, EventKind.UNBOXING}


def unit_of(uom: str | None, lots_unit: str) -> str:
    """Return our unit for a UN/ECE code; without a code the lot's unit, if it counts pieces.

    Raises EventError.
    """
    ours = UNITS.get(lots_unit)
    if uom is None and ours is not None and ours.kind == Kind.COUNT:
        return lots_unit
    if ours is not None and uom == ours.rec20:
        return lots_unit
    if uom is not None and uom in _UNIT_OF:
        return _UNIT_OF[uom]
    raise EventError(
        _("Không rõ đơn vị của số lượng: hãy ghi mã đơn vị UN/ECE (uom), ví dụ KGM."),
        field="unit",
        code="event_unit",
    )


def foreign_kilograms(candidate: Candidate, known: Known) -> list[tuple[str, Decimal | None]]:
    """Return (name, kg) of each ingredient that is not stored here.

    kg is the most that it can weigh; None if the weight is not stated.
    """
    return [
        (value, _kilograms_of(element))
        for name, value, element in candidate.things
        if name in INPUT_LISTS and value not in known.lot_of and value not in known.containers
    ]


def foreign_kilograms_of(events: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, Decimal | None]]]:
    """Return {event id: [(name, kg), ...]} for stored `events` with ingredients that are not stored here.

    kg is the most that one can weigh; None if the weight is not stated. Three queries for some thousands of
    events; two if no event has such ingredients.
    """
    foreign: dict[uuid.UUID, set[str]] = defaultdict(set)
    for ids in in_parts(set(events)):
        things = EpcisThing.objects.filter(
            event_id__in=ids, is_error=False, lot=None, field__in=INPUT_LISTS
        ).exclude(value="")
        cartons = Container.objects.filter(uri__in=things.values("value"))
        for event_id, value in things.exclude(value__in=cartons.values("uri")).values_list(
            "event_id", "value"
        ):
            foreign[event_id].add(value)
    found: dict[uuid.UUID, list[tuple[str, Decimal | None]]] = {}
    for ids in in_parts(foreign):
        bodies = EpcisEvent.objects.filter(event_id__in=ids, is_error=False).values_list("event_id", "body")
        for event_id, text in bodies:
            body = json.loads(text or "{}")
            elements = [
                one
                for one in body.get("inputQuantityList", ())
                if canonical(one["epcClass"]) in foreign[event_id]
            ]
            singles = [one for one in body.get("inputEPCList", ()) if canonical(one) in foreign[event_id]]
            found[event_id] = [(one["epcClass"], _kilograms_of(one)) for one in elements] + [
                (one, None) for one in singles
            ]
    return found


def _kilograms_of(element: Mapping[str, Any] | None) -> Decimal | None:
    """Return the most that a quantity element can weigh, in kg; None if it states no weight."""
    if element is None or "quantity" not in element:
        return None
    return at_most(Decimal(str(element["quantity"])), _UNIT_OF.get(element.get("uom", ""), ""))
