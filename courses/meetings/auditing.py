"""What ledger entries state of a branch's meetings: the record, who was present, and the counted hands."""

from typing import Any

from backend.ledger.row_values import Stated
from courses.meetings.models import Meeting, MeetingHands, MeetingPresence


def _of_meeting(row: Any) -> str:
    return f"meeting:{row.meeting_id}"


STATED = (
    Stated(
        Meeting,
        subject=lambda meeting: f"meeting:{meeting.pk}",
        stated=("branch", "version", "lesson_key", "started_at", "ended_at", "shown"),
        people=("led_by",),
        pinned=("note",),
    ),
    Stated(MeetingPresence, subject=_of_meeting, stated=("meeting", "at"), people=("user",)),
    Stated(
        MeetingHands,
        subject=_of_meeting,
        stated=("meeting", "step_key", "question_key", "counts", "counted_at"),
    ),
)
