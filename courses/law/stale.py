"""Find stale citations: the law in force when they were checked is not the law in force on a given day.

The law library (backend/law) knows what is in force on a day and what changed. A citation of a step or question has
document, article and the day it was checked. It is stale on a day when its place changed or ended since, or if the
library lacks it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.citing.places import CitedPlace, cite_of, cited_place, lawyers_of, places_of
from backend.law.library.references import BadReference, Citation, parse_citations
from backend.law.library.standings import Found, Look
from backend.law.library.text_changes import texts_changed_of
from courses.models import Course, Lesson, Question, Step


class Book:
    """What the library knows of the places that some citations name. About five queries, none without citations."""

    def __init__(self, citations: Iterable[Mapping[str, Any]]) -> None:
        self.places: dict[tuple[str, str], list[Citation]] = {}
        for citation in citations:
            key = (str(citation.get("document", "")), str(citation.get("article", "")))
            if key not in self.places:
                self.places[key] = _places(*key)
        asked = [place for many in self.places.values() for place in many]
        self.look = Look(asked)
        known = [self.look.found(place, dt.date.max) for place in asked] if self.look.documents else []
        self.texts = texts_changed_of(known)
        self.known = known

    @cached_property
    def lawyers(self) -> dict[int, str]:
        """Return what lawyers read of the places; most callers don't show it."""
        return lawyers_of(self.known)

    def found(self, citation: Mapping[str, Any], day: dt.date) -> list[Found]:
        """Return what the library knows on `day`: one for each article of a range; [] for what it can't read."""
        key = (str(citation.get("document", "")), str(citation.get("article", "")))
        return [self.look.found(place, day) for place in self.places.get(key, ())]

    def next_change(self, found: Found, after: dt.date) -> dt.date | None:
        """Return the first day after `after` on which the place, or its text, changes or ends."""
        days = [day for day in self.texts.get(str(found.citation), ()) if day > after]
        change = self.look.next_change(found.citation, after)
        return min([*days, *([change] if change else [])], default=None)


def _places(document: str, article: str) -> list[Citation]:
    try:
        return parse_citations(f"{document} {article}".strip())
    except BadReference:
        return []


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


def why_stale(citation: Mapping[str, Any], at: dt.date, book: Book) -> str:
    """Return why the citation is stale on the day `at`, in a sentence; "" if it is valid."""
    checked = _checked(citation)
    now = book.found(citation, at)
    if not now or not all(one.is_known for one in now):
        return _("Chưa có điều này trong sổ luật.")
    if checked is None:
        return _("Chưa ghi ngày xem lại.")
    if not all(one.is_in_force for one in book.found(citation, checked)):
        return _("Ngày xem lại, điều này không có hiệu lực.")
    if not all(one.is_in_force for one in now):
        return _("Điều này không có hiệu lực vào ngày %(day)s.") % {"day": format_date(at)}
    changes = [day for one in now if (day := book.next_change(one, checked)) and day <= at]
    changes += [change.from_date for one in now for change in one.changed_between(checked, at)]
    if changes:
        return _("Điều này đổi từ ngày %(day)s.") % {"day": format_date(min(changes))}
    return ""


@dataclass(frozen=True, slots=True)
class LawState:
    """State of the law that a step or question cites.

    reasons: why to check it again. until: the last day on which all of it holds, if known. sources: each cited
    place and the day of its check.
    """

    reasons: tuple[str, ...] = ()
    until: dt.date | None = None
    sources: tuple[tuple[CitedPlace, dt.date | None], ...] = ()


def law_states(
    cited: Iterable[Mapping[str, Any]], at: dt.date | None = None, book: Book | None = None
) -> dict[str, LawState]:
    """Return {key: LawState} of published steps or questions, only for those that cite something.

    With `at`, return the states on that day. Without it, return states for a page that is equal on every day:
    a change since the check gives no reason, but `until` is the day before the change, and sources are as on the
    day of the check. About five queries; none without citations.
    """
    found = {one["key"]: one["citations"] for one in cited if one.get("citations")}
    if not found:
        return {}
    book = Book(one for many in found.values() for one in many) if book is None else book
    return {key: _state(citations, at, book) for key, citations in found.items()}


def _state(citations: Iterable[dict[str, str]], at: dt.date | None, book: Book) -> LawState:
    reasons, ends, sources = [], [], []
    for citation in citations:
        checked = _checked(citation)
        sources += [(place, checked) for place in _cited(citation, at or checked or dt.date.min, book)]
        if why := why_stale(citation, at or _checked(citation) or dt.date.min, book):
            name = f"{citation.get('document', '')} {citation.get('article', '')}".strip()
            reasons.append(f"{name}: {why}")
        elif end := _last_day(citation, book):
            ends.append(end)
    return LawState(tuple(reasons), min(ends, default=None), tuple(sources))


def _cited(citation: Mapping[str, Any], day: dt.date, book: Book) -> list[CitedPlace]:
    """Return the places of a citation as pages show them; the article's words as typed if it is none."""
    found = [cited_place(one, lawyers=book.lawyers) for one in book.found(citation, day)]
    return found or places_of([cite_of(citation)])


def _checked(citation: Mapping[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(citation.get("date", ""))
    except ValueError:
        return None


def _last_day(citation: Mapping[str, Any], book: Book) -> dt.date | None:
    """Return the day before the place changes or ends after the day of the check; None if no such day is known."""
    checked = _checked(citation)
    if checked is None:
        return None
    changes = [day for one in book.found(citation, checked) if (day := book.next_change(one, checked))]
    return min(changes) - dt.timedelta(days=1) if changes else None


def audit(at: dt.date | None = None, courses: Any = None) -> list[Stale]:
    """Return stale citations of steps and questions in courses that are not retired, or only in `courses`.

    Without `courses` it covers the shared banks too. Cost: about eight queries.
    """
    at = at or timezone.localdate()
    wanted = Course.objects.filter(retired_at=None) if courses is None else courses
    found: list[Stale] = []
    steps = list(
        Step.objects.filter(lesson__module__course__in=wanted)
        .exclude(citations=[])
        .select_related("lesson__module__course")
        .prefetch_related("texts")
        .order_by("lesson__module__course__slug", "lesson__module__position", "lesson__position", "position")
    )
    questions = Question.objects.filter(archived_at=None).exclude(citations=[]).select_related("bank__course")
    ours = questions.filter(bank__course__in=wanted)
    if courses is None:
        ours = ours | questions.filter(bank__course=None)
    asked = list(ours.order_by("bank__course__slug", "bank__title", "position"))
    cited = [
        *(each for step in steps for each in step.citations),
        *(each for one in asked for each in one.citations),
    ]
    book = Book(cited)
    for step in steps:
        found += [
            Stale(step.lesson.module.course, step.lesson, step, None, citation, why)
            for citation in step.citations
            if (why := why_stale(citation, at, book))
        ]
    for question in asked:
        found += [
            Stale(question.bank.course, None, None, question, citation, why)
            for citation in question.citations
            if (why := why_stale(citation, at, book))
        ]
    return found
