"""What the pages of a course and its lessons show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django_stubs_ext import StrOrPromise

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseStart:
    """The next step on a course's page: at most one property is true, none while other courses are missing."""

    enrolment: Enrolment | None
    # The next lesson; None at the end of the course.
    next_key: str | None
    # The courses that must be finished first.
    missing: Sequence[Course]
    is_signed_in: bool

    @property
    def may_continue(self) -> bool:
        return not self.missing and self.enrolment is not None and self.next_key is not None

    @property
    def may_enrol(self) -> bool:
        return not self.missing and self.enrolment is None and self.is_signed_in

    @property
    def may_look(self) -> bool:
        """Return True for a visitor, who reads the lessons without stored progress."""
        return not self.missing and self.enrolment is None and not self.is_signed_in


@dataclass(frozen=True, slots=True)
class OfferedLanguage:
    """A language of a lesson. The page shows it in `language`, and in `beside` as a second one if not empty."""

    code: str
    name: StrOrPromise
    language: str
    beside: str

    @property
    def is_only(self) -> bool:
        """Return True if the page shows this language and no second one."""
        return self.code == self.language and not self.beside

    @property
    def may_be_second(self) -> bool:
        return self.code != self.language

    @property
    def is_second(self) -> bool:
        return self.code == self.beside


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
        "offered": [
            OfferedLanguage(code, LANGUAGE_NAMES.get(code, code), language, beside) for code in offered
        ],
        "asked": [
            {
                "asked": row,
                "voice": None if row.is_shared else media_of(row.voice),
                "answer_voice": media_of(row.answer_voice),
            }
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
