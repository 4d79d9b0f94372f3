"""Match events of a bundle to events of the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from traceability.epcis.reading import uuid_of
from traceability.inspection.names import HASHES


def numbering(files: Mapping[str, Any]) -> Callable[[str], uuid.UUID]:
    """Return a function that maps an eventID of the bundle to the event's UUID in the ledger.

    The UUID is the row's `id`, else the UUID in the eventID. In older bundles it may be derived from the
    eventID. Raises ValueError if two events get the same UUID. An event and its declaration may share one.
    """
    ids = {row["eventID"]: uuid_of(row["id"]) for row in files[HASHES] if "id" in row}

    def number(uri: str) -> uuid.UUID:
        return ids.get(uri) or uuid_of(uri)

    if len({(number(row["eventID"]), row["isError"]) for row in files[HASHES]}) < len(files[HASHES]):
        raise ValueError("two events of one number")
    return number
