"""Which event of the ledger an event of a bundle is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from traceability.epcis.reading import uuid_of
from traceability.inspection.names import HASHES


def numbering(files: Mapping[str, Any]) -> Callable[[str], uuid.UUID]:
    """From an eventID of the files to the UUID in the ledger: its row's `id`, else its own or, in bundles of before, the one made from it.

    Raises ValueError where two events would be one.
    """
    said = {row["eventID"]: uuid_of(row["id"]) for row in files[HASHES] if "id" in row}

    def number(uri: str) -> uuid.UUID:
        return said.get(uri) or uuid_of(uri)

    if len({(number(row["eventID"]), row["isError"]) for row in files[HASHES]}) < len(files[HASHES]):
        raise ValueError("two events of one number")
    return number
