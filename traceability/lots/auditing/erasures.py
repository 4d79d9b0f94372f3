"""Check who may have erased words: an erasure counts only if its cause is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from backend.ledger.models import Entry
from members.people.audit_comparisons import is_gone
from products.models import ProducerPerson
from traceability.models import EpcisEvent, EpcisThing


def was_erased(document: EpcisEvent) -> bool:
    """Return whether an erasure of the document's texts has a recorded cause.

    The cause is a ledger entry. For older erasures it is the erased account of the sender, or of a person of
    the lots' producers.
    """
    subject = f"urn:uuid:{document.event_id}"
    if Entry.objects.filter(kind="event.words_erased", subject=subject).exists() or is_gone(
        document.captured_by_ref
    ):
        return True
    lots = EpcisThing.objects.filter(event_id=document.event_id).exclude(lot=None)
    return has_lost_a_person(lots.values_list("lot__product__producer", flat=True))


def has_lost_a_person(producers: Iterable[int | None]) -> bool:
    """Return whether a person who ran one of `producers` (ids) was erased."""
    people = ProducerPerson.objects.filter(producer__in=producers)
    return people.exclude(user__erased_at=None).exists()
