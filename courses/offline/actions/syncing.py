"""Process records that phones send: each one once, through losses, repetitions and reordering.

Every record has a transaction of its own. The result follows from the records alone, not from their order. A
record whose attempt or prerequisite course has not arrived waits, and is processed right after that arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.authoring.versions import published
from courses.learning.actions.asking import ask_trainer
from courses.learning.actions.learning import mark_step_done, start_course
from courses.models import Attempt, Course, CourseVersion, DeviceRecord, Enrolment
from courses.offline.enums import RecordKind, RecordState
from courses.offline.records import Record, happened_at
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from members.acting import Actor
from members.models import User

# Reasons that another record may resolve.
LATER = ("attempt_unknown", "prerequisite_missing")
MOST_WAITING = 500


class SyncError(DomainError):
    """The record can't be processed, or not yet. It is stored with the reason."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one device record. `reason` is a message for the member; "" if the record is saved."""

    id: UUID
    state: str
    reason: str = ""


def take_records(
    *, actor: Actor, records: Iterable[Record], sent_at: datetime | None = None
) -> list[Outcome]:
    """Process a batch and return the outcomes, ordered by device and sequence.

    `sent_at`: the phone's clock at sending. Cost: about a dozen queries a record.
    """
    now = timezone.now()
    offset = now - sent_at if sent_at else timedelta(0)
    outcomes = []
    for record in sorted(records, key=lambda record: (record.device, record.sequence)):
        outcome, is_new = take_record(actor=actor, record=record, offset=offset, now=now)
        outcomes.append(outcome)
        if is_new and outcome.state == RecordState.SAVED:
            carry_out_waiting(member=actor.member)
    return outcomes


@transaction.atomic
def take_record(*, actor: Actor, record: Record, offset: timedelta, now: datetime) -> tuple[Outcome, bool]:
    """Store and process one record. Return its outcome, and whether the record was new.

    A record that is already stored gets its earlier or updated outcome. A different record with the same ID,
    or with the same device and sequence, is refused.
    """
    try:
        with transaction.atomic():
            row, made = DeviceRecord.objects.get_or_create(
                pk=record.id,
                defaults={
                    "user": actor.member,
                    "by": actor.by,
                    "device": record.device,
                    "sequence": record.sequence,
                    "kind": record.kind,
                    "data": record.data,
                    "device_at": record.at,
                    "clock_offset_ms": round(offset / timedelta(milliseconds=1)),
                    "happened_at": happened_at(record.at, offset, now),
                },
            )
    except IntegrityError:
        return _taken(record), False
    if not made:
        same = (row.user_id, row.device, row.sequence, row.kind, row.data) == (
            actor.member.pk,
            record.device,
            record.sequence,
            record.kind,
            record.data,
        )
        return (Outcome(row.pk, row.state, row.reason) if same else _taken(record)), False
    _carry_out(actor, row)
    return Outcome(row.pk, row.state, row.reason), True


def _taken(record: Record) -> Outcome:
    reason = _("Máy này đã gửi bản ghi khác với cùng số thứ tự.")
    return Outcome(record.id, RecordState.REFUSED, reason)


def carry_out_waiting(*, member: User) -> int:
    """Retry the member's waiting records, until a pass over them changes none.

    Return the number that no longer wait: saved or refused. Each record has its own transaction.
    """
    done = 0
    while True:
        before = done
        waiting = DeviceRecord.objects.filter(user=member, state=RecordState.WAITING)
        for pk in list(waiting.values_list("pk", flat=True)[:MOST_WAITING]):
            done += _try_again(pk)
        if done == before:
            return done


def carry_out_unblocked() -> int:
    """Retry records whose missing prerequisites are finished or retired. Return how many no longer wait.

    Run by the clock. An order or a scan of another person can finish a practice task and its course. Then no
    record of the member arrives that would trigger the retry.
    """
    finished = Enrolment.objects.filter(
        user=OuterRef(OuterRef("user")), version__course=OuterRef("to_course"), finished_at__isnull=False
    )
    missing = Course.prerequisites.through.objects.filter(
        ~Exists(finished), from_course__slug=OuterRef("course"), to_course__in=Course.objects.published()
    )
    waiting = DeviceRecord.objects.filter(
        state=RecordState.WAITING, kind__in=(RecordKind.STEP_DONE, RecordKind.ATTEMPT_STARTED)
    )
    free = waiting.annotate(course=KT("data__course")).filter(~Exists(missing))
    users = User.objects.filter(pk__in=free.values("user")).order_by("pk")
    return sum(carry_out_waiting(member=user) for user in users)


