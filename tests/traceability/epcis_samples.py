"""Events and documents as another program would send them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from traceability.epcis.bodies import lot_class
from traceability.labels.actions.codes import code_for
from traceability.models import Lot

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def class_of(lot: Lot) -> str:
    return lot_class(code_for(lot.product), lot.code)


def element(lot: Lot, quantity: float | None = None, uom: str = "KGM") -> dict[str, Any]:
    return {"epcClass": class_of(lot)} | ({} if quantity is None else {"quantity": quantity, "uom": uom})


def shipping(lot: Lot, **more: Any) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{uuid4()}",
        "eventTime": "2026-11-20T08:30:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": "https://id.gs1.org/414/4012345000115"},
        "quantityList": [element(lot)],
    } | more


def transformation(inputs: list[dict], outputs: list[dict], **more: Any) -> dict[str, Any]:
    return {
        "type": "TransformationEvent",
        "eventID": f"urn:uuid:{uuid4()}",
        "eventTime": "2026-11-21T08:30:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        **({"inputQuantityList": inputs} if inputs else {}),
        **({"outputQuantityList": outputs} if outputs else {}),
    } | more


def aggregation(parent: str, children: list[dict], action: str = "ADD", **more: Any) -> dict[str, Any]:
    return {
        "type": "AggregationEvent",
        "eventID": f"urn:uuid:{uuid4()}",
        "eventTime": "2026-11-22T08:30:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": action,
        "bizStep": "packing",
        "parentID": parent,
        **({"childQuantityList": children} if children else {}),
    } | more


def document(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-24T08:30:00.000+07:00",
        "epcisBody": {"eventList": list(events)},
    }
