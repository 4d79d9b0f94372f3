"""A member's progress, the same figures for members, trainers and reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courses.authoring.content_shape import LessonContent
from courses.authoring.versions import Published, published
from courses.models import Enrolment, StepDone

type DoneKeys = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """Steps done and total steps of a course or lesson."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Return 0 to 100, rounded down: 100 only if nothing is left."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.done >= self.total


def done_keys(enrolment: Enrolment | None) -> DoneKeys:
    """Return {(lesson key, step key)} of the steps done in this enrolment; empty for None. One query."""
    if enrolment is None:
        return frozenset()
    return frozenset(StepDone.objects.filter(enrolment=enrolment).values_list("lesson_key", "step_key"))


def lesson_progress(lesson: LessonContent, done: DoneKeys) -> Progress:
    return Progress(
        sum((lesson["key"], step["key"]) in done for step in lesson["steps"]), len(lesson["steps"])
    )


def course_progress(version: Published, done: DoneKeys) -> Progress:
    return Progress(sum(key in done for key in version.steps), len(version.steps))


def next_lesson_key(version: Published, done: DoneKeys) -> str | None:
    """Return the key of the first unfinished lesson; None if all are finished."""
    for key, lesson in version.lessons.items():
        if not lesson_progress(lesson, done).is_complete:
            return key
    return None


def progress_of(enrolments: Iterable[Enrolment]) -> dict[int, Progress]:
    """Return progress by enrolment id.

    One query for all, and one for each version that this process hasn't cached.
    """
    rows = list(enrolments)
    done: dict[int, set[tuple[str, str]]] = {row.pk: set() for row in rows}
    for enrolment_id, lesson_key, step_key in StepDone.objects.filter(enrolment__in=done).values_list(
        "enrolment_id", "lesson_key", "step_key"
    ):
        done[enrolment_id].add((lesson_key, step_key))
    return {row.pk: course_progress(published(row.version_id), frozenset(done[row.pk])) for row in rows}
