"""The edges that events make between lots, written with them and taken away with their error declaration."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from traceability.enums import EpcisType, LotRole
from traceability.models import Event, EventLot, LotEdge


def edges_of(event_id: uuid.UUID, inputs: Iterable[int], outputs: Iterable[int]) -> list[LotEdge]:
    """One transformation's edges, unsaved: each input to each output. A lot that is both makes none to itself."""
    outputs = sorted(set(outputs))
    return [
        LotEdge(source_id=source, target_id=target, input_event=event_id, output_event=event_id)
        for source in sorted(set(inputs))
        for target in outputs
        if source != target
    ]


def write_edges(event_id: uuid.UUID, parts: Iterable[tuple[int, str]]) -> None:
    """The edges of a transformation whose `parts` are (lot id, LotRole)."""
    parts = list(parts)
    LotEdge.objects.bulk_create(
        edges_of(
            event_id,
            [lot for lot, role in parts if role == LotRole.INPUT],
            [lot for lot, role in parts if role == LotRole.OUTPUT],
        )
    )


def remove_edges(event_id: uuid.UUID) -> None:
    """The event was declared wrong: nothing was made by it."""
    LotEdge.objects.filter(Q(input_event=event_id) | Q(output_event=event_id)).delete()


@transaction.atomic
def rebuild_edges() -> int:
    """All edges anew from the standing events; returns how many there are. For a restored database, and for tests."""
    LotEdge.objects.all().delete()
    parts: dict[uuid.UUID, list[tuple[int, str]]] = {}
    standing = Event.objects.standing().filter(epcis_type=EpcisType.TRANSFORMATION)
    for event_id, lot_id, role in EventLot.objects.filter(
        is_error=False, event_id__in=standing.values("event_id")
    ).values_list("event_id", "lot_id", "role"):
        parts.setdefault(event_id, []).append((lot_id, role))
    edges = [
        edge
        for event_id, said in parts.items()
        for edge in edges_of(
            event_id,
            [lot for lot, role in said if role == LotRole.INPUT],
            [lot for lot, role in said if role == LotRole.OUTPUT],
        )
    ]
    LotEdge.objects.bulk_create(edges, batch_size=2_000)
    return len(edges)
