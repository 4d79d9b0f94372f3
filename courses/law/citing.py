"""Lessons, questions of banks and published versions as places that cite law."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.law.citing.places import cite_of
from backend.law.citing.registry import CitingPlace
from courses.law.in_use import cited_in_use
from courses.models import Course, Question, Step

type Citations = Iterable[Mapping[str, Any]]


def citing_steps() -> Iterator[CitingPlace]:
    """Yield the steps of drafts; a place for each day on which they were compared."""
    authors = _authors()
    steps = Step.objects.filter(lesson__module__course__retired_at=None).exclude(citations=[])
    for step in steps.select_related("lesson__module__course").prefetch_related("texts").order_by("pk"):
        course = step.lesson.module.course
        text = next(iter(step.texts.all()), None)
        where = f"{course.slug}: {step.lesson} › {text.title if text and text.title else step.key}"
        yield from places_cited(
            f"step:{step.pk}",
            where,
            step.citations,
            kind=_("Bài học"),
            url=reverse("courses:edit_step", args=[course.slug, step.pk]),
            owners=authors.get(course.pk, ()),
        )


def citing_questions() -> Iterator[CitingPlace]:
    """Yield the questions of banks; a shared bank belongs to the operator's staff."""
    authors = _authors()
    questions = Question.objects.filter(archived_at=None).exclude(citations=[])
    for question in questions.select_related("bank__course").order_by("pk"):
        course = question.bank.course
        if course is None or course.retired_at is None:
            yield from places_cited(
                f"question:{question.pk}",
                f"{course.slug if course else '-'}: {question.bank} › {question}",
                question.citations,
                kind=_("Câu hỏi"),
                url=reverse("courses:question_edit", args=[question.bank_id, question.pk]),
                owners=authors.get(course.pk, ()) if course else (),
            )


def citing_versions() -> Iterator[CitingPlace]:
    """Yield the published versions in use: they never change, so their owners publish anew."""
    authors = _authors()
    for version, use, where, citation in cited_in_use():
        yield from places_cited(
            f"version:{version.content['slug']}:{version.number}:{where}",
            f"{version.content['slug']} {version.number}: {where}",
            [citation],
            kind=_("Bài học"),
            url=reverse("courses:edit", args=[version.content["slug"]]),
            owners=authors.get(version.course_id, ()),
            uses=f"published, learning {use.learning}, certificates {use.certificates}",
        )


def places_cited(
    key: str, name: str, citations: Citations, *, kind: StrOrPromise, **rest: Any
) -> Iterator[CitingPlace]:
    """Yield a place for each day on which some of the stored citations were compared with the law."""
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    for citation in citations:
        by_day[_checked(citation)].append(cite_of(citation))
    for checked, cites in by_day.items():
        yield CitingPlace(key=key[:120], kind=kind, name=name, cites=tuple(cites), checked=checked, **rest)


def _checked(citation: Mapping[str, Any]) -> dt.date:
    try:
        return dt.date.fromisoformat(str(citation.get("date", "")))
    except ValueError:
        return dt.date.min


def _authors() -> dict[int, tuple[int, ...]]:
    """Return {course: ids of its authors}. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for course, user in Course.authors.through.objects.values_list("course_id", "user_id"):
        found[course].append(user)
    return {course: tuple(sorted(users)) for course, users in found.items()}
