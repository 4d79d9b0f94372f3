"""The pages on which courses are written, for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from courses.models import Lesson, Step
from tests.e2e.lesson_spots import COURSE, LESSON

AUTHORING_SPOTS: list[tuple[str, ...]] = [
    ("van", "courses:author_home"),
    ("van", "courses:author_new"),
    ("van", "courses:edit", COURSE),
    ("van", "courses:edit_settings", COURSE),
    ("van", "courses:edit_module", COURSE, "module"),
    ("van", "courses:edit_lesson", COURSE, "lesson"),
    ("van", "courses:edit_step", COURSE, "step_text"),
    ("van", "courses:edit_step", COURSE, "step_quiz"),
    ("van", "courses:edit_step", COURSE, "step_task"),
    ("van", "courses:publish", COURSE),
    ("van", "courses:versions", COURSE),
    ("van", "courses:preview", COURSE),
    ("van", "courses:preview_lesson", COURSE, LESSON),
]
# They take a POST, answer with a part of a page, or speak to a program.
AUTHORING_WITHOUT_PAGE = {
    *(f"courses:{name}" for name in ("adopt", "arrange", "edit_authors", "retire", "take_off")),
    *(f"courses:{name}" for name in ("upload", "upload_file", "upload_give_up", "upload_state", "uploads")),
}


def furnish_authoring() -> dict[str, Any]:
    """A part, a lesson and steps of a course that the demo's trainer writes; its first text cites the law."""
    steps = Step.objects.filter(lesson__module__course__slug=COURSE).order_by("pk")
    text = steps.filter(kind="text")[0]
    text.citations = [
        {"document": "37/2026/NĐ-CP", "article": article, "date": "2026-12-01"} for article in ("43", "999")
    ]
    text.save(update_fields=["citations"])
    lesson = Lesson.objects.get(key=LESSON, module__course__slug=COURSE)
    return {
        "module": lesson.module_id,
        "lesson": lesson.pk,
        **{f"step_{kind}": steps.filter(kind=kind)[0].pk for kind in ("text", "quiz", "task")},
    }
