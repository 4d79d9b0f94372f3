"""What ledger entries state of learning: enrolments and steps, from which certificates follow, and questions."""

from backend.ledger.row_values import Stated
from courses.learning.models import Asked, Enrolment, StepDone

STATED = (
    Stated(
        Enrolment,
        subject=lambda enrolment: f"enrolment:{enrolment.pk}",
        stated=("version", "started_at", "finished_at"),
        people=("user",),
    ),
    Stated(
        StepDone,
        subject=lambda step: f"enrolment:{step.enrolment_id}",
        stated=("enrolment", "lesson_key", "step_key", "done_at", "recorded_at"),
    ),
    Stated(
        Asked,
        subject=lambda asked: f"asked:{asked.pk}",
        stated=(
            "course",
            "lesson_key",
            "step_key",
            "voice",
            "asked_at",
            "answer_voice",
            "answered_at",
            "is_shared",
        ),
        people=("user", "by", "answered_by"),
        pinned=("text", "answer"),
    ),
)
