"""Whom to call when goods are called back: who got them, who wrote about them, and who made something else from them.

Only what was written down: deliveries with their notes, buyers who left a number, producers of the lots that are reached.
Orders fill the slot "recall.calls" on the same page.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings

from backend.common.bulk import in_parts
from products.models import Producer
from products.rules import shows_phone
from traceability.carton_contents import cartons_of
from traceability.enums import DetailKind, EventKind
from traceability.epcis.identifiers import CANONICAL, canonical
from traceability.genealogy import descendant_ids
from traceability.label_history import makings_by_amount
from traceability.models import (
    CompanyPrefix,
    Container,
    EpcisEvent,
    Event,
    EventDetail,
    EventLot,
    Inquiry,
    Lot,
    LotEdge,
    Recall,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that sent away goods of a lot that is reached; `words` are its note, where it was not erased.

    `parties` are whom and where it names as destination, and the papers (orders, delivery notes, invoices) that it went with.
    """

    lot: Lot
    event_time: dt.datetime
    words: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made `lot` from what was called back; `phone` only where it is shown to everybody. Piêu tells her, too."""

    lot: Lot
    phone: str


@dataclass(frozen=True, slots=True)
class Calls:
    deliveries: list[Delivery]
    buyers: list[Inquiry]
    makers: list[Maker]
    # In which goods of it lie; True: only some of the lot were called back, and which of them are in it is not known.
    cartons: list[tuple[Container, bool]]
    # Made of goods of the lot that were used by weight: whether those called back were among them is not known.
    perhaps: list[Lot]


def calls_of(recall: Recall) -> Calls:
    """Everybody who should hear of `recall`; personal words and numbers, so only for who may call it back."""
    lots = {
        lot.pk: lot
        for lot in Lot.objects.filter(recall_reach__recall=recall, recall_reach__ended_at=recall.ended_at)
        .select_related("product__producer")
        .order_by("pk")
    }
    return Calls(
        deliveries=_deliveries(lots),
        buyers=list(
            Inquiry.objects.filter(lot__in=lots)
            .exclude(contact_phone="")
            .select_related("lot")
            .order_by("pk")
        ),
        makers=[
            Maker(lot, lot.product.producer.phone or "" if shows_phone(lot.product.producer) else "")
            for lot in lots.values()
            if lot.pk != recall.lot_id
        ],
        cartons=cartons_of(recall),
        perhaps=perhaps_made(recall.lot_id, but=lots) if recall.run_id else [],
    )


def perhaps_made(lot_id: int, *, but: Iterable[int] = ()) -> list[Lot]:
    """Lots made of goods of a lot that were used by weight, and what was made of these; `but` those that are reached anyhow.

    A recall of some labels does not reach them, and nobody wrote down that they are clean.
    """
    edges = list(LotEdge.objects.filter(source=lot_id).values_list("input_event", "target"))
    by_amount = makings_by_amount(lot_id, (event_id for event_id, _target in edges))
    first = {target for event_id, target in edges if event_id in by_amount}
    found = (first | descendant_ids(first)) - {lot_id, *but}
    return list(Lot.objects.filter(pk__in=found).select_related("product__producer").order_by("pk"))


def _deliveries(lots: dict[int, Lot]) -> list[Delivery]:
    rows: list[tuple[uuid.UUID, dt.datetime, int]] = []
    ids = EventLot.objects.filter(lot__in=lots, is_error=False).values_list("event_id", flat=True)
    for part in in_parts(set(ids)):
        told = EpcisEvent.objects.filter(event_id__in=part, is_error=False, body__contains='"destinationList"')
        sent = set(told.values_list("event_id", flat=True))
        found = Event.objects.standing().filter(event_id__in=part).filter(lot_links__lot__in=lots)
        rows += [
            (event_id, moment, lot_id)
            for event_id, moment, lot_id, kind in found.values_list(
                "event_id", "event_time", "lot_links__lot_id", "kind"
            ).distinct()
            if kind == EventKind.SHIPPING or event_id in sent
        ]
    rows.sort(key=lambda row: (row[1], str(row[0]), row[2]))
    notes: dict[object, list[str]] = defaultdict(list)
    named: dict[object, list[str]] = {}
    for part in in_parts({row[0] for row in rows}):
        details = EventDetail.objects.filter(event_id__in=part, kind__in=[DetailKind.NOTE, DetailKind.PERSON])
        for event_id, text in details.exclude(text="").order_by("pk").values_list("event_id", "text"):
            notes[event_id].append(text)
        documents = EpcisEvent.objects.filter(event_id__in=part, is_error=False).exclude(body="")
        for event_id, body in documents.values_list("event_id", "body"):
            event = json.loads(body)
            named[event_id] = [one["destination"] for one in event.get("destinationList", ())]
            named[event_id] += [one["bizTransaction"] for one in event.get("bizTransactionList", ())]
    known = _names({canonical(one) for some in named.values() for one in some})
    return [
        Delivery(
            lots[lot_id],
            event_time,
            ", ".join(notes[event_id]),
            tuple(dict.fromkeys(known.get(canonical(one), _readable(one)) for one in named.get(event_id, ()))),
        )
        for event_id, event_time, lot_id in rows
    ]


def _names(identifiers: set[str]) -> dict[str, str]:
    """Names of those of `identifiers` that are producers here, by their place or their GLN."""
    refs: dict[uuid.UUID, str] = {}
    glns: dict[str, list[str]] = {}
    for one in identifiers:
        stem, _mark, last = one.rpartition("/")
        if stem == f"{settings.PUBLIC_ORIGIN}/noi":
            with suppress(ValueError):
                refs[uuid.UUID(last)] = one
        elif stem in (f"{CANONICAL}/414", f"{CANONICAL}/417"):
            glns.setdefault(last, []).append(one)
    found = {
        refs[ref]: name for ref, name in Producer.objects.filter(ref__in=refs).values_list("ref", "name")
    }
    for gln, name in CompanyPrefix.objects.filter(gln__in=glns).values_list("gln", "producer__name"):
        found |= dict.fromkeys(glns[gln], name)
    return found


def _readable(identifier: str) -> str:
    """A GLN as people say it; what comes last of a URN; an address as it is."""
    known = canonical(identifier)
    for key in ("414", "417"):
        if known.startswith(f"{CANONICAL}/{key}/"):
            return "GLN " + known.removeprefix(f"{CANONICAL}/{key}/").replace("/254/", " · ")
    return identifier.rpartition(":")[2] if identifier.startswith("urn:") else identifier
