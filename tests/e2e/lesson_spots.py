"""The pages of courses and their figures for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from typing import Any

from courses.models import Asked

COURSE, LESSON = "fanpage-dau-tien", "trang-la-gi"
LESSON_SPOTS: list[tuple[str, ...]] = [
    *((who, name, *args) for who in ("anyone", "lan") for name, args in (
        ("courses:list", ()), ("courses:course", (COURSE,)), ("courses:lesson", (COURSE, LESSON)),
    )),
    ("lan", "courses:ask", COURSE, LESSON),
    ("van", "courses:inbox"),
    ("van", "courses:answer", "asked"),
    ("van", "courses:reports"),
    ("van", "courses:completion_report"),
    ("van", "courses:course_report", COURSE),
    ("van", "courses:branch_report", COURSE),
    ("thu", "courses:reports"),
    ("thu", "courses:course_report", COURSE),
]  # fmt: skip
LESSON_WITHOUT_PAGE = {"courses:start", "courses:step_done", "courses:media"}


def furnish_lessons() -> dict[str, Any]:
    """The demo has the courses, their members and an open question."""
    return {"asked": Asked.objects.filter(answered_at=None).order_by("pk").values_list("pk", flat=True)[0]}
