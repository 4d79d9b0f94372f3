"""Changed law in published versions that members take, hold a certificate of, or would begin today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from courses.authoring.versions import Published, published
from courses.law.stale import Book, read_book, why_stale
from courses.models import Course, CourseVersion
from courses.quizzes.words import question_words


@dataclass(frozen=True, slots=True)
class StaleInUse:
    """Outdated citation of a published version.

    learning: number of unfinished enrolments. certificates: number of valid certificates.
    """

    slug: str
    number: int
    is_newest: bool
    learning: int
    certificates: int
    where: str
    citation: Mapping[str, str]
    why: str


def audit_in_use(at: dt.date | None = None, courses: Iterable[int] | None = None) -> list[StaleInUse]:
    """Return the stale citations of every published version in use, sorted by course, newest version first.

    In use: the newest version of a course that is not retired, and versions with unfinished learners or valid
    certificates. `courses`: ids to limit it to. Two queries, and one for each version not cached yet.
    """
    at, book = at or timezone.localdate(), read_book()
    newer = CourseVersion.objects.filter(course=OuterRef("course"), number__gt=OuterRef("number"))
    open_course = Course.objects.filter(pk=OuterRef("course"), retired_at=None)
    rows = (
        CourseVersion.objects.annotate(
            is_newest=~Exists(newer),
            is_open=Exists(open_course),
            learning=Count("enrolments", filter=Q(enrolments__finished_at=None), distinct=True),
            certificates=Count(
                "enrolments__credentials",
                filter=Q(enrolments__credentials__revoked_at=None),
                distinct=True,
            ),
        )
        .filter(Q(is_newest=True, is_open=True) | Q(learning__gt=0) | Q(certificates__gt=0))
        .filter(Q() if courses is None else Q(course__in=courses))
        .order_by("course__slug", "-number")
        .values_list("pk", "is_newest", "learning", "certificates")
    )
    found = []
    for pk, is_newest, learning, certificates in rows:
        version = published(pk)
        found += [
            StaleInUse(
                version.content["slug"],
                version.number,
                is_newest,
                learning,
                certificates,
                where,
                citation,
                why,
            )
            for where, citation, why in _stale(version, at, book)
        ]
    return found


def _stale(version: Published, at: dt.date, book: Book) -> Iterator[tuple[str, Mapping[str, str], str]]:
    for (lesson_key, step_key), step in version.steps.items():
        words: Any = next(iter(step["texts"].values()), {})
        place = f"{version.lessons[lesson_key]['title']} › {words.get('title') or step_key}"
        cited: list[tuple[str, Any]] = [(place, citation) for citation in step["citations"]]
        quiz: Any = step.get("quiz") or {}
        for question in quiz.get("questions", []):
            name = question_words(question)
            cited += [(f"{place} › {name[:60]}", citation) for citation in question.get("citations", [])]
        for where, citation in cited:
            if why := why_stale(citation, at, book):
                yield where, citation, why
