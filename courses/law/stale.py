"""Find stale citations: the law in force when they were checked is not the law in force on a given day.

LawProvision holds an article during a period. A citation has document, article and the day it was checked. It
is stale on a day when the row in force isn't the row of the check, or if the article isn't recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from courses.models import Course, LawProvision, Lesson, Question, Step

type Book = dict[tuple[str, str], list[LawProvision]]


@dataclass(frozen=True, slots=True)
class Stale:
    """One citation to be checked again. `step` or `question` cites it; a shared bank has no course."""

    course: Course | None
    lesson: Lesson | None
    step: Step | None
    question: Question | None
    citation: dict[str, str]
    why: str

    @property
    def where(self) -> str:
        """Return lesson and step, or bank and question, by their names for trainers."""
        if self.step is not None:
            text = next(iter(self.step.texts.all()), None)
            return f"{self.lesson} › {text.title if text and text.title else self.step.key}"
        assert self.question is not None
        return f"{self.question.bank} › {self.question}"


def read_book() -> Book:
    """Return every provision, by document and article, the oldest first. One query."""
    book: Book = {}
    for row in LawProvision.objects.order_by("valid_from_date"):
        book.setdefault((row.document, row.article), []).append(row)
    return book


def in_force(rows: Iterable[LawProvision], day: dt.date) -> LawProvision | None:
    return next(
        (
            row
            for row in rows
            if row.valid_from_date <= day and (row.valid_to_date is None or row.valid_to_date >= day)
        ),
        None,
    )


def why_stale(citation: dict[str, str], at: dt.date, book: Book) -> str:
    """Return why the citation is stale on the day `at`, in a sentence; "" if it is valid."""
    rows = book.get((citation.get("document", ""), citation.get("article", "")), [])
    if not rows:
        return _("Chưa có điều này trong sổ luật.")
    checked = _checked(citation)
    if checked is None:
        return _("Chưa ghi ngày xem lại.")
    then, now = in_force(rows, checked), in_force(rows, at)
    if then is None:
        return _("Ngày xem lại, điều này không có hiệu lực.")
    if now is None:
        return _("Điều này không có hiệu lực vào ngày %(day)s.") % {"day": format_date(at)}
    if now.pk != then.pk:
        return _("Điều này đổi từ ngày %(day)s.") % {"day": format_date(now.valid_from_date)}
    return ""


@dataclass(frozen=True, slots=True)
class LawState:
    """State of the law that a step or question cites.

    reasons: why to check it again. until: the last day on which all of it holds, if known.
    """

    reasons: tuple[str, ...] = ()
    until: dt.date | None = None


def law_states(
    cited: Iterable[Mapping[str, Any]], at: dt.date | None = None, book: Book | None = None
) -> dict[str, LawState]:
    """Return {key: LawState} of published steps or questions, only for those with something to report.

    With `at`, return the states on that day. Without it, return states for a page that is equal on every day:
    a change since the check gives no reason, but `until` is the day before the change. One query; none
    without citations.
    """
    found = {one["key"]: one["citations"] for one in cited if one.get("citations")}
    if not found:
        return {}
    book = read_book() if book is None else book
    states = {key: _state(citations, at, book) for key, citations in found.items()}
    return {key: state for key, state in states.items() if state.reasons or state.until}


def _state(citations: Iterable[dict[str, str]], at: dt.date | None, book: Book) -> LawState:
    reasons, ends = [], []
    for citation in citations:
        if why := why_stale(citation, at or _checked(citation) or dt.date.min, book):
            name = f"{citation.get('document', '')} {citation.get('article', '')}".strip()
            reasons.append(f"{name}: {why}")
        elif end := _last_day(citation, book):
            ends.append(end)
    return LawState(tuple(reasons), min(ends, default=None))


def _checked(citation: Mapping[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(citation.get("date", ""))
    except ValueError:
        return None


def _last_day(citation: Mapping[str, str], book: Book) -> dt.date | None:
    """Return the last day of the provision that was valid on the day of the check.

    None if it has no last day, or if the provision or the day is unknown.
    """
    rows = book.get((citation.get("document", ""), citation.get("article", "")), [])
    checked = _checked(citation)
    then = in_force(rows, checked) if checked else None
    return then.valid_to_date if then else None


def audit(at: dt.date | None = None, courses: Any = None) -> list[Stale]:
    """Return stale citations of steps and questions in courses that are not retired, or only in `courses`.

    Without `courses` it covers the shared banks too. Cost: about five queries.
    """
    at, book = at or timezone.localdate(), read_book()
    wanted = Course.objects.filter(retired_at=None) if courses is None else courses
    found: list[Stale] = []
    steps = (
        Step.objects.filter(lesson__module__course__in=wanted)
        .exclude(citations=[])
        .select_related("lesson__module__course")
        .prefetch_related("texts")
        .order_by("lesson__module__course__slug", "lesson__module__position", "lesson__position", "position")
    )
    for step in steps:
        found += [
            Stale(step.lesson.module.course, step.lesson, step, None, citation, why)
            for citation in step.citations
            if (why := why_stale(citation, at, book))
        ]
    questions = Question.objects.filter(archived_at=None).exclude(citations=[]).select_related("bank__course")
    ours = questions.filter(bank__course__in=wanted)
    if courses is None:
        ours = ours | questions.filter(bank__course=None)
    for question in ours.order_by("bank__course__slug", "bank__title", "position"):
        found += [
            Stale(question.bank.course, None, None, question, citation, why)
            for citation in question.citations
            if (why := why_stale(citation, at, book))
        ]
    return found
