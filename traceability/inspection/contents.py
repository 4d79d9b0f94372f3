"""The content of an inspector's bundle about lots, as JSON values.

Costs a constant number of queries for each kind of data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backend.ledger import checkpoints
from backend.ledger.models import Checkpoint, Entry
from backend.ledger.proof_files import proof_of, provable
from products.models import Certificate, ProductFacts
from traceability import ports
from traceability.epcis.bodies import exported, our_context, urn
from traceability.epcis.documents import event_json
from traceability.epcis.hashing import event_hash
from traceability.events.deliveries import sent_from
from traceability.genealogy.traversal import ancestor_ids, descendant_ids
from traceability.inspection.enums import InspectedPart
from traceability.inspection.names import ORDERS
from traceability.inspection.related_records import passports_of, related_records
from traceability.models import EpcisEvent, Event, EventLot, LabelRun, Lot, LotEdge, OriginVersion, Recall
from traceability.scans.origin.pin_openings import opened_words

# SQLite allows 32,766 parameters in a statement.
_MOST_AT_ONCE = 10_000


def contents_of(lots: Iterable[Lot], *, made_at: str) -> dict[str, Any]:
    """Return {file name: JSON value} for `lots` in the order of their ids.

    It has personal texts: for inspectors, not for the web. Nothing is locked meanwhile. The proof uses the
    checkpoint from before the first row was read, so it covers nothing that was written in between.
    """
    checkpoint = checkpoints.latest()
    rows = sorted(
        Lot.objects.filter(pk__in=[lot.pk for lot in lots]).select_related(
            "product__producer__unit", "place"
        ),
        key=lambda lot: lot.pk,
    )
    ids = [lot.pk for lot in rows]
    lots_of = _lots_of_events(ids)
    event_ids = sorted(lots_of)
    events, pins = _events(event_ids)
    places = _places(event_ids)
    # The prefix of fields that the standard lacks; checkers of a hash take it from the document.
    context = our_context()
    found: dict[str, Any] = {
        "lo.json": [_lot(lot) for lot in rows],
        "su-kien.jsonld": {
            "@context": context,
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": made_at,
            "epcisBody": {"eventList": [event for _event_id, event in events]},
        },
        "ma-bam.json": [
            {
                "eventID": event["eventID"],
                "isError": "errorDeclaration" in event,
                # The event's id in the ledger, if its eventID doesn't contain it.
                **({} if event["eventID"].lower() == urn(event_id) else {"id": urn(event_id)}),
                "hash": event_hash(event, context),
                # For readers of the index: a document names lots by codes, also former ones, and places by
                # URIs.
                "lots": lots_of[event_id],
                "place": places.get(event_id, ""),
            }
            | pins.get((event["eventID"], "errorDeclaration" in event), {})
            for event_id, event in events
        ],
        "ban-cong-bo.json": _versions(ids),
        "san-pham.json": _product_versions(rows),
        "tem.json": _labels(ids),
        "thu-hoi.json": _recalls(ids),
        "giay-to.json": _certificates(rows),
        "pha-he.json": _genealogy(ids),
        "noi-nhan.json": _recipients(ids),
        # This app knows no orders; without a selling app there are none.
        ORDERS: ports.buyers_of_lots(lots=ids),
        **related_records(rows),
    }
    if checkpoint is not None and (
        proof := _proof(checkpoint, rows, event_ids, [paper["id"] for paper in found["giay-to.json"]])
    ):
        found["bang-chung.json"] = proof
    return found


def part_of(lot: Lot, part: InspectedPart) -> Any:
    """Return one part of the bundle of `lot` as JSON values."""
    match part:
        case InspectedPart.PAPERS:
            return _certificates([lot])
        case InspectedPart.LABELS:
            return _labels([lot.pk])
        case InspectedPart.RECALLS:
            return _recalls([lot.pk])
        case InspectedPart.VERSIONS:
            return _versions([lot.pk])
        case InspectedPart.GENEALOGY:
            return _genealogy([lot.pk])
        case InspectedPart.PASSPORTS:
            return passports_of([lot.pk])


def _parts(ids: list[Any]) -> Iterable[list[Any]]:
    return (ids[at : at + _MOST_AT_ONCE] for at in range(0, len(ids), _MOST_AT_ONCE))


def _lots_of_events(ids: list[int]) -> dict[Any, list[int]]:
    """Return {event id: sorted ids of the lots in `ids` that the event is about}."""
    found: dict[Any, set[int]] = defaultdict(set)
    for part in _parts(ids):
        for event_id, lot_id in EventLot.objects.filter(lot_id__in=part).values_list("event_id", "lot_id"):
            found[event_id].add(lot_id)
    return {event_id: sorted(lots) for event_id, lots in found.items()}


def _places(event_ids: list[Any]) -> dict[Any, str]:
    """Return {event id: name of the commune} of the events that have one."""
    return {
        event_id: name
        for part in _parts(event_ids)
        for event_id, name in Event.objects.filter(event_id__in=part)
        .exclude(place=None)
        .values_list("event_id", "place__name")
    }


def _lot(lot: Lot) -> dict[str, Any]:
    product = lot.product
    return {
        "id": lot.pk,
        "code": lot.code,
        "product": product.name,
        "gtin": product.gtin or "",
        "producer": product.producer.name,
        "producerIdentity": product.producer.identity_code,
        "commune": product.producer.unit.name,
        "place": lot.place.name if lot.place else "",
        "quantity": f"{lot.quantity.normalize():f}",
        "unit": lot.unit,
        "state": lot.state,
        "harvested": _day(lot.harvested_date),
        "produced": _day(lot.produced_date),
        "expiry": _day(lot.expiry_date),
        "opened": lot.created_at.isoformat(),
    }


def _events(
    event_ids: list[Any],
) -> tuple[list[tuple[Any, dict[str, Any]]], dict[tuple[str, bool], dict[str, str]]]:
    """Return [(id, event)] with declarations, in the order of recording, and {(eventID, is_error): pin}.

    Diary events are as in the ledger, captured events as sent. The ledger has only a salted hash of a
    captured event, so the second value has its pin and salt.
    """
    found: list[tuple[int, Any, dict[str, Any]]] = []
    pins = {}
    ids = {urn(each): each for each in event_ids}
    for part in _parts(event_ids):
        for row in EpcisEvent.objects.filter(event_id__in=part).exclude(pin=""):
            found.append((row.entry_id, row.event_id, event_json(row)))
            if row.salt is not None:
                pins[row.uri, row.is_error] = {"pin": row.pin, "salt": bytes(row.salt).hex()}
        entries = Entry.objects.filter(
            kind__in=["event", "event.error"], subject__in=[urn(each) for each in part]
        )
        for pk, subject, body in entries.values_list("pk", "subject", "body"):
            payload = json.loads(body)["payload"]
            if "pieu:pin" not in payload:
                found.append((pk, ids[subject], exported(payload)))
    return [(event_id, event) for _pk, event_id, event in sorted(found, key=lambda one: one[0])], pins


def _versions(ids: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "lot": version.lot_id,
            "number": version.number,
            "publishedAt": version.published_at.isoformat(),
            "pin": version.pin,
            "salt": bytes(version.salt).hex() if version.salt is not None else None,
            "facts": version.facts,
        }
        for part in _parts(ids)
        for version in OriginVersion.objects.filter(lot_id__in=part).order_by("lot_id", "number")
    ]


def _product_versions(lots: list[Lot]) -> list[dict[str, Any]]:
    """Return the published contents of the products' pages, each with the moment since when it was public.

    The hash of `body` with `salt` is the pin in the ledger.
    """
    return [
        {
            "product": facts.product_id,
            "version": facts.version,
            "since": facts.since.isoformat(),
            "pin": facts.pin,
            "salt": "" if facts.withheld_at else bytes(facts.salt).hex(),
            "body": "" if facts.withheld_at else facts.body,
        }
        for facts in ProductFacts.objects.filter(product_id__in={lot.product_id for lot in lots}).order_by(
            "product_id", "version"
        )
    ]


def _labels(ids: list[int]) -> list[dict[str, Any]]:
    runs = [
        run
        for part in _parts(ids)
        for run in LabelRun.objects.filter(lot_id__in=part)
        .select_related("code")
        .prefetch_related("prints", "voids")
        .order_by("pk")
    ]
    return [
        {
            "run": run.pk,
            "lot": run.lot_id,
            "code": run.code.value,
            "count": run.count,
            "state": run.state,
            "requestedAt": run.requested_at.isoformat(),
            "prints": [
                {"kind": each.kind, "first": each.first, "last": each.last, "at": each.printed_at.isoformat()}
                for each in run.prints.all()
            ],
            "voids": [
                {
                    "first": each.first,
                    "last": each.last,
                    "reason": each.reason,
                    "at": each.voided_at.isoformat(),
                }
                for each in run.voids.all()
            ],
        }
        for run in runs
    ]


def _recalls(ids: list[int]) -> list[dict[str, Any]]:
    rows = {
        recall.pk: recall
        for part in _parts(ids)
        for recall in Recall.objects.filter(reach__lot_id__in=part).distinct().prefetch_related("reach")
    }
    return [
        {
            "recall": recall.pk,
            "lot": recall.lot_id,
            "labels": [recall.run_id, recall.first, recall.last] if recall.run_id else None,
            "reason": recall.reason,
            "advice": recall.advice,
            "contact": recall.contact,
            "from": recall.started_at.isoformat(),
            "to": recall.ended_at.isoformat() if recall.ended_at else None,
            "endReason": recall.end_reason,
            "reaches": sorted({row.lot_id for row in recall.reach.all()}),
        }
        for recall in sorted(rows.values(), key=lambda recall: recall.pk)
    ]


def _certificates(lots: list[Lot]) -> list[dict[str, Any]]:
    producers = {lot.product.producer_id for lot in lots}
    products = {lot.product_id for lot in lots}
    return [
        {
            "id": paper.pk,
            "kind": paper.kind,
            "product": paper.product_id,
            "producer": paper.producer_id,
            "number": paper.number,
            "issuer": paper.issuer,
            "issued": _day(paper.issued_date),
            "until": _day(paper.valid_until),
            "stars": paper.stars,
            "state": paper.state,
            "decidedAt": paper.decided_at.isoformat() if paper.decided_at else None,
        }
        for paper in Certificate.objects.filter(producer_id__in=producers).order_by("pk")
        if paper.product_id is None or paper.product_id in products
    ]


def _genealogy(ids: list[int]) -> dict[str, Any]:
    """Return all ingredients of these lots and everything made from them, with the edges and their events."""
    around = set(ids) | ancestor_ids(ids) | descendant_ids(ids)
    edges = sorted(
        {
            (edge.source_id, edge.target_id, urn(edge.output_event))
            for part in _parts(sorted(around))
            for edge in LotEdge.objects.filter(source_id__in=part)
            if edge.target_id in around
        }
    )
    named = {
        lot.pk: lot
        for part in _parts(sorted(around))
        for lot in Lot.objects.filter(pk__in=part).select_related("product__producer")
    }
    return {
        "lots": [
            {"id": pk, "code": lot.code, "product": lot.product.name, "producer": lot.product.producer.name}
            for pk, lot in sorted(named.items())
        ],
        "edges": [{"from": source, "to": target, "event": event} for source, target, event in edges],
    }


def _recipients(ids: list[int]) -> list[dict[str, Any]]:
    """Return the recipients of goods: the sender's notes, and the parties and papers that an event names.

    `salts` open the notes' pins in the events. An event without them was sent by other software, and its
    document has the texts.
    """
    rows = []
    for sent in sent_from(ids):
        notes = [(text, salt) for text, salt in sent.notes if salt is not None]
        rows.append(
            {
                "lot": sent.lot_id,
                "event": urn(sent.event_id),
                "time": sent.event_time.isoformat(),
                "words": [text for text, _salt in notes],
                "salts": [salt.hex() for _text, salt in notes],
                "parties": list(sent.parties),
            }
        )
    return rows


def _proof(
    checkpoint: Checkpoint, lots: list[Lot], event_ids: list[Any], papers: list[int]
) -> dict[str, Any] | None:
    """Return one proof, as JSON values, for every public entry about the lots, their products and papers.

    None if `checkpoint` covers no such entry.
    """
    ids = [lot.pk for lot in lots]
    runs = [
        run
        for part in _parts(ids)
        for run in LabelRun.objects.filter(lot_id__in=part).values_list("pk", flat=True)
    ]
    subjects = [
        *(f"lot:{each}" for each in ids),
        *(urn(each) for each in event_ids),
        *(f"run:{each}" for each in runs),
        *(f"product:{each}" for each in sorted({lot.product_id for lot in lots})),
        *(f"certificate:{each}" for each in papers),
    ]
    entries = [entry for part in _parts(subjects) for entry in provable(part, checkpoint)]
    if not entries:
        return None
    entries.sort(key=lambda entry: entry.leaf.index)
    opened = opened_words(entries)
    return proof_of(entries, checkpoint, about={"lots": str(len(ids))}, opened=opened)


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
