"""Map an EPCIS event to our event kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.events.enums import EPCIS_SHAPE, EventKind

_KIND_OF = {(shape[0], shape[1], shape[2]): EventKind(kind) for kind, shape in EPCIS_SHAPE.items()}


def kind_of(event: Mapping[str, Any]) -> EventKind:
    """Return our kind of an EPCIS event, or OTHER if none fits.

    Every transformation is a processing. An aggregation that adds or deletes is a boxing or unboxing. Every
    object event with action DELETE is a loss.
    """
    kind, action = event["type"], event.get("action", "")
    if kind == "TransformationEvent":
        return EventKind.PROCESSING
    if kind == "AggregationEvent":
        return {"ADD": EventKind.BOXING, "DELETE": EventKind.UNBOXING}.get(action, EventKind.OTHER)
    if kind == "ObjectEvent" and action == "DELETE":
        # With any step: the goods no longer exist (EPCIS 2.0 §7.4.2).
        return EventKind.LOSS
    return _KIND_OF.get((kind, action, event.get("bizStep", "")), EventKind.OTHER)
