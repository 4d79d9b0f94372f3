"""Which kind of ours an EPCIS event is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.events.enums import EPCIS_SHAPE, EventKind

_KIND_OF = {(shape[0], shape[1], shape[2]): EventKind(kind) for kind, shape in EPCIS_SHAPE.items()}


def kind_of(event: Mapping[str, Any]) -> EventKind:
    """The step of ours that an event is, else OTHER. Every transformation processes, every aggregation boxes or unboxes."""
    kind, action = event["type"], event.get("action", "")
    if kind == "TransformationEvent":
        return EventKind.PROCESSING
    if kind == "AggregationEvent":
        return {"ADD": EventKind.BOXING, "DELETE": EventKind.UNBOXING}.get(action, EventKind.OTHER)
    if kind == "ObjectEvent" and action == "DELETE":
        # Whatever step says so: the goods are no more (EPCIS 2.0 §7.4.2).
        return EventKind.LOSS
    return _KIND_OF.get((kind, action, event.get("bizStep", "")), EventKind.OTHER)
