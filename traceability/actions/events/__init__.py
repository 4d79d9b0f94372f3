"""Events: what was done to a lot, said once and never changed. A mistake is answered by a later declaration."""

from traceability.actions.events.corrections import correct_event, declare_error, told_in_parts
from traceability.actions.events.drafts import MAX_NOTE, MAX_PERSON, ZONE_OFFSET, LotPart, check_zone_offset
from traceability.actions.events.erasure import (
    erase_captured_words,
    erase_captured_words_of,
    erase_details,
)
from traceability.actions.events.errors import AlreadyDeclared, EventError, EventIdTaken, EventInFuture, taken
from traceability.actions.events.harvests import converted, harvested_quantity
from traceability.actions.events.recording import CLOCK_TOLERANCE, record_event
from traceability.actions.events.rows import bump, find_event, lock_lots

__all__ = [
    "AlreadyDeclared",
    "CLOCK_TOLERANCE",
    "EventError",
    "EventIdTaken",
    "EventInFuture",
    "LotPart",
    "MAX_NOTE",
    "MAX_PERSON",
    "ZONE_OFFSET",
    "bump",
    "check_zone_offset",
    "converted",
    "correct_event",
    "declare_error",
    "erase_captured_words",
    "erase_captured_words_of",
    "erase_details",
    "find_event",
    "harvested_quantity",
    "lock_lots",
    "record_event",
    "taken",
    "told_in_parts",
]
