"""The edges that events make between lots: written with them and removed with their error declaration."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from traceability.events.enums import EpcisType
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, Event, EventLot, LotEdge

# Source lot, target lot, the event that named the source, the event that named the target.
type Edge = tuple[int, int, uuid.UUID, uuid.UUID]


def edges_of(event_id: uuid.UUID, inputs: Iterable[int], outputs: Iterable[int]) -> list[LotEdge]:
    """Return the unsaved edges of one transformation: each input to each output, never a lot to itself."""
    outputs = sorted(set(outputs))
    return [
        LotEdge(source_id=source, target_id=target, input_event=event_id, output_event=event_id)
        for source in sorted(set(inputs))
        for target in outputs
        if source != target
    ]


def write_edges(event_id: uuid.UUID, parts: Iterable[tuple[int, str]]) -> None:
    """Write the edges of a transformation whose `parts` are (lot id, LotRole)."""
    parts = list(parts)
    LotEdge.objects.bulk_create(
        edges_of(
            event_id,
            [lot for lot, role in parts if role == LotRole.INPUT],
            [lot for lot, role in parts if role == LotRole.OUTPUT],
        )
    )


def remove_edges(event_id: uuid.UUID) -> None:
    """Remove the edges of an event that was declared wrong."""
    LotEdge.objects.filter(Q(input_event=event_id) | Q(output_event=event_id)).delete()


def compute_edges() -> set[Edge]:
    """Return the edges of all valid transformations.

    Events with the same transformationID are one transformation, unless EpcisEvent.apart says otherwise.
    """
    standing = Event.objects.standing().filter(epcis_type=EpcisType.TRANSFORMATION)
    named = {
        event_id: apart or name
        for event_id, name, apart in EpcisEvent.objects.filter(
            is_error=False, event_type=EpcisType.TRANSFORMATION
        )
        .exclude(transformation_id="")
        .values_list("event_id", "transformation_id", "apart")
    }
    # By transformation: (lot, event that named it) on either side.
    inputs: dict[uuid.UUID | str, set[tuple[int, uuid.UUID]]] = defaultdict(set)
    outputs: dict[uuid.UUID | str, set[tuple[int, uuid.UUID]]] = defaultdict(set)
    for event_id, lot_id, role in EventLot.objects.filter(
        is_error=False, event_id__in=standing.values("event_id"), role__in=(LotRole.INPUT, LotRole.OUTPUT)
    ).values_list("event_id", "lot_id", "role"):
        side = inputs if role == LotRole.INPUT else outputs
        side[named.get(event_id, event_id)].add((lot_id, event_id))
    return {
        (source, target, in_event, out_event)
        for name, some in inputs.items()
        for source, in_event in some
        for target, out_event in outputs.get(name, ())
        if source != target
    }


@transaction.atomic
def rebuild_edges() -> int:
    """Rebuild all edges from the valid events; return how many there are.

    For a restored database, and for tests.
    """
    LotEdge.objects.all().delete()
    edges = [
        LotEdge(source_id=source, target_id=target, input_event=in_event, output_event=out_event)
        for source, target, in_event, out_event in sorted(compute_edges())
    ]
    LotEdge.objects.bulk_create(edges, batch_size=2_000)
    return len(edges)
