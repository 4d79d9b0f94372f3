"""The officers' queue of producers that wait to be verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from backend.common.work_queue import WorkQueue
from products.models import Photo, Producer


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One waiting item in the column beside the page on which an officer decides."""

    title: str
    meta: str
    url: str
    photo: Photo | None
    is_here: bool


def waiting_producers(user: Any) -> QuerySet[Producer]:
    """Return the producers that the officer may verify and that wait for it, the longest waiting first."""
    return Producer.objects.decidable_by(user).awaiting_verification().select_related("unit", "portrait")


PRODUCERS = WorkQueue(
    waiting_producers,
    "verification_asked_at",
    item="products:verify_producer",
    desk="products:verification_desk",
)
