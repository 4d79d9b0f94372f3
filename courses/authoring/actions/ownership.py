"""Ownership of courses: after the first change by hand, a built-in course belongs to its trainers."""

from __future__ import annotations

from django.utils import timezone

from courses.models import Course


def take_over(course: Course) -> None:
    """Mark `course` as changed by a person, so that later releases don't overwrite it.

    Call it in the transaction of the change.
    """
    course.is_builtin, course.changed_at = False, timezone.now()
    Course.objects.filter(pk=course.pk).update(is_builtin=False, changed_at=course.changed_at)
