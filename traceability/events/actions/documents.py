"""The EPCIS document of our own events, stored with their rows; the standard's queries search it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from traceability.epcis.bodies import document_row, exported, lot_class
from traceability.epcis.identifiers import canonical
from traceability.epcis.schema import EPC_LISTS
from traceability.events.actions.drafts import LotPart
from traceability.events.enums import EpcisType
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, EpcisThing, Event, ProductCode

_LIST_OF = {
    LotRole.SUBJECT: "quantityList",
    LotRole.INPUT: "inputQuantityList",
    LotRole.OUTPUT: "outputQuantityList",
}


def write_document(event: Event, body: Mapping[str, Any], parts: Sequence[LotPart]) -> None:
    """Store `event` as EPCIS JSON, with one EpcisThing row for each lot, item or container that it names.

    `body` is the content of its ledger entry.
    """
    document = exported(body)
    EpcisEvent.objects.create(**document_row(event, document))
    named = {canonical(element["epcClass"]) for name in document for element in _elements(document, name)}
    codes = {
        code.product_id: code
        for code in ProductCode.objects.filter(product__in={p.lot.product_id for p in parts})
    }
    things: list[tuple[str, str, int | None]] = []
    for part in parts:
        value = canonical(lot_class(codes[part.lot.product_id], part.lot.code))
        field = (
            "childQuantityList" if event.epcis_type == EpcisType.AGGREGATION else _LIST_OF[LotRole(part.role)]
        )
        things.append((field if value in named else "", value, part.lot.pk))
    things += [(name, canonical(epc), None) for name in EPC_LISTS for epc in document.get(name, ())]
    if "parentID" in document:
        things.append(("parentID", canonical(document["parentID"]), None))
    EpcisThing.objects.bulk_create(
        EpcisThing(event_id=event.event_id, is_error=event.is_error, field=field, value=value, lot_id=lot)
        for field, value, lot in things
    )


def _elements(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return document[name] if name.endswith("uantityList") else []
