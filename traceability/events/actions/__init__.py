"""Actions on events: an event records what was done to a lot and never changes.

A later declaration corrects a mistake.
"""

from traceability.events.actions.corrections import correct_event, declare_error, is_transformation_part
from traceability.events.actions.drafts import MAX_NOTE, MAX_PERSON, ZONE_OFFSET, LotPart, check_zone_offset
from traceability.events.actions.erasure import erase_captured_words, erase_captured_words_of, erase_details
from traceability.events.actions.errors import (
    AlreadyDeclared,
    EventError,
    EventIdTaken,
    EventInFuture,
    taken,
)
from traceability.events.actions.harvests import converted, harvested_quantity
from traceability.events.actions.recording import CLOCK_TOLERANCE, record_event
from traceability.events.actions.rows import bump, find_event, lock_lots

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
    "is_transformation_part",
]
