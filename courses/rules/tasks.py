from __future__ import annotations

from typing import Any

from courses.models import HandIn
from courses.rules.courses import may_edit_course


def may_review(user: Any, hand_in: HandIn) -> bool:
    """Confirm or return what was handed in: a trainer who writes the course, or staff; never her own."""
    return hand_in.enrolment.user_id != user.pk and may_edit_course(user, hand_in.enrolment.version.course)
