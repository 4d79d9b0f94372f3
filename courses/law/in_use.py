"""Changed law in published versions that members take, hold a certificate of, or would begin today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from courses.authoring.versions import Published, published
from courses.law.stale import Book, why_stale
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


@dataclass(frozen=True, slots=True)
class Use:
    """How a published version is used; the fields are those of StaleInUse."""

    is_newest: bool
    learning: int
    certificates: int


def audit_in_use(at: dt.date | None = None, courses: Iterable[int] | None = None) -> list[StaleInUse]:
    """Return the stale citations of every published version in use, sorted by course, newest version first.

    `courses`: ids to limit it to. About five queries, and one for each version not cached yet.
    """
    at, cited = at or timezone.localdate(), cited_in_use(courses)
    book = Book(citation for _version, _use, _where, citation in cited)
    return [
        StaleInUse(
            version.content["slug"],
            version.number,
            use.is_newest,
            use.learning,
            use.certificates,
            where,
            citation,
            why,
        )
        for version, use, where, citation in cited
        if (why := why_stale(citation, at, book))
    ]


def cited_in_use(
    courses: Iterable[int] | None = None,
) -> list[tuple[Published, Use, str, Mapping[str, str]]]:
    """Return every citation of published versions in use: (version, use, place as trainers name it, citation).

    In use: the newest version of a course that is not retired, and versions with unfinished learners or valid
    certificates.
    """
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
    return [
        (version, Use(*use), where, citation)
        for pk, *use in rows
        for version in [published(pk)]
        for where, citation in _citations(version)
    ]


def _citations(version: Published) -> Iterator[tuple[str, Any]]:
    """Yield every citation of a version with its place, as trainers name it."""
    for (lesson_key, step_key), step in version.steps.items():
        words: Any = next(iter(step["texts"].values()), {})
        place = f"{version.lessons[lesson_key]['title']} › {words.get('title') or step_key}"
        for citation in step["citations"]:
            yield place, citation
        quiz: Any = step.get("quiz") or {}
        for question in quiz.get("questions", []):
            name = question_words(question)
            for citation in question.get("citations", []):
                yield f"{place} › {name[:60]}", citation
