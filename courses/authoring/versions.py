"""Published content as pages read it; cached in the process, since versions never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from courses.authoring.content_shape import Content, LessonContent, StepContent
from courses.authoring.enums import StepKind
from courses.models import Course, CourseVersion

# Kinds of steps that need a result; reading alone doesn't finish them.
PROVEN_KINDS = (StepKind.QUIZ, StepKind.TASK)


@dataclass(frozen=True, eq=False)
class Published:
    """One version with its lessons by key."""

    id: int
    course_id: int
    number: int
    content: Content
    minutes: int
    bytes: int

    @cached_property
    def lessons(self) -> dict[str, LessonContent]:
        return {lesson["key"]: lesson for module in self.content["modules"] for lesson in module["lessons"]}

    @cached_property
    def steps(self) -> dict[tuple[str, str], StepContent]:
        return {(key, step["key"]): step for key, lesson in self.lessons.items() for step in lesson["steps"]}

    def step(self, lesson_key: str, step_key: str) -> StepContent | None:
        return self.steps.get((lesson_key, step_key))

    def next_lesson(self, lesson_key: str) -> LessonContent | None:
        keys = list(self.lessons)
        at = keys.index(lesson_key) + 1
        return self.lessons[keys[at]] if at < len(keys) else None


@lru_cache(maxsize=64)
def published(version_id: int) -> Published:
    """Return a published version with its content.

    One query the first time in a process, none afterwards. Raises CourseVersion.DoesNotExist.
    """
    row = CourseVersion.objects.get(pk=version_id)
    return Published(row.pk, row.course_id, row.number, row.content, row.minutes, row.bytes)


def latest_version_id(course: Course) -> int | None:
    """Return the id of the newest version, without loading its content; None for an unpublished course."""
    return course.versions.order_by("-number").values_list("pk", flat=True).first()


def words_of(texts: dict[str, Any], language: str) -> tuple[str, Any]:
    """Return (language, texts) to show: the requested language, else Vietnamese, else the first available.

    The texts are None if there are none.
    """
    for code in (language, "vi", *texts):
        if code in texts:
            return code, texts[code]
    return language, None


def title_of(item: Any, language: str) -> str:
    """Return the title of a course, module or lesson in `language`, else in its original language."""
    return item["translations"].get(language, {}).get("title") or item["title"]
