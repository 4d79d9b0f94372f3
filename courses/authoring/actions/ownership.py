"""Whose a course is: one that came with Piêu is its trainers' from the first change by hand on."""

from __future__ import annotations

from django.utils import timezone

from courses.models import Course


def take_over(course: Course) -> None:
    """A person changed `course`: files of the next release leave it alone. Inside the change's transaction."""
    course.is_builtin, course.changed_at = False, timezone.now()
    Course.objects.filter(pk=course.pk).update(is_builtin=False, changed_at=course.changed_at)
