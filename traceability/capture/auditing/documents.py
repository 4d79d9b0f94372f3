"""Compare the EPCIS document of an event with its columns and things, on which queries and rights depend."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.models import Q

from backend.ledger.models import Entry
from traceability.capture.resolving import label_of, parts_in
from traceability.epcis import bodies as epcis
from traceability.epcis import sites
from traceability.epcis.addresses import addresses_in, under_recorded_addresses
from traceability.epcis.bodies import document_row, our_context
from traceability.epcis.hashing import event_hash, prefixes_of
from traceability.epcis.identifiers import canonical
from traceability.epcis.kinds import kind_of
from traceability.epcis.reading import number_of, uuid_of
from traceability.epcis.schema import EPC_LISTS
from traceability.epcis.schema import QUANTITY_LISTS as LISTS
from traceability.epcis.vocabulary import BIZ_STEPS, DISPOSITIONS, ERROR_REASONS
from traceability.labels.history import LABEL, MOVING_LISTS, Label, lots_of
from traceability.models import EpcisEvent, EpcisThing, Event, EventLot, LabelRun, ProductCode

FOUND_BY = (
    "uri", "event_type", "event_time", "action", "biz_step", "disposition", "read_point", "biz_location", "transformation_id",
)  # fmt: skip


class Books:
    """What an audit compares EPCIS documents with: JSON-LD contexts, things and product codes.

    Contexts are read once; `fetch` reads the rest for a batch of events.
    """

    addresses = staticmethod(under_recorded_addresses)

    def __init__(self) -> None:
        # The site's address at that time is part of a document's context, and so of its hash. Labels have
        # the address with scheme and port; printed hosts have neither.
        labels = LabelRun.objects.order_by().values_list("origin", flat=True).distinct()
        known = [*sites.origins(), *(origin for origin in labels if sites.is_ours(origin))]
        self.origins = list(dict.fromkeys(known))
        self.things: dict[Any, list[tuple[str, str, int | None]]] = {}
        self.codes: dict[int, set[str]] = {}

    def is_hash(self, document: EpcisEvent, body: Mapping[str, Any]) -> bool:
        """Return whether the hash ID is that of `body`, written under an address of this site."""
        named = [one for one in addresses_in(document.body) if one not in self.origins and sites.is_ours(one)]
        for place, origin in enumerate([*self.origins, *named]):
            if event_hash(body, _context_of(origin)) == document.hash_id:
                if place:  # the next document was probably written under the same address
                    self.origins = [origin, *(one for one in self.origins if one != origin)]
                return True
        return False

    def fetch(self, events: Sequence[Event], product_ids: Iterable[int]) -> None:
        self.things, self.codes = defaultdict(list), defaultdict(set)
        rows = EpcisThing.objects.filter(event_id__in=[event.event_id for event in events])
        for event_id, is_error, field, value, lot in rows.values_list(
            "event_id", "is_error", "field", "value", "lot"
        ):
            self.things[event_id, is_error].append((field, value, lot))
        for product, value in ProductCode.objects.filter(product__in=set(product_ids)).values_list(
            "product", "value"
        ):
            self.codes[product].add(value)


def _context_of(origin: str) -> list[Any]:
    uri, prefixes = our_context()
    return [uri, {**prefixes, "pieu": f"{origin}/ns/epcis#"}]


def own_differences(
    row: Event,
    entry: Entry,
    payload: Mapping[str, Any],
    links: Sequence[EventLot],
    document: EpcisEvent | None,
    called: Mapping[int, set[str]],
    books: Books,
) -> Iterator[str]:
    """Yield the names of differing values of a diary event. Its whole document is in the ledger.

    `called` holds all present and former codes of each lot.
    """
    if document is None:
        yield "document"
        return
    exported = epcis.exported(payload)
    if json.loads(document.body or "{}") != exported:
        yield "document"
    wanted = document_row(row, exported)
    yield from (
        f"document.{name}"
        for name in (*FOUND_BY, "recorded_month", "recorded_at")
        if _as_stored(name, getattr(document, name)) != wanted[name]
    )
    if (
        document.entry_id,
        document.pin,
        document.salt,
        document.was_called,
        document.captured_by_ref,
        document.apart,
    ) != (
        entry.pk,
        "",
        None,
        None,
        None,
        None,
    ):
        yield "document.entry_id"
    if not books.is_hash(document, exported):
        yield "document.hash_id"
    if not _are_things(books.things[row.event_id, row.is_error], exported, links, called, books.codes):
        yield "things"


def _as_stored(name: str, value: Any) -> Any:
    """Return a stored value in canonical form, to compare it with the document's.

    Only places change: older rows have the original spelling, or a former host of the site.
    """
    return canonical(value) if name in ("read_point", "biz_location") else value


def captured_differences(
    row: Event,
    entry: Entry,
    payload: Mapping[str, Any],
    links: Sequence[EventLot],
    document: EpcisEvent,
    called: Mapping[int, set[str]],
    books: Books,
) -> Iterator[str]:
    """Yield the names of values that differ between a captured event's row, columns and document.

    The caller has checked that the document matches its pin, or was erased.
    """
    body = json.loads(document.body)
    step, disposition = body.get("bizStep", ""), body.get("disposition", "")
    declared = body.get("errorDeclaration", {})
    reason = declared.get("reason", "")
    for name, ours, theirs in (
        ("uri", document.uri, body["eventID"]),
        ("event_type", document.event_type, body["type"][:60]),
        ("event_time", document.event_time, row.event_time),
        ("action", document.action, body.get("action", "")),
        ("read_point", canonical(document.read_point), canonical(body.get("readPoint", {}).get("id", ""))),
        (
            "biz_location",
            canonical(document.biz_location),
            canonical(body.get("bizLocation", {}).get("id", "")),
        ),
        ("transformation_id", document.transformation_id, body.get("transformationID", "")[:300]),
        ("apart", document.apart and epcis.urn(document.apart), payload.get("pieu:apart")),
        ("recorded_at", document.recorded_at, row.recorded_at),
        ("recorded_month", document.recorded_month, row.recorded_month),
        (
            "was_called",
            document.was_called is None or (document.salt is None and number_of(document.uri) is not None),
            True,
        ),
        ("captured_by_ref", document.captured_by_ref in {entry.by, entry.on_behalf_of} - {None}, True),
    ):
        if ours != theirs:
            yield f"document.{name}"
    if not _is_hash(document, body):
        yield "document.hash_id"
    # A place that is no longer an address of ours was erased with the words.
    is_left_out = document.salt is None and not document.read_point
    place = urlsplit(document.read_point).path.removeprefix("/xa/")
    columns: tuple[tuple[str, Any, Any], ...] = (
        ("kind", row.kind, kind_of(body)),
        ("biz_step", row.biz_step, step if step in BIZ_STEPS else "other"),
        ("disposition", row.disposition, disposition if disposition in DISPOSITIONS else ""),
        ("zone_offset", row.zone_offset, body["eventTimeZoneOffset"]),
        ("place", is_left_out or row.place_id is None or str(row.place_id) == place, True),
        ("pins", row.pins, []),
        ("clock_flagged", (row.clock_flagged, row.device_clock_offset_s), (False, None)),
        ("on_behalf_ref", row.on_behalf_ref, entry.on_behalf_of),
        ("error_reason", row.error_reason, reason if reason in ERROR_REASONS else ""),
        (
            "corrective_event_ids",
            _are_corrective(row.corrective_event_ids, declared.get("correctiveEventIDs", ())),
            True,
        ),
    )
    for name, ours, theirs in columns:
        if ours != theirs:
            yield name
    if not _are_things(books.things[row.event_id, row.is_error], body, links, called, books.codes):
        yield "things"


def _are_corrective(stored: Sequence[Any], declared: Sequence[str]) -> bool:
    """Return whether `stored` (event ids) are the events that a declaration names in `declared`, in order.

    An id matches an eventID that it is derived from. It also matches the eventID or hash ID under which its
    event is stored. An event with erased texts matches any hash, because its own hash has changed.
    """
    if [str(one) for one in stored] == [str(uuid_of(one)) for one in declared]:
        return True
    named: dict[str, set[str]] = defaultdict(set)
    for event_id, uri, hash_id in EpcisEvent.objects.filter(
        Q(uri__in=declared) | Q(hash_id__in=declared)
    ).values_list("event_id", "uri", "hash_id"):
        named[uri].add(str(event_id))
        named[hash_id].add(str(event_id))
    # An event with erased words has another hash than the one in its name.
    erased = EpcisEvent.objects.filter(event_id__in=stored, salt=None).exclude(pin="")
    for event_id in erased.values_list("event_id", flat=True):
        for one in declared:
            if one.startswith("ni:"):
                named[one].add(str(event_id))
    return len(stored) == len(declared) and all(
        str(one) in named[uri] | {str(uuid_of(uri))} for one, uri in zip(stored, declared, strict=True)
    )


def _is_hash(document: EpcisEvent, body: Mapping[str, Any]) -> bool:
    """Return False if the hash ID can't be that of the document.

    True if the document has names with an unknown prefix: the context of the surrounding document is not
    stored with an event that has a context of its own.
    """
    if event_hash(body, None) == document.hash_id:
        return True
    prefixes = prefixes_of(our_context(), body.get("@context"))
    return any(name.partition(":")[0] not in prefixes for name in _names(body) if ":" in name)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "@context":
                yield name
                yield from _names(inner)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


def _named_labels(body: Mapping[str, Any]) -> set[Label]:
    """Return our labels that a document moves by name.

    Labels in a carton are named by the event that packed them.
    """
    labels = set()
    for name in MOVING_LISTS:
        for one in body.get(name, ()):
            found = parts_in(canonical(one))
            if found and found[2] and (label := label_of(found[2])) is not None:
                labels.add(label)
    return labels


def _are_things(
    stored: Sequence[tuple[str, str, int | None]],
    body: Mapping[str, Any],
    links: Sequence[EventLot],
    called: Mapping[int, set[str]],
    codes: Mapping[int, set[str]],
) -> bool:
    """Return whether an event's stored things are those of its document, each lot by one of its codes."""
    named = Counter((name, canonical(one)) for name in EPC_LISTS for one in body.get(name, ()))
    named += Counter((name, canonical(one["epcClass"])) for name in LISTS for one in body.get(name, ()))
    if "parentID" in body:
        named[("parentID", canonical(body["parentID"]))] += 1
    # Lots without a name in the document: those in a carton, and those that the document leaves out.
    unnamed = [(value, lot) for field, value, lot in stored if not field]
    labels = [(value, lot) for field, value, lot in stored if field == LABEL]
    stored = [one for one in stored if one[0] != LABEL]
    if Counter((field, canonical(value)) for field, value, _lot in stored if field) != named:
        return False
    if any(lots_of([Label.of(value)]).get(Label.of(value)) != lot for value, lot in labels):
        return False
    products = {link.lot_id: link.lot.product_id for link in links}
    expected_labels = {label for label, lot in lots_of(_named_labels(body)).items() if lot in products}
    if not expected_labels <= {Label.of(value) for value, _lot in labels}:
        return False
    for field, value, lot in stored:
        if lot is None:
            continue
        if lot not in products and (field != "parentID" or "/10/" not in value):
            return False
        if value and lot in products:
            found = parts_in(value)
            product, code = found[:2] if found else _parts(value)
            # A label that names no lot belongs to the lot of its run.
            is_called = (
                code in called.get(lot, ())
                or code.upper() in called.get(lot, ())
                or (found and found[2] and not code)
            )
            if not is_called or product not in codes[products[lot]]:
                return False
    return all(lot in products for _value, lot in unnamed) and set(products) <= {
        lot for *_rest, lot in stored
    }


def _parts(value: str) -> tuple[str, str]:
    """Return (product's code, lot's code) of an identifier from a former address of the site."""
    before, _mark, rest = urlsplit(value).path.partition("/10/")
    return before.rpartition("/")[2], unquote(rest.partition("/")[0])
