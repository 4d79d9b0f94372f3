"""Compare events and their lots with their entries, and notes, names and photos with their pins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import batched
from typing import Any

from backend.common.units import UNITS
from backend.ledger.auditing import Finding, readable
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.people.audit_comparisons import is_gone, is_near
from traceability.capture.auditing.documents import Books, captured_differences, own_differences
from traceability.capture.meaning import ROLES
from traceability.epcis import bodies as epcis
from traceability.epcis.bodies import QUANTITY_LISTS
from traceability.epcis.identifiers import canonical
from traceability.epcis.moments import parse_moment
from traceability.epcis.pins import lot_named
from traceability.epcis.schema import EPC_LISTS
from traceability.epcis.schema import QUANTITY_LISTS as LISTS
from traceability.events.actions.rows import month_of, took_of
from traceability.events.enums import EventKind
from traceability.labels.history import LABEL
from traceability.lots.auditing.erasures import was_erased
from traceability.lots.auditing.lots import NAMED, codes_of, payloads
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, EpcisThing, Event, EventDetail, EventLot

CHUNK = 1000
KINDS = ("event", "event.error")


def compare_events() -> Iterator[Finding | int]:
    """Compare events, their documents and lots with their entries, under the address that these name."""
    with Books.addresses() as findings:
        yield from findings
        yield from _compare_events()


def _compare_events() -> Iterator[Finding | int]:
    count, matched, books = 0, set(), Books()
    for batch in batched(Event.objects.order_by("pk").iterator(CHUNK), CHUNK, strict=False):
        entries = Entry.objects.in_bulk([row.entry_id for row in batch if row.entry_id])
        links: dict[Any, list[EventLot]] = defaultdict(list)
        for link in EventLot.objects.filter(event_id__in=[row.event_id for row in batch]).select_related(
            "lot"
        ):
            links[link.recorded_month, link.event_id, link.is_error].append(link)
        documents = {
            (document.event_id, document.is_error): document
            for document in EpcisEvent.objects.filter(event_id__in=[row.event_id for row in batch])
        }
        lots = {link.lot_id: link.lot.code for some in links.values() for link in some}
        entries_by_lot = payloads("lot", list(lots), NAMED)
        codes = {pk: {code, *codes_of(entries_by_lot.get(pk, []))} for pk, code in lots.items()}
        books.fetch(batch, {link.lot.product_id for some in links.values() for link in some})
        for row in batch:
            count += 1
            entry = entries.get(row.entry_id or 0)
            if entry is None or entry.kind not in KINDS or row.entry_id in matched:
                yield Finding(row.urn, "sự kiện không có mục trong sổ cái / the event has no entry")
                continue
            matched.add(row.entry_id)
            for name in readable(
                _differences(
                    row,
                    entry,
                    links[row.recorded_month, row.event_id, row.is_error],
                    documents.get((row.event_id, row.is_error)),
                    codes,
                    books,
                )
            ):
                yield Finding(
                    entry.subject,
                    f"sự kiện nói khác mục {entry.pk}: {name} / the event differs from its entry",
                )
    for pk, subject in Entry.objects.filter(kind__in=KINDS).values_list("pk", "subject").iterator(CHUNK):
        if pk not in matched:
            yield Finding(subject, f"mục {pk} không còn sự kiện / the event of entry {pk} is gone")
    yield count


def _differences(
    row: Event,
    entry: Entry,
    links: list[EventLot],
    document: EpcisEvent | None,
    codes: Mapping[int, set[str]],
    books: Books,
) -> Iterator[str]:
    try:
        payload = json.loads(entry.body)["payload"]
    except (ValueError, KeyError):
        yield "body"
        return
    # What an unweighed input took is in no document from other software, and older entries lack it.
    if took_of(links) != payload.get("pieu:took", []):
        yield "taken"
    if "pieu:pin" in payload:
        yield from _captured_differences(row, entry, payload, links, document, codes, books)
        return
    yield from own_differences(row, entry, payload, links, document, codes, books)
    place = payload.get("readPoint", {}).get("id", "").rpartition("/xa/")[2]
    pairs: dict[str, tuple[Any, Any]] = {
        "event_id": (row.urn, payload.get("eventID")),
        "is_error": (row.is_error, "errorDeclaration" in payload),
        "kind": (row.kind, payload.get("pieu:kind")),
        "epcis_type": (row.epcis_type, payload.get("type")),
        "action": (row.action, payload.get("action", "")),
        "biz_step": (row.biz_step, payload.get("bizStep")),
        "disposition": (row.disposition, payload.get("disposition")),
        "event_time": (epcis.moment(row.event_time, row.zone_offset), payload.get("eventTime")),
        "zone_offset": (row.zone_offset, payload.get("eventTimeZoneOffset")),
        "place": (str(row.place_id or ""), place),
        "pins": (row.pins, payload.get("pieu:pins", [])),
        "by_ref": (row.by_ref, entry.by),
        "on_behalf_ref": (row.on_behalf_ref, entry.on_behalf_of),
        "recorded_month": (row.recorded_month, month_of(row.recorded_at)),
    }
    if row.is_error:
        declared = payload.get("errorDeclaration", {})
        pairs["error_reason"] = row.error_reason, declared.get("reason")
        pairs["clock_flagged"] = (row.clock_flagged, row.device_clock_offset_s), (False, None)
        pairs["corrective_event_ids"] = (
            [epcis.urn(each) for each in row.corrective_event_ids],
            declared.get("correctiveEventIDs"),
        )
    else:
        pairs["error_reason"] = (row.error_reason, row.corrective_event_ids), ("", [])
        clock = payload.get("pieu:clock", {})
        pairs["device_clock_offset_s"] = row.device_clock_offset_s, clock.get("offsetSeconds")
        pairs["clock_flagged"] = row.clock_flagged, clock.get("flagged", False)
    for name, (ours, theirs) in pairs.items():
        if ours != theirs:
            yield name
    if abs((row.recorded_at - entry.recorded_at).total_seconds()) > 5:
        yield "recorded_at"
    if not _are_parts(links, _parts_of(payload), codes):
        yield "lots"


def _captured_differences(
    row: Event,
    entry: Entry,
    payload: dict[str, Any],
    links: list[EventLot],
    document: EpcisEvent | None,
    codes: Mapping[int, set[str]],
    books: Books,
) -> Iterator[str]:
    """Yield the names of fields in which a captured event differs from its ledger entry.

    The document is compared with the entry's pin, and the row with the document. An erased event has no salt.
    What remains of its document must still match the row.
    """
    if document is None or document.pin != payload["pieu:pin"] or document.entry_id != entry.pk:
        yield "document"
        return
    # Older entries have the id as sent, which a sender chooses freely.
    if payload.get("eventID") not in (row.urn, document.uri) or row.is_error != payload.get(
        "pieu:isError", False
    ):
        yield "event_id"
    if document.salt is None:
        if not was_erased(document):
            yield "document.salt"
    elif pin(bytes(document.salt), document.body) != document.pin:
        yield "document"
        return
    yield from captured_differences(row, entry, payload, links, document, codes, books)
    if row.recorded_month != month_of(row.recorded_at) or not is_near(row.recorded_at, entry.recorded_at):
        yield "recorded_at"
    body = json.loads(document.body)
    for name, ours, theirs in (
        ("epcis_type", row.epcis_type, body["type"][:24]),
        ("event_time", row.event_time, parse_moment(body["eventTime"])),
        ("action", row.action, body.get("action", "")),
        # As much of a custom word as the column holds.
        ("biz_step", document.biz_step, body.get("bizStep", "")[:200]),
        ("disposition", document.disposition, body.get("disposition", "")[:200]),
        ("by_ref", row.by_ref, entry.by),
    ):
        if ours != theirs:
            yield name
    # A lot may have another code now, so the code in the event is stored with the lot's id.
    things = list(
        EpcisThing.objects.filter(event_id=row.event_id, is_error=row.is_error)
        .exclude(lot=None)
        .exclude(field=LABEL)
        .values_list("field", "value", "lot")
    )
    # A lot that holds others (parentID) is named but takes no part.
    parts = {lot for field, _value, lot in things if field != "parentID"}
    if {lot_named(value) for _field, value, _lot in things if value} != {
        lot_named(value) for value in payload["pieu:lots"]
    } or parts != {link.lot_id for link in links}:
        yield "lots"
    elif not _are_amounts(row, body, {value: lot for _field, value, lot in things if value}, links):
        yield "quantities"


def _are_amounts(
    row: Event, body: Mapping[str, Any], lot_of: Mapping[str, int | None], links: list[EventLot]
) -> bool:
    """Return whether `links` have the roles and amounts of the document.

    An event that names no amounts and unpacks a carton always matches: the contents are in no document.
    """
    documented = [
        (lot, ROLES.get(name, LotRole.SUBJECT), one.get("quantity"), one.get("uom"))
        for name in LISTS
        for one in body.get(name, ())
        if (lot := lot_of.get(canonical(one["epcClass"]))) is not None
    ]
    documented += [
        (lot, ROLES.get(name, LotRole.SUBJECT), None, None)
        for name in EPC_LISTS
        for one in body.get(name, ())
        if (lot := lot_of.get(canonical(one))) is not None
    ]
    if not documented or (
        row.kind == EventKind.UNBOXING and all(quantity is None for *_lot, quantity, _uom in documented)
    ):
        return True
    stored = [(link.lot_id, link.role, link.quantity, link.unit) for link in links]
    named = {lot for lot, *_rest in documented}
    for lot, role, quantity, uom in documented:
        amount = None if quantity is None else Decimal(str(quantity))
        found = next(
            (
                one
                for one in stored
                if one[:3] == (lot, role, amount)
                and (amount is None or uom is None or (one[3] in UNITS and UNITS[one[3]].rec20 == uom))
            ),
            None,
        )
        if found is None:
            return False
        stored.remove(found)
    # The contents of a carton that it also names belong to other lots, or have no amount.
    return all(
        quantity is None and (lot not in named or "inputEPCList" in body or "epcList" in body)
        for lot, _r, quantity, _u in stored
    )


def _are_parts(
    links: list[EventLot], documented: list[tuple[str, str, str, str]], codes: Mapping[int, set[str]]
) -> bool:
    """Return whether `documented` names exactly the lots of `links`, with the same roles and amounts.

    A lot may be named by its present code or by a former one (`codes`).
    """
    left = list(documented)
    for link in links:
        field, amount, unit = QUANTITY_LISTS[LotRole(link.role)], "", ""
        if link.quantity is not None:
            amount = epcis.as_text(link.quantity)
            unit = UNITS[link.unit].rec20 if link.unit in UNITS else ""
        named = next(
            (one for code in codes[link.lot_id] if (one := (field, code, amount, unit)) in left), None
        )
        if named is None:
            return False
        left.remove(named)
    return not left


def _parts_of(payload: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return (field, lot code, quantity, unit) of each lot that an entry's payload names."""
    return [
        (
            name.replace("childQ", "q"),
            part.get("epcClass", "").rpartition("/10/")[2],
            part.get("quantity", ""),
            part.get("uom", ""),
        )
        for name in (*QUANTITY_LISTS.values(), "childQuantityList")
        for part in payload.get(name, [])
    ] + [("quantityList", each.rpartition("/10/")[2], "", "") for each in payload.get("pieu:lots", [])]


