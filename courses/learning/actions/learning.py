"""Take a course: begin, finish steps, finish the course."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, cast

import rfc8785
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.row_states import STATED, state_rows, write_states
from courses import ports
from courses.authoring.versions import PROVEN_KINDS, Published, latest_version_id, published
from courses.learning.actions.helping import note_help
from courses.learning.progress import done_keys
from courses.models import Course, CourseVersion, Enrolment, StepDone
from courses.xapi.queue import queue_statement, sends_statements_of, take_back_statement
from courses.xapi.statements import course_statement, step_statement
from members.acting import Actor
from members.models import User
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.enums import MilestoneKind


class LearningError(DomainError):
    """The step or lesson doesn't exist, only a result finishes the step, or the course isn't open.

    Nothing was recorded.
    """


class PrerequisiteMissing(DomainError):
    """Another course must be finished first; nothing was begun."""


def current_enrolment(user: User, course: Course) -> Enrolment | None:
    """Return the user's enrolment in the newest version begun; None without one."""
    return (
        Enrolment.objects.filter(user=user, version__course=course)
        .select_related("version__course")
        .defer("version__content", "version__keys")
        .order_by("-version__number")
        .first()
    )


def missing_prerequisites(user: User | None, course: Course) -> list[Course]:
    """Return the prerequisite courses that `user` hasn't finished in any version. A visitor (None) gets all.

    Return [] for a user who has begun `course` in any version: prerequisites added later don't exclude
    anybody. Drafts are never required, because nobody can finish them.
    """
    finished = Enrolment.objects.filter(user=user, finished_at__isnull=False).values("version__course_id")
    missing = list(Course.objects.published().filter(opens=course).exclude(pk__in=finished).order_by("title"))
    if missing and Enrolment.objects.filter(user=user, version__course=course).exists():
        return []
    return missing


@transaction.atomic
def start_course(*, actor: Actor, course: Course, version: CourseVersion | None = None) -> Enrolment:
    """Begin the newest version, or `version`, which a phone may have stored. Repeating it changes nothing.

    Raises PrerequisiteMissing, LearningError (nothing is published, or the course is retired).
    """
    if missing := missing_prerequisites(actor.member, course):
        raise PrerequisiteMissing(
            _("Chị học xong “%(course)s” rồi học khoá này.") % {"course": missing[0].title},
            code="prerequisite_missing",
        )
    version_id = version.pk if version is not None else latest_version_id(course)
    if version_id is None or course.retired_at is not None:
        raise LearningError(_("Khoá học này chưa mở."), code="course_not_open")
    enrolment, made = Enrolment.objects.get_or_create(user=actor.member, version_id=version_id)
    if made:
        state_rows(enrolment)
        note_help(actor=actor, kind="course.started", subject=f"course:{course.slug}")
        _carry_over(enrolment, course)
        if sends_statements_of(enrolment.user):
            queue_statement(enrolment.user, course_statement("initialized", enrolment, enrolment.started_at))
        ports.course_started(enrolment=enrolment)
    return enrolment


def _carry_over(enrolment: Enrolment, course: Course) -> None:
    """Mark unchanged steps as done that the member did in the latest of the other versions."""
    last = (
        Enrolment.objects.filter(user=enrolment.user, version__course=course)
        .exclude(pk=enrolment.pk)
        .order_by("-version__number")
        .first()
    )
    if last is None:
        return
    old, new = published(last.version_id), published(enrolment.version_id)
    StepDone.objects.bulk_create(
        [
            StepDone(
                enrolment=enrolment, lesson_key=row.lesson_key, step_key=row.step_key, done_at=row.done_at
            )
            for row in last.steps_done.all()
            if (row.lesson_key, row.step_key) in new.steps and _step_hash(old, row) == _step_hash(new, row)
        ],
        ignore_conflicts=True,
    )
    write_states(STATED, enrolment.steps_done.order_by("pk"))


def _step_hash(version: Published, row: StepDone) -> str:
    step = version.step(row.lesson_key, row.step_key)
    return hashlib.sha256(rfc8785.dumps(cast(Any, step))).hexdigest()


