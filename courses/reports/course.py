"""One version of a course: how many began and finished, and the steps where others stopped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from courses.authoring.versions import Published, published
from courses.learning.progress import DoneKeys, Progress, course_progress
from courses.models import Enrolment
from courses.reports.disclosure import LEAST, close_row, is_closed
from courses.reports.stuck_learners import deeds_of, title_of_step
from members.consent.enums import ConsentPurpose
from members.models import Consent, User


@dataclass(frozen=True, slots=True)
class StepFigures:
    """Figures of a step: how many did it, and how many unfinished learners are stuck before it.

    courses/reports/stuck_learners.py defines stuck. A number is None if it would reveal fewer than five
    people without consent to be named, directly or by subtraction.
    """

    lesson_key: str
    step_key: str
    lesson_title: str
    title: str
    kind: str
    done: int | None
    stuck: int | None


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner who consents to be named to trainers and officers, with the progress the learner sees."""

    user: User
    progress: Progress
    started_at: datetime
    finished_at: datetime | None
    last_at: datetime | None
    next_step: str


@dataclass(frozen=True, slots=True)
class CourseFigures:
    version: Published
    begun: int
    finished: int | None
    stuck: int | None
    steps: list[StepFigures] = field(default_factory=list)
    learners: list[Learner] = field(default_factory=list)
    unnamed: int = 0


def counted_for_officer(version: Published, people: QuerySet[User]) -> QuerySet[User]:
    """Filter `people` to those that an officer's figures count.

    They are the members who consent to be named. The others count too if they are five or more: an officer
    knows the members, so figures of one or two would be figures of a person. Two queries.
    """
    learners = set(
        Enrolment.objects.filter(version_id=version.id, user__in=people).values_list("user_id", flat=True)
    )
    named = set(
        Consent.objects.filter(
            user__in=learners, purpose=ConsentPurpose.LEARNER_NAME, withdrawn_at=None
        ).values_list("user_id", flat=True)
    )
    return people.filter(pk__in=named) if 0 < len(learners - named) < LEAST else people


def course_figures(version: Published, people: QuerySet[User] | None = None) -> CourseFigures:
    """Return the figures of a version, for everybody or, for an officer, only for `people`.

    An officer sees the names of some of them. So a number must not reveal the members without consent by
    subtraction. Five queries; reads every step done of the version.
    """
    enrolments = Enrolment.objects.filter(version_id=version.id).select_related("user")
    if people is not None:
        enrolments = enrolments.filter(user__in=people)
    rows = list(enrolments.defer("version").order_by("started_at"))
    deeds = deeds_of(rows)
    named = set(
        Consent.objects.filter(
            user__in=[row.user_id for row in rows], purpose=ConsentPurpose.LEARNER_NAME, withdrawn_at=None
        ).values_list("user_id", flat=True)
    )
    order = list(version.steps)
    per_step: Counter[tuple[str, str]] = Counter(key for keys in deeds.done.values() for key in keys)
    stuck: Counter[tuple[str, str]] = Counter()
    learners = []
    now = timezone.now()
    for row in rows:
        keys: DoneKeys = frozenset(deeds.done[row.pk])
        before = next((key for key in order if key not in keys), None)
        if stuck_step := deeds.stuck_before([row], now):
            stuck[stuck_step] += 1
        if row.user_id in named:
            learners.append(
                Learner(
                    user=row.user,
                    progress=course_progress(version, keys),
                    started_at=row.started_at,
                    finished_at=row.finished_at,
                    last_at=deeds.last.get(row.pk),
                    next_step=title_of_step(version, before) if before else "",
                )
            )
    others = [row for row in rows if row.user_id not in named] if people is not None else []
    others_done: Counter[tuple[str, str]] = Counter(key for row in others for key in deeds.done[row.pk])
    others_stuck = Counter(stuck_step for row in others if (stuck_step := deeds.stuck_before([row], now)))
    others_finished = sum(row.finished_at is not None for row in others)
    *shows_done, shows_finished = close_row(
        [*(others_done[key] for key in order), others_finished], len(others)
    )
    shows_stuck = {key: not is_closed(others_stuck[key]) for key in order}
    all_stuck = others_stuck.total()
    rest = all_stuck - sum(others_stuck[key] for key in order if shows_stuck[key])
    return CourseFigures(
        version=version,
        begun=len(rows),
        finished=sum(row.finished_at is not None for row in rows) if shows_finished else None,
        stuck=None if is_closed(all_stuck, len(others) - all_stuck, rest) else sum(stuck.values()),
        steps=[
            StepFigures(
                lesson_key=key[0],
                step_key=key[1],
                lesson_title=version.lessons[key[0]]["title"],
                title=title_of_step(version, key),
                kind=version.steps[key]["kind"],
                done=per_step[key] if may_show else None,
                stuck=stuck[key] if shows_stuck[key] else None,
            )
            for key, may_show in zip(order, shows_done, strict=True)
        ],
        learners=learners,
        unnamed=len(rows) - len(learners),
    )


def versions_of(course_id: int) -> list[Published]:
    """Return the versions of a course in which somebody is enrolled, the newest first."""
    ids = (
        Enrolment.objects.filter(version__course_id=course_id).values_list("version_id", flat=True).distinct()
    )
    found = [published(version_id) for version_id in ids]
    return sorted(found, key=lambda version: -version.number)
