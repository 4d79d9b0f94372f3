"""What entries about a producer were about: its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.ledger.deeds import Deed
from products.models import Producer


def producers_of(refs: Iterable[str]) -> dict[str, Producer]:
    """Return {ref: producer}, in one query."""
    return {str(row.ref): row for row in Producer.objects.filter(ref__in=set(refs))}


def producer_phrases(deeds: Sequence[Deed]) -> list[str]:
    producers = producers_of(deed.subject_id for deed in deeds)
    return [
        deed.about(producers[deed.subject_id].name) if deed.subject_id in producers else "" for deed in deeds
    ]
