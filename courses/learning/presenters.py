"""What the pages of a course and its lessons show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from courses.authoring.enums import Language
from courses.authoring.versions import Published, title_of, words_of
from courses.law.stale import LawState
from courses.learning.progress import (
    done_keys,
    lesson_progress,
)
from courses.media.media_files import media_of
from courses.models import Asked, Course, Enrolment
from members.acting import ActorRequest

LANGUAGE_NAMES = dict(Language.choices)


def cover_of(version: Published) -> Any:
    """Return the course's cover, or the first picture of its steps; None without pictures."""
    if version.content["cover"]:
        return version.content["cover"]
    return next((step["picture"] for step in version.steps.values() if step["picture"]), None)


def lesson_context(
    request: ActorRequest,
    found: Course,
    enrolment: Enrolment | None,
    version: Published,
    lesson_key: str,
    *,
    law: Mapping[str, LawState] | None = None,
) -> dict[str, Any]:
    """Return the context of a lesson's page.

    `law`: {step key: LawState} of courses.law.stale, for today or, on offline pages, for every day.
    """
    content = version.lessons[lesson_key]
    offered = [
        code
        for code in version.content["languages"]
        if any(code in step["texts"] for step in content["steps"])
    ]
    wanted = request.GET.get("tieng", "")
    beside = request.GET.get("kem", "")
    language = wanted if wanted in offered else _own_language(offered)
    beside = beside if beside in offered and beside != language else ""
    done = done_keys(enrolment)
    steps = []
    for number, step in enumerate(content["steps"], 1):
        text_language, words = words_of(step["texts"], language)
        steps.append(
            {
                "number": number,
                "step": step,
                "words": words,
                "language": text_language,
                "beside": step["texts"].get(beside),
                "is_done": (lesson_key, step["key"]) in done,
                "law": (law or {}).get(step["key"]),
            }
        )
    following = version.next_lesson(lesson_key)
    shared = Asked.objects.filter(course=found, lesson_key=lesson_key, is_shared=True)
    own = (
        Asked.objects.filter(course=found, lesson_key=lesson_key, user=request.actor.member, is_shared=False)
        if request.actor
        else Asked.objects.none()
    )
    return {
        "course": found,
        "version": version,
        "enrolment": enrolment,
        "lesson": content,
        "title": title_of(content, language),
        "course_title": title_of(version.content, language),
        "steps": steps,
        "total": len(steps),
        "progress": lesson_progress(content, done),
        "next_lesson": following,
        "language": language,
        "beside": beside,
        "offered": [(code, LANGUAGE_NAMES.get(code, code)) for code in offered],
        "asked": [
            {"asked": row, "voice": media_of(row.voice), "answer_voice": media_of(row.answer_voice)}
            for row in [
                *own.select_related("voice", "answer_voice")[:20],
                *shared.select_related("voice", "answer_voice")[:20],
            ]
        ],
        "note": version.content["note"],
    }


def _own_language(offered: list[str]) -> str:
    own = get_language() or "vi"
    if own in offered:
        return own
    return "vi" if "vi" in offered or not offered else offered[0]
