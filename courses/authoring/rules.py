from __future__ import annotations

from typing import Any

from courses.models import Course
from members.rules import is_staff, is_trainer


def may_write_courses(user: Any) -> bool:
    """Return whether the user may create a course: a trainer of any branch, or staff."""
    return is_staff(user) or is_trainer(user)


def may_edit_course(user: Any, course: Course) -> bool:
    """Return whether `user` may write and publish `course` and see its reports.

    True for authors of the course while they are trainers, and for staff.
    """
    if is_staff(user):
        return True
    return is_trainer(user) and course.authors.filter(pk=user.pk).exists()
