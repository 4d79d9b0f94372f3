"""Pin what a hand-in says: the member's work and the trainer's words about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backend.ledger import page_pins
from courses.practice.models import HandIn

FAMILY = "hand_in:"
CHUNK = 500


def pin_hand_in(hand_in: HandIn) -> None:
    """Pin the hand-in as it is now, in the transaction that changes it."""
    page_pins.pin_row(f"{FAMILY}{hand_in.pk}", _content(hand_in))


def delete_pins(hand_ins: Iterable[Any]) -> None:
    """Delete salts and pins of the hand-ins with these primary keys, whose texts were erased."""
    for pk in hand_ins:
        page_pins.delete_pin(f"{FAMILY}{pk}")


def hand_in_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (subject, content) of every hand-in; empty content if its member's account was erased."""
    rows = HandIn.objects.select_related("enrolment__user").prefetch_related("photos").order_by("pk")
    for row in rows.iterator(CHUNK):
        yield f"{FAMILY}{row.pk}", {} if row.enrolment.user.erased_at else _content(row)


def _content(row: HandIn) -> dict[str, Any]:
    return {
        "enrolment": row.enrolment_id,
        "lesson": row.lesson_key,
        "step": row.step_key,
        "text": row.text,
        "link": row.link,
        "photos": sorted(
            [str(photo.pk), *(each.get("sha256", "") for each in photo.variants)]
            for photo in row.photos.all()
        ),
        "startedAt": row.started_at.isoformat() if row.started_at else None,
        "endedAt": row.ended_at.isoformat() if row.ended_at else None,
        "handedInAt": row.handed_in_at.isoformat(),
        "review": row.review,
    }