@transaction.atomic
def _try_again(pk: UUID) -> bool:
    """Process a waiting record as its original actor. Return whether it no longer waits."""
    rows = DeviceRecord.objects.select_for_update(of=("self",)).select_related("user", "by")
    row = rows.get(pk=pk)
    if row.state != RecordState.WAITING:
        return False
    _carry_out(Actor(by=row.by or row.user, member=row.user), row)
    return row.state != RecordState.WAITING


def _carry_out(actor: Actor, row: DeviceRecord) -> None:
    """Process `row`, or record why not. Locks the member's row, so that two batches wait for each other."""
    User.objects.select_for_update().get(pk=actor.member.pk)
    try:
        with transaction.atomic():
            row.reason = _EFFECTS[RecordKind(row.kind)](actor, row)[:300]
        row.state = RecordState.SAVED
    except DomainError as refused:
        row.state = RecordState.WAITING if refused.code in LATER else RecordState.REFUSED
        row.reason = str(refused.message)[:300]
    row.save(update_fields=["state", "reason"])


def _version(row: DeviceRecord) -> CourseVersion:
    version = (
        CourseVersion.objects.filter(course__slug=row.data["course"], number=row.data["version"])
        .select_related("course")
        .defer("content", "keys")
        .first()
    )
    if version is None:
        raise SyncError(_("Máy chủ này không có bản khoá học đó."), code="version_unknown")
    return version


def _step_done(actor: Actor, row: DeviceRecord) -> str:
    """Mark the step as done in the phone's version, and in later enrolled versions if it is unchanged."""
    version = _version(row)
    names = {"lesson_key": row.data["lesson"], "step_key": row.data["step"]}
    enrolment = Enrolment.objects.filter(user=actor.member, version=version).first()
    enrolment = enrolment or start_course(actor=actor, course=version.course, version=version)
    mark_step_done(actor=actor, enrolment=enrolment, done_at=row.happened_at, **names)
    step = published(version.pk).step(**names)
    newer = Enrolment.objects.filter(
        user=actor.member, version__course=version.course_id, version__number__gt=version.number
    )
    for other in newer.select_related("version__course").defer("version__content", "version__keys"):
        if published(other.version_id).step(**names) == step:
            mark_step_done(actor=actor, enrolment=other, done_at=row.happened_at, **names)
    return ""


def _attempt_started(actor: Actor, row: DeviceRecord) -> str:
    attempt = start_attempt(
        actor=actor,
        version=_version(row),
        lesson_key=row.data["lesson"],
        step_key=row.data["step"],
        attempt_id=UUID(row.data["attempt"]),
        started_at=row.happened_at,
    )
    if (attempt.lesson_key, attempt.step_key) != (row.data["lesson"], row.data["step"]):
        raise SyncError(_("Lần làm bài này của bài khác."), code="attempt_elsewhere")
    return ""


def _attempt(actor: Actor, row: DeviceRecord) -> Attempt:
    attempt = Attempt.objects.filter(pk=row.data["attempt"]).select_related("version__course", "user").first()
    if attempt is None:
        raise SyncError(_("Chờ máy gửi lúc bắt đầu làm bài."), code="attempt_unknown")
    return attempt


def _answer(actor: Actor, row: DeviceRecord) -> str:
    saved = save_answer(
        actor=actor,
        attempt=_attempt(actor, row),
        question_key=row.data["question"],
        response=row.data["response"],
        device=row.device,
        sequence=row.sequence,
        given_at=row.happened_at,
    )
    return saved.reason


def _attempt_finished(actor: Actor, row: DeviceRecord) -> str:
    finish_attempt(actor=actor, attempt=_attempt(actor, row), finished_at=row.happened_at)
    return ""


def _asked(actor: Actor, row: DeviceRecord) -> str:
    course = Course.objects.visible_to(actor.member).filter(slug=row.data["course"]).first()
    lesson, step = row.data["lesson"], row.data["step"]
    if course is None or lesson not in published(_version(row).pk).lessons:
        raise SyncError(_("Bài này không có trong khoá học."), code="lesson_unknown")
    known = published(_version(row).pk).step(lesson, step)
    ask_trainer(
        actor=actor,
        course=course,
        lesson_key=lesson,
        step_key=step if known else "",
        text=row.data["text"],
        asked_at=row.happened_at,
    )
    return ""


_EFFECTS = {
    RecordKind.STEP_DONE: _step_done,
    RecordKind.ATTEMPT_STARTED: _attempt_started,
    RecordKind.ANSWER: _answer,
    RecordKind.ATTEMPT_FINISHED: _attempt_finished,
    RecordKind.ASKED: _asked,
}