@transaction.atomic
def mark_step_done(
    *,
    actor: Actor,
    enrolment: Enrolment,
    lesson_key: str,
    step_key: str,
    done_at: datetime | None = None,
    is_proven: bool = False,
) -> StepDone:
    """Mark a step as done. The earliest moment counts, in any order and number of reports.

    Only a result finishes a quiz or practice task: code that checked it passes `is_proven`. Raises
    LearningError.
    """
    step = published(enrolment.version_id).step(lesson_key, step_key)
    if step is None:
        raise LearningError(_("Bước này không có trong khoá học."), code="step_unknown")
    if step["kind"] in PROVEN_KINDS and not is_proven:
        raise LearningError(_("Bước này xong khi có kết quả."), code="step_needs_result")
    now = timezone.now()
    moment = min(done_at or now, now)
    row, made = StepDone.objects.get_or_create(
        enrolment=enrolment, lesson_key=lesson_key, step_key=step_key, defaults={"done_at": moment}
    )
    if not made and moment < row.done_at:
        if StepDone.objects.filter(pk=row.pk, done_at__gt=moment).update(done_at=moment):
            row.done_at = moment
            state_rows(row)
        row.done_at = min(row.done_at, moment)
        finish_if_done(enrolment)
    if made:
        state_rows(row)
        if not is_proven and actor.is_helping:
            place = {"lesson": lesson_key, "step": step_key}
            course = enrolment.version.course.slug
            note_help(actor=actor, kind="step.done", subject=f"course:{course}", payload=place)
        if sends_statements_of(enrolment.user):
            queue_statement(enrolment.user, step_statement(enrolment, lesson_key, step_key, moment))
        finish_if_done(enrolment)
    return row


@transaction.atomic
def mark_lesson_done(*, actor: Actor, enrolment: Enrolment, lesson_key: str) -> None:
    """Mark all steps of a lesson that need no result as done, for readers without scripts.

    Raises LearningError.
    """
    lesson = published(enrolment.version_id).lessons.get(lesson_key)
    if lesson is None:
        raise LearningError(_("Bài này không có trong khoá học."), code="lesson_unknown")
    for step in lesson["steps"]:
        if step["kind"] not in PROVEN_KINDS:
            mark_step_done(actor=actor, enrolment=enrolment, lesson_key=lesson_key, step_key=step["key"])


@transaction.atomic
def reopen_step(*, enrolment: Enrolment, lesson_key: str, step_key: str) -> None:
    """Reopen a step whose result was undone. A finished course is reopened too."""
    row = StepDone.objects.filter(enrolment=enrolment, lesson_key=lesson_key, step_key=step_key).first()
    if row is None or not StepDone.objects.filter(pk=row.pk).delete()[0]:
        return
    state_rows(gone=[row])
    user, finished_at = enrolment.user, Enrolment.objects.get(pk=enrolment.pk).finished_at
    if sends_statements := sends_statements_of(user):
        take_back_statement(
            user, step_statement(enrolment, lesson_key, step_key, row.done_at), row.recorded_at
        )
    if finished_at is not None:
        Enrolment.objects.filter(pk=enrolment.pk).update(finished_at=None)
        state_rows(Enrolment.objects.select_related("user").get(pk=enrolment.pk))
        _undo_finished(enrolment)
        if sends_statements:
            take_back_statement(user, course_statement("completed", enrolment, finished_at), finished_at)
        ports.course_reopened(enrolment=enrolment)


def _undo_finished(enrolment: Enrolment) -> None:
    """Undo the milestone of the finished course, unless the user has finished another version.

    The milestone belongs to the course, not to a version.
    """
    user, course = enrolment.user, enrolment.version.course
    subject = f"course:{course.slug}"
    others = Enrolment.objects.filter(user=user, version__course=course, finished_at__isnull=False)
    moment = others.exclude(pk=enrolment.pk).aggregate(first=Min("finished_at"))["first"]
    if moment is None:
        undo_milestone(user=user, kind=MilestoneKind.COURSE_FINISHED, subject=subject)
    else:
        record_milestone(user=user, kind=MilestoneKind.COURSE_FINISHED, subject=subject, happened_at=moment)


def finish_if_done(enrolment: Enrolment) -> None:
    """Finish the course once all its steps are done. Call inside a transaction.

    `finished_at` is the moment of the last step, also if steps are reported late or in another order. If the
    course was unfinished, also queue the xAPI statement (with consent) and call the port "course_finished".
    """
    # Lock only this user's row, so that two last steps at the same time see each other. Others learn the same
    # version.
    row = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version__course")
        .defer("version__content", "version__keys")
        .get(pk=enrolment.pk)
    )
    version = published(row.version_id)
    if not set(version.steps) <= done_keys(row):
        return
    last = max(row.steps_done.values_list("done_at", flat=True))
    is_new = row.finished_at is None
    if row.finished_at == last:
        return
    row.finished_at = enrolment.finished_at = last
    row.save(update_fields=["finished_at"])
    state_rows(row)
    record_milestone(
        user=row.user,
        kind=MilestoneKind.COURSE_FINISHED,
        subject=f"course:{row.version.course.slug}",
        happened_at=last,
        data={"version": row.version.number},
    )
    if not is_new:
        return
    if sends_statements_of(row.user):
        queue_statement(row.user, course_statement("completed", row, last))
    ports.course_finished(enrolment=row)


def open_enrolments(user: User) -> list[Enrolment]:
    """Return the user's unfinished enrolments, the latest begun first."""
    return list(
        Enrolment.objects.filter(user=user)
        .filter(Q(finished_at=None))
        .select_related("version__course")
        .defer("version__content", "version__keys")
        .order_by("-started_at")
    )