def compare_details() -> Iterator[Finding | int]:
    """Compare each note, name and photo with its pin, and the pin with the event; find missing ones, too.

    An erased detail has no salt. It is a finding if its owner's account was not erased.
    """
    count = 0
    rows = EventDetail.objects.select_related("photo").order_by("pk").iterator(CHUNK)
    for batch in batched(rows, CHUNK, strict=False):
        pinned: dict[Any, set[tuple[str, str]]] = defaultdict(set)
        owners: dict[Any, Any] = {}
        for event_id, pins, by, behalf in Event.objects.filter(
            event_id__in=[row.event_id for row in batch], is_error=False
        ).values_list("event_id", "pins", "by_ref", "on_behalf_ref"):
            owners[event_id] = behalf or by
            pinned[event_id] |= {
                (each.get("kind", ""), each["pin"])
                for each in pins
                if isinstance(each, dict) and "pin" in each
            }
        for row in batch:
            count += 1
            content = row.photo.sha256 if row.photo else row.text
            if row.salt is not None and pin(bytes(row.salt), content) != row.pin:
                yield Finding(
                    epcis.urn(row.event_id),
                    f"{row.get_kind_display()} không khớp với dấu / differs from its pin",
                )
            if (row.salt is None) != (row.erased_at is not None) or (row.salt is None and content):
                yield Finding(
                    epcis.urn(row.event_id),
                    f"{row.get_kind_display()} bị bỏ muối / a salt is gone",
                )
            elif row.salt is None and not is_gone(owners.get(row.event_id)):
                yield Finding(
                    epcis.urn(row.event_id),
                    f"{row.get_kind_display()} bị xoá mà không ai xoá tài khoản / erased, and its owner is not",
                )
            if (row.kind, row.pin) not in pinned[row.event_id]:
                yield Finding(
                    epcis.urn(row.event_id), "dấu không phải của sự kiện / the pin is not the event's"
                )
    pinning = Event.objects.filter(is_error=False).exclude(pins=[]).order_by("pk")
    for some in batched(pinning.values_list("event_id", "pins").iterator(CHUNK), CHUNK, strict=False):
        stored = set(
            EventDetail.objects.filter(event_id__in=[event_id for event_id, _pins in some]).values_list(
                "event_id", "pin"
            )
        )
        for event_id, pins in some:
            if {(event_id, each.get("pin")) for each in pins if isinstance(each, dict)} - stored:
                yield Finding(
                    epcis.urn(event_id), "một lời hay ảnh của sự kiện đã mất / words of an event are gone"
                )
    yield count
