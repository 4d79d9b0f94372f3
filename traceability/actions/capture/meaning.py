"""What a captured event means for lots: its kind, its parts, and what it takes from stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.units import MAX_QUANTITY, UNITS, Kind
from traceability.actions.capture.packs import Packs
from traceability.actions.capture.resolving import Known
from traceability.actions.events.drafts import LotPart
from traceability.actions.events.errors import EventError
from traceability.actions.events.harvests import converted
from traceability.enums import EPCIS_SHAPE, EventKind, LotRole
from traceability.epcis.reading import Candidate

_KIND_OF = {(shape[0], shape[1], shape[2]): EventKind(kind) for kind, shape in EPCIS_SHAPE.items()}
ROLES = {
    "inputEPCList": LotRole.INPUT,
    "inputQuantityList": LotRole.INPUT,
    "outputEPCList": LotRole.OUTPUT,
    "outputQuantityList": LotRole.OUTPUT,
}
_UNIT_OF: dict[str, str] = {}
for _unit in UNITS.values():
    _UNIT_OF.setdefault(_unit.rec20, _unit.code)


def kind_of(event: dict[str, Any]) -> EventKind:
    """The step of ours that an event is, else OTHER. Every transformation processes, every aggregation boxes or unboxes."""
    kind, action = event["type"], event.get("action", "")
    if kind == "TransformationEvent":
        return EventKind.PROCESSING
    if kind == "AggregationEvent":
        return {"ADD": EventKind.BOXING, "DELETE": EventKind.UNBOXING}.get(action, EventKind.OTHER)
    if kind == "ObjectEvent" and action == "DELETE":
        # Whatever step says so: the goods are no more (EPCIS 2.0 §7.4.2).
        return EventKind.LOSS
    return _KIND_OF.get((kind, action, event.get("bizStep", "")), EventKind.OTHER)


def parts_of(candidate: Candidate, known: Known, packs: Packs) -> list[LotPart]:
    """The lots of ours in an event with how much of each. Raises EventError where a quantity can't be the lot's."""
    parts = []
    for name, value, element in candidate.things:
        if (pk := known.lot_of.get(value)) is None or name == "parentID":
            continue
        lot = known.lots[pk]
        role = ROLES.get(name, LotRole.SUBJECT)
        if element is None or "quantity" not in element:
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
    """Our unit for a UN/ECE code; without a code the lot's, where it counts pieces. Raises EventError."""
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


def foreign_kilograms(candidate: Candidate, known: Known) -> list[Decimal | None]:
    """Ingredients of somebody else's, in kg; None where that isn't told."""
    found: list[Decimal | None] = []
    for name, value, element in candidate.things:
        if (
            name not in ("inputQuantityList", "inputEPCList")
            or value in known.lot_of
            or value in known.containers
        ):
            continue
        unit = UNITS.get(_UNIT_OF.get((element or {}).get("uom", ""), ""))
        if (
            element is None
            or "quantity" not in element
            or unit is None
            or unit.kind != Kind.MASS
            or not unit.to_base
        ):
            found.append(None)
        else:
            found.append(Decimal(str(element["quantity"])) * unit.to_base)
    return found
