"""What ledger entries state of live classes: the class, its places, who attended, and its materials."""

from typing import Any

from backend.ledger.row_values import Stated
from courses.classes.models import Attendance, ClassMaterial, LiveClass, SignUp


def _of_class(row: Any) -> str:
    return f"class:{row.live_class.uid}"


STATED = (
    Stated(
        LiveClass,
        subject=lambda live_class: f"class:{live_class.uid}",
        stated=(
            "uid",
            "course",
            "branch",
            "starts_at",
            "ends_at",
            "places",
            "created_at",
            "changed_at",
            "revision",
            "cancelled_at",
        ),
        people=("trainer",),
        pinned=("title", "about", "room", "link", "cancel_reason"),
    ),
    Stated(
        SignUp,
        subject=_of_class,
        stated=("live_class", "state", "queued_at"),
        people=("user", "by"),
        related=("live_class",),
    ),
    Stated(
        Attendance,
        subject=_of_class,
        stated=("live_class", "how", "attended_at"),
        people=("user", "by"),
        related=("live_class",),
    ),
    Stated(
        ClassMaterial,
        subject=_of_class,
        stated=("live_class", "asset", "added_at"),
        pinned=("title", "link"),
        related=("live_class",),
    ),
)
