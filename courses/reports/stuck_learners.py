"""Who is stuck: enrolled, unfinished, and without activity in the course for fourteen days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce

from courses.authoring.enums import StepKind
from courses.authoring.versions import Published, published
from courses.models import Attempt, Enrolment, HandIn, StepDone
from courses.reports.people import is_finished

STUCK_AFTER = timedelta(days=14)

type StepKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Activity of some enrolments, by enrolment id: the steps done, and the moment of the last activity."""

    done: dict[int, set[StepKey]] = field(default_factory=lambda: defaultdict(set))
    last: dict[int, datetime] = field(default_factory=dict)

    def stuck_before(self, rows: Sequence[Enrolment], now: datetime) -> StepKey | None:
        """Return the first step not done in the newest version, if the person is stuck there; else None.

        `rows`: the person's enrolments, the newest version first.
        """
        if (
            is_finished(rows)
            or now - max(self.last.get(row.pk, row.started_at) for row in rows) < STUCK_AFTER
        ):
            return None
        version = published(rows[0].version_id)
        return next((key for key in version.steps if key not in self.done[rows[0].pk]), None)


def deeds_of(rows: Sequence[Enrolment]) -> Deeds:
    """Return the Deeds of enrolments, from steps done, quizzes begun or finished, and work handed in.

    Three queries; reads every step done.
    """
    deeds = Deeds()
    ids = [row.pk for row in rows]
    steps = StepDone.objects.filter(enrolment__in=ids).values_list(
        "enrolment_id", "lesson_key", "step_key", "done_at"
    )
    for enrolment_id, lesson_key, step_key, done_at in steps.iterator():
        deeds.done[enrolment_id].add((lesson_key, step_key))
        _note(deeds, enrolment_id, done_at)
    handed_in = HandIn.objects.filter(enrolment__in=ids).order_by()
    for enrolment_id, at in handed_in.values_list("enrolment_id").annotate(at=Max("handed_in_at")):
        _note(deeds, enrolment_id, at)
    of = {(row.user_id, row.version_id): row.pk for row in rows}
    attempts = (
        Attempt.objects.filter(
            user__in={row.user_id for row in rows}, version__in={row.version_id for row in rows}
        )
        .order_by()
        .values_list("user_id", "version_id")
        .annotate(at=Max(Coalesce("finished_at", "started_at")))
    )
    for user_id, version_id, at in attempts:
        if (user_id, version_id) in of:
            _note(deeds, of[user_id, version_id], at)
    return deeds


def _note(deeds: Deeds, enrolment_id: int, at: datetime) -> None:
    deeds.last[enrolment_id] = max(at, deeds.last.get(enrolment_id, at))


def place_of(version: Published, key: StepKey) -> tuple[StepKey, str]:
    """Return (key, title) of the place under which reports count a step.

    A practice task is its own place; all other steps of a lesson share one.
    """
    step = version.steps[key]
    lesson = version.lessons[key[0]]["title"]
    if step["kind"] == StepKind.TASK:
        return key, title_of_step(version, key)
    return (key[0], ""), lesson


def title_of_step(version: Published, key: StepKey) -> str:
    for words in version.steps[key]["texts"].values():
        if words["title"]:
            return words["title"]
    return version.lessons[key[0]]["title"]
