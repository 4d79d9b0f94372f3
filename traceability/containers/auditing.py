"""Compare cartons and pallets with the valid events that packed them: owner, pallet, contents."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from backend.ledger.auditing import Finding
from members.people.audit_comparisons import is_near
from traceability.epcis.addresses import under_recorded_addresses
from traceability.epcis.identifiers import canonical
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError
from traceability.events.actions.movements import taken_by
from traceability.events.enums import EventKind
from traceability.models import Container, ContainerLot, EpcisEvent, EpcisThing, Event, EventLot

CHUNK = 1000


@dataclass(slots=True)
class Expected:
    """The contents, pallets and owners of containers as computed from events, by the containers' URIs."""

    inside: dict[str, dict[int, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    parent: dict[str, str | None] = field(default_factory=dict)
    pallets: set[str] = field(default_factory=set)
    named_at: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    lots: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    producers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    unclear: set[str] = field(default_factory=set)  # words of an event about them were erased

    def full(self) -> set[str]:
        """Return the containers that have contents."""
        return {uri for uri, lots in self.inside.items() if any(amount > 0 for amount in lots.values())}


def compare_containers() -> Iterator[Finding | int]:
    with under_recorded_addresses():  # which compare_events reports
        count, expected = 0, _replay_events()
    stored: set[str] = set()
    contents: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for row in ContainerLot.objects.iterator(CHUNK):
        contents[row.container_id][row.lot_id] = row.quantity
    for container in Container.objects.select_related("parent").order_by("pk").iterator(CHUNK):
        count += 1
        stored.add(container.uri)
        subjects = sorted(expected.lots[container.uri] | contents[container.pk].keys())
        subject = f"lot:{subjects[0]}" if subjects else container.uri
        for name in _differences(container, contents[container.pk], expected):
            yield Finding(
                subject,
                f"{name} của thùng {container} nói khác các việc đóng thùng / the container's {name} differs from its events",
            )
    for uri in sorted((expected.pallets | expected.full()) - stored):
        lots = sorted(expected.lots[uri])
        yield Finding(f"lot:{lots[0]}" if lots else uri, f"thùng {uri} đã mất / the container is gone")
    yield count


def _differences(container: Container, contents: dict[int, Decimal], expected: Expected) -> Iterator[str]:
    """Yield the names of the columns in which `container` differs from the events."""
    uri = container.uri
    if uri in expected.unclear:
        return
    if not expected.named_at[uri]:
        yield "uri"
        return
    if not any(is_near(container.created_at, at) for at in expected.named_at[uri]):
        yield "created_at"
    if expected.producers[uri] and container.producer_id not in expected.producers[uri]:
        yield "producer"
    if container.is_pallet != (uri in expected.pallets):
        yield "is_pallet"
    if contents != {lot: amount for lot, amount in expected.inside[uri].items() if amount > 0}:
        yield "contents"
    parent = container.parent.uri if container.parent else None
    # A carton that was emptied on a pallet is taken off without an event.
    if parent != expected.parent.get(uri) and (parent is not None or contents):
        yield "parent"


def _replay_events() -> Expected:
    """Compute the state of containers from all carton events, in order."""
    expected = Expected()
    kinds = (EventKind.BOXING, EventKind.UNBOXING)
    events = list(Event.objects.filter(kind__in=kinds, is_error=False).order_by("entry_id"))
    ids = [event.event_id for event in events]
    standing = set(Event.objects.standing().filter(kind__in=kinds).values_list("event_id", flat=True))
    # Labels are packed too, and are in the same list.
    containers = set(Container.objects.values_list("uri", flat=True))
    children: dict[Any, list[str]] = {}
    for event_id, body in EpcisEvent.objects.filter(is_error=False, event_id__in=ids).values_list(
        "event_id", "body"
    ):
        named = [canonical(one) for one in json.loads(body or "{}").get("childEPCs", ())]
        children[event_id] = [one for one in named if one in containers]
    parents = dict(
        EpcisThing.objects.filter(is_error=False, field="parentID", event_id__in=ids).values_list(
            "event_id", "value"
        )
    )
    links: dict[Any, list[EventLot]] = defaultdict(list)
    for link in EventLot.objects.filter(is_error=False, event_id__in=ids).select_related("lot__product"):
        links[link.event_id].append(link)
    for event in events:
        if (uri := parents.get(event.event_id)) is None:
            continue
        named, parts = children.get(event.event_id, []), links[event.event_id]
        expected.named_at[uri].append(event.recorded_at)
        for child in named:
            expected.named_at[child].append(event.recorded_at)
        expected.lots[uri] |= {link.lot_id for link in parts}
        expected.producers[uri] |= {link.lot.product.producer_id for link in parts}
        if named and event.kind == EventKind.BOXING:
            expected.pallets.add(uri)
        if event.event_id in standing:
            _move(expected, event.kind, uri, named, parts)
    return expected


def _move(expected: Expected, kind: str, uri: str, named: list[str], parts: list[EventLot]) -> None:
    """Apply one valid carton event to `expected`.

    If an amount can't be converted, the carton is added to `expected.unclear` instead.
    """
    amounts: dict[int, Decimal] = {}
    for link in parts:
        try:
            # In the lot's unit, as counted when it was packed.
            _field, of_lot = taken_by(
                EventKind.BOXING, [LotPart(link.lot, quantity=link.quantity, unit=link.unit)]
            )
        except EventError:
            expected.unclear.add(uri)
            return
        for lot, amount in of_lot.items():
            amounts[lot] = amounts.get(lot, Decimal(0)) + amount
    if kind == EventKind.BOXING:
        for child in named:
            expected.parent[child] = uri
        for lot, amount in amounts.items():
            expected.inside[uri][lot] += amount
        return
    for child in named or (
        [] if amounts and not expected.inside[uri] else [c for c, p in expected.parent.items() if p == uri]
    ):
        if expected.parent.get(child) == uri:
            expected.parent[child] = None
    for lot, amount in amounts.items():
        expected.inside[uri][lot] -= amount
