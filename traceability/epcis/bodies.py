"""Events as EPCIS 2.0 JSON (GS1 EPCIS 2.0.0, CBV 2.0), as the ledger stores them.

It differs from the standard's JSON in one way: quantities are text, because the ledger holds no floats.
`exported` turns them into numbers. Facts that the standard has no field for use the prefix "pieu:". No field
holds personal text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings

from backend.common.units import UNITS
from traceability.epcis import sensors
from traceability.epcis.hashing import event_hash
from traceability.epcis.identifiers import CANONICAL, canonical
from traceability.epcis.vocabulary import VOC
from traceability.events.enums import EpcisType
from traceability.gs1.digital_link import Code
from traceability.lots.enums import LotRole
from traceability.models import ProductCode

CONTEXT_URI = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_PREFIXES = {"cbvmda": "urn:epcglobal:cbv:mda:", "gs1": VOC}
QUANTITY_LISTS = {
    LotRole.SUBJECT: "quantityList",
    LotRole.INPUT: "inputQuantityList",
    LotRole.OUTPUT: "outputQuantityList",
}


def our_context() -> list[Any]:
    """Return the JSON-LD context of our own documents: the standard's, and the prefixes of further fields.

    The standard already defines the prefixes of master data (CBV 2.0 and the GS1 Web Vocabulary). They are
    repeated for software that hashes without the standard's context.
    """
    return [CONTEXT_URI, {"pieu": f"{settings.PUBLIC_ORIGIN}/ns/epcis#", **_PREFIXES}]


class PartLike(Protocol):
    """A lot with its role and amount in an event: a traceability.events.actions.LotPart, or an EventLot."""

    @property
    def lot(self) -> Any: ...
    @property
    def role(self) -> str: ...
    @property
    def quantity(self) -> Decimal | None: ...
    @property
    def unit(self) -> str: ...


def lot_class(code: ProductCode, lot_code: str) -> str:
    """Return the EPC class of a lot: a Digital Link URI of GTIN and lot, or our own of product and lot."""
    if code.kind == "gtin":
        return CANONICAL + Code(gtin=code.value, lot=lot_code).path
    return settings.PUBLIC_ORIGIN + Code(own_code=code.value, lot=lot_code).path


def commune_uri(unit_code: int) -> str:
    """Return the URI of a commune, by the state's code; places are not more precise than that."""
    return f"{settings.PUBLIC_ORIGIN}/xa/{unit_code}"


def producer_uri(producer: Any, gln: str = "") -> str:
    """Return the URI of a producer's place: its GLN if given, else an address with its pseudonym."""
    if gln:
        return f"{CANONICAL}/414/{gln}"
    return f"{settings.PUBLIC_ORIGIN}/noi/{producer.ref}"


def lot_attributes(lot: Any, *, harvested: dt.date | None = None) -> dict[str, str]:
    """Return the ilmd of the event that made `lot`: known attributes of CBV 2.0 and the GS1 Web Vocabulary.

    `harvested` is the day of a harvest. Days are ISO 8601. A lot's use-by day (hạn sử dụng) is the standard's
    expiration.
    """
    attributes: dict[str, str | dt.date | None] = {
        "cbvmda:lotNumber": lot.code,
        "cbvmda:itemExpirationDate": lot.expiry_date,
        "cbvmda:harvestStartDate": harvested,
        "cbvmda:harvestEndDate": harvested,
        "gs1:productionDate": lot.produced_date,
    }
    return {name: str(value) for name, value in attributes.items() if value}


def urn(event_id: Any) -> str:
    return f"urn:uuid:{event_id}"


def zone_of(offset: str) -> dt.timezone:
    """Return the time zone of an EPCIS eventTimeZoneOffset such as "+07:00"."""
    sign = -1 if offset[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])))


def moment(value: dt.datetime, offset: str) -> str:
    return value.astimezone(zone_of(offset)).isoformat(timespec="milliseconds")


def as_text(quantity: Decimal) -> str:
    """Return `quantity` as text without trailing zeros.

    >>> as_text(Decimal("20.500"))
    '20.5'
    """
    return f"{quantity.normalize():f}"


def event_body(
    *,
    event_id: Any,
    kind: str,
    epcis_type: str,
    action: str,
    biz_step: str,
    disposition: str,
    event_time: dt.datetime,
    zone_offset: str,
    place_code: int | None,
    parts: Iterable[PartLike],
    codes: Mapping[int, ProductCode],
    pins: list[dict[str, str]],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the JSON body of one event, as the ledger stores it.

    `codes` maps a product's id to its code; `extra` is added unchanged.
    """
    body: dict[str, Any] = {
        "type": str(epcis_type),
        "eventID": urn(event_id),
        "eventTime": moment(event_time, zone_offset),
        "eventTimeZoneOffset": zone_offset,
        "bizStep": biz_step,
        "disposition": disposition,
        "pieu:kind": str(kind),
    }
    if action:
        body["action"] = str(action)
    if place_code is not None:
        body["readPoint"] = {"id": commune_uri(place_code)}
    for part in parts:
        element: dict[str, Any] = {"epcClass": lot_class(codes[part.lot.product_id], part.lot.code)}
        if part.quantity is not None:
            element["quantity"] = as_text(part.quantity)
            element["uom"] = UNITS[part.unit].rec20
        is_child = epcis_type == EpcisType.AGGREGATION
        name = "childQuantityList" if is_child else QUANTITY_LISTS[LotRole(part.role)]
        body.setdefault(name, []).append(element)
    if epcis_type == EpcisType.TRANSFORMATION and not (
        "inputQuantityList" in body and "outputQuantityList" in body
    ):
        # EPCIS 2.0 §7.4.6: a transformation of several events has an ID, by which the other events join it.
        body["transformationID"] = urn(event_id)
    if pins:
        body["pieu:pins"] = pins
    return body | dict(extra)


def exported(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event with numbers for quantities and measured values, as the EPCIS JSON schema requires."""
    event = deepcopy(dict(body))
    for name in (*QUANTITY_LISTS.values(), "childQuantityList"):
        for element in event.get(name, []):
            if "quantity" in element:
                number = Decimal(element["quantity"])
                element["quantity"] = int(number) if number == int(number) else float(number)
    sensors.numbers(event)
    return event


def classes_of(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (list name, canonical epcClass) for each lot of an event of ours, list by list."""
    return [
        (name, canonical(element["epcClass"]))
        for name in (*QUANTITY_LISTS.values(), "childQuantityList")
        for element in body.get(name, ())
    ]


def document_row(event: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an EpcisEvent with the content of `event` (an Event) and its exported `body`."""
    return {
        "recorded_month": event.recorded_month,
        "event_id": event.event_id,
        "is_error": event.is_error,
        "uri": body["eventID"],
        "hash_id": event_hash(body, our_context()),
        "event_type": body["type"],
        "event_time": event.event_time,
        "recorded_at": event.recorded_at,
        "action": body.get("action", ""),
        "biz_step": body.get("bizStep", ""),
        "disposition": body.get("disposition", ""),
        "read_point": canonical(body.get("readPoint", {}).get("id", "")),
        "biz_location": canonical(body.get("bizLocation", {}).get("id", "")),
        "transformation_id": body.get("transformationID", ""),
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "entry_id": event.entry_id,
    }
