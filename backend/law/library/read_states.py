"""Who has read the text of a provision: nobody, Piêu's operator or a lawyer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from backend.law.library.enums import ReadState
from backend.law.library.models import Document, Provision


@dataclass(frozen=True, slots=True)
class Reading:
    """source_name, read_date: where and when the operator read the document; "" and None if nobody did."""

    state: ReadState
    source_name: str = ""
    read_date: dt.date | None = None


def reading_of(document: Document | None, provision: Provision | None, by_lawyer: Collection[int]) -> Reading:
    """Return who has read a provision, or the document. by_lawyer: ids, of `law.ports.read_by_lawyer`."""
    if document is None:
        return Reading(ReadState.NOT_SEEN)
    state = ReadState.READ if document.was_read else ReadState.NOT_SEEN
    if provision is not None and provision.pk in by_lawyer:
        state = ReadState.LAWYER
    source = document.source_name if document.was_read else ""
    return Reading(state, source, document.read_date if document.was_read else None)
