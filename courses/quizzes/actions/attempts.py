"""Begin, answer and hand in quiz attempts. Phones may send late, twice and in any order.

The result of an attempt follows from its rows alone. The same beginnings, answers and finishing moments give
the same numbers, counted answers, scores and finished step, in any order of arrival. Rows that arrive after
the member was shown the result are stored and change nothing (courses/quizzes/disclosure.py).

A deadline is the beginning plus the limit. An answer given after the deadline never counts. An answer given
before it counts if it arrives within the quiz's grace. "Given" is the server's clock, or the device's clock
corrected by its offset to the server. Nothing is given in the future or before its attempt. All writes of one
member in one version of a course lock the same enrolment row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_moment
from backend.common.errors import DomainError
from courses.learning.actions.helping import note_help
from courses.learning.actions.learning import start_course
from courses.models import Answer, Attempt, CourseVersion, Enrolment
from courses.quizzes.actions.settling import settle
from courses.quizzes.disclosure import first_disclosed_at
from courses.quizzes.draw import draw_questions
from courses.quizzes.published_quizzes import AskedQuiz, asked_quiz, has_immediate_feedback
from courses.quizzes.rules import may_answer
from courses.quizzes.scoring import clean_response
from members.acting import Actor
from members.models import User
from members.rules import require

# More beginnings of one quiz than any phone makes by itself.
MAX_ATTEMPTS = 200
MAX_SEQUENCE = 2**53 - 1


class AttemptRefused(DomainError):
    """The attempt can't be begun or answered; nothing was stored."""


class AttemptsUsedUp(AttemptRefused):
    """The member has used all allowed attempts."""

    status_code = 409


class AnswerTooLate(AttemptRefused):
    """The answer was given after the deadline or arrived after the grace; it was not stored."""

    status_code = 409


class AnswerConflict(AttemptRefused):
    """The device already used this sequence number for another answer; nothing was changed."""

    status_code = 409


@dataclass(frozen=True, slots=True)
class Saved:
    """Stored answer.

    is_new: False if the device sent the answer before. reason: why the answer doesn't count; "" if it counts.
    """

    answer: Answer
    is_new: bool
    reason: str = ""


def quiz_of(attempt: Attempt) -> AskedQuiz:
    found = asked_quiz(attempt.version_id, attempt.lesson_key, attempt.step_key)
    assert found is not None  # an attempt is only begun at a quiz
    return found


def _known_quiz(version_id: int, lesson_key: str, step_key: str) -> AskedQuiz:
    found = asked_quiz(version_id, lesson_key, step_key)
    if found is None:
        raise AttemptRefused(_("Bước này không có câu hỏi."), code="quiz_unknown")
    return found


def attempts_of(user: User, version_id: int, lesson_key: str, step_key: str) -> list[Attempt]:
    """Return the user's attempts at one quiz, the first begun first."""
    return list(
        Attempt.objects.filter(user=user, version=version_id, lesson_key=lesson_key, step_key=step_key)
    )


@transaction.atomic
def start_attempt(
    *,
    actor: Actor,
    version: CourseVersion,
    lesson_key: str,
    step_key: str,
    attempt_id: uuid.UUID | None = None,
    started_at: datetime | None = None,
) -> Attempt:
    """Begin an attempt at a quiz. A known `attempt_id` returns its attempt.

    Without `started_at`, return the open attempt, even if another phone began it. If none is open, begin one
    now, if attempts remain.

    With `started_at`, store a new attempt that a device began offline, even if no attempts remain. It counts
    only if its number is within the allowed attempts. Attempts are numbered by their beginnings. An attempt that
    arrives after the member saw a result is numbered by its arrival.

    Raises AttemptRefused, AnswerTooLate (after the grace period), PrerequisiteMissing, LearningError. Raises
    AttemptsUsedUp if no attempts remain, or if MAX_ATTEMPTS are stored, whether begun online or offline.
    """
    asked = _known_quiz(version.pk, lesson_key, step_key)
    lock_learning(actor.member, version)
    own_attempts = attempts_of(actor.member, version.pk, lesson_key, step_key)
    if attempt_id is not None and (known := Attempt.objects.filter(pk=attempt_id).first()):
        if known not in own_attempts:
            raise AttemptRefused(_("Lần làm bài này của bài khác."), code="attempt_elsewhere")
        return known
    now = timezone.now()
    if started_at is None:
        close_if_over(own_attempts, now)
        if open_one := next((row for row in own_attempts if row.finished_at is None), None):
            return open_one
        allowed = asked.quiz["attempts_allowed"]
        if allowed and len(own_attempts) >= allowed:
            raise AttemptsUsedUp(
                _("Chị đã làm đủ %(allowed)s lần. Chị hỏi giảng viên nếu muốn làm thêm.")
                % {"allowed": allowed},
                code="attempts_used_up",
            )
    if len(own_attempts) >= MAX_ATTEMPTS:
        raise AttemptsUsedUp(_("Chị làm bài này nhiều lần quá."), code="attempts_used_up")
    moment = max(min(started_at or now, now), version.published_at)
    limit = asked.quiz["time_limit_seconds"]
    deadline = moment + timedelta(seconds=limit) if limit else None
    _refuse_after_grace(asked, deadline, now)
    attempt_id = attempt_id or uuid.uuid4()
    attempt = Attempt.objects.create(
        id=attempt_id,
        user=actor.member,
        by=actor.by,
        version=version,
        lesson_key=lesson_key,
        step_key=step_key,
        started_at=moment,
        deadline_at=deadline,
        questions=draw_questions(
            asked.quiz["questions"],
            asked.quiz["draws"],
            attempt_id=str(attempt_id),
            shuffle=asked.quiz["shuffle"],
        ),
    )
    place = {"lesson": lesson_key, "step": step_key}
    note_help(actor=actor, kind="attempt.started", subject=f"attempt:{attempt_id}", payload=place)
    settle(attempt, asked, is_new=True)
    attempt.refresh_from_db()
    return attempt


@transaction.atomic
def save_answer(
    *,
    actor: Actor,
    attempt: Attempt,
    question_key: str,
    response: Any,
    device: str,
    sequence: int,
    given_at: datetime | None = None,
) -> Saved:
    """Store one answer of a device. For each question the last answer by (given_at, device, sequence) counts.

    If the quiz gives feedback at once, the first answer that is not empty counts instead. After the feedback
    the member can't answer that question again, on any phone. An answer given after the hand-in, or received
    after the result was shown, is stored with a reason and doesn't count.

    response: see courses/quizzes/responses.py; {} withdraws an answer.
    device: name that the phone made for itself.
    sequence: the phone's own count. A repeated (device, sequence) with an equal answer returns the stored
        row.

    Raises ResponseInvalid, AnswerTooLate, AnswerConflict, AttemptRefused.
    """
    require(may_answer(actor.member, attempt))
    asked = quiz_of(attempt)
    if question_key not in attempt.questions:
        raise AttemptRefused(
            _("Câu hỏi này không có trong bài của chị."), code="question_unknown", field="question"
        )
    if not 0 < len(device) <= 64 or not device.isprintable():
        raise AttemptRefused(_("Tên máy không hợp lệ."), code="device_invalid", field="device")
    if not 0 <= sequence <= MAX_SEQUENCE:
        raise AttemptRefused(_("Số thứ tự không hợp lệ."), code="sequence_invalid", field="sequence")
    cleaned = clean_response(asked.public_questions[question_key], response)
    lock_learning(attempt.user, attempt.version)
    attempt.refresh_from_db()
    known = attempt.answers.filter(device=device, sequence=sequence).first()
    if known is not None:
        if (known.question_key, known.response) != (question_key, cleaned):
            raise AnswerConflict(_("Máy này đã gửi câu khác với cùng số thứ tự."), code="sequence_taken")
        return Saved(known, False, _reason(attempt, known))
    now = timezone.now()
    moment = max(min(given_at or now, now), attempt.started_at)
    if attempt.deadline_at is not None and moment > attempt.deadline_at:
        raise AnswerTooLate(
            _("Hết giờ làm bài lúc %(moment)s. Câu này trả lời sau đó nên không tính.")
            % {"moment": format_moment(attempt.deadline_at)},
            code="answer_after_deadline",
        )
    _refuse_after_grace(asked, attempt.deadline_at, now)
    answer = Answer.objects.create(
        attempt=attempt,
        question_key=question_key,
        response=cleaned,
        given_at=moment,
        device=device,
        sequence=sequence,
    )
    note_help(
        actor=actor,
        kind="attempt.answered",
        subject=f"attempt:{attempt.pk}",
        payload={"question": question_key},
    )
    settle(attempt, asked)
    answer.refresh_from_db()
    return Saved(answer, True, _reason(attempt, answer))


@transaction.atomic
def finish_attempt(*, actor: Actor, attempt: Attempt, finished_at: datetime | None = None) -> Attempt:
    """Hand in an attempt. The earliest of several finishing moments counts. Raises NotAllowed.

    Answers given before that moment still count when they arrive later. After the result was shown, the
    moment doesn't change, and an open attempt is handed in now. So the member can't choose by the moment
    which of several answers counts.
    """
    require(may_answer(actor.member, attempt))
    lock_learning(attempt.user, attempt.version)
    attempt.refresh_from_db()
    now = timezone.now()
    is_disclosed = first_disclosed_at(attempt) is not None
    if attempt.finished_at is None:
        note_help(actor=actor, kind="attempt.finished", subject=f"attempt:{attempt.pk}")
    elif is_disclosed:
        return attempt
    _finish_at(attempt, now if is_disclosed else max(min(finished_at or now, now), attempt.started_at))
    return attempt


def close_if_over(attempts: list[Attempt], now: datetime) -> None:
    """Hand in the attempts whose time is over. Call it while holding the lock of `lock_learning`."""
    for attempt in attempts:
        if attempt.finished_at is None and attempt.deadline_at is not None and attempt.deadline_at <= now:
            _finish_at(attempt, attempt.deadline_at)


@transaction.atomic
def close_attempt(*, attempt: Attempt) -> Attempt:
    """Hand in `attempt` if its time is up, for pages that open before the clock job has run."""
    if (
        attempt.finished_at is None
        and attempt.deadline_at is not None
        and attempt.deadline_at <= timezone.now()
    ):
        lock_learning(attempt.user, attempt.version)
        attempt.refresh_from_db()
        close_if_over([attempt], timezone.now())
    return attempt


def close_overdue(*, batch: int = 200) -> int:
    """Hand in at most `batch` open attempts after their deadline and return how many.

    Each has a transaction of its own. Safe to run twice and in parallel.
    """
    late = Attempt.objects.filter(finished_at=None, deadline_at__lte=timezone.now()).order_by("deadline_at")
    closed = 0
    for attempt in late.select_related("user").defer("version__content", "version__keys")[:batch]:
        close_attempt(attempt=attempt)
        closed += 1
    return closed


def _finish_at(attempt: Attempt, moment: datetime) -> None:
    if attempt.deadline_at is not None:
        moment = min(moment, attempt.deadline_at)
    if attempt.finished_at is None or moment < attempt.finished_at:
        settle(attempt, quiz_of(attempt), finished_at=moment)


def lock_learning(user: User, version: CourseVersion) -> None:
    """Lock the enrolment that serialises the user's writes of this version; enrol the user if needed."""
    if not Enrolment.objects.filter(user=user, version=version).exists():
        start_course(actor=Actor.of(user), course=version.course, version=version)
    Enrolment.objects.select_for_update().get(user=user, version=version)


def _refuse_after_grace(asked: AskedQuiz, deadline: datetime | None, now: datetime) -> None:
    hours = asked.quiz["offline_grace_hours"]
    if deadline is not None and now > deadline + timedelta(hours=hours):
        raise AnswerTooLate(
            _("Bài này chỉ nhận câu trả lời gửi muộn nhất %(hours)s giờ sau khi hết giờ làm bài.")
            % {"hours": hours},
            code="answer_after_grace",
        )


def _reason(attempt: Attempt, answer: Answer) -> str:
    if (
        not answer.counts
        and (disclosed_at := first_disclosed_at(attempt)) is not None
        and answer.recorded_at > disclosed_at
    ):
        return _("Câu này gửi tới sau khi kết quả đã mở xem bằng tên chị, nên không tính.")
    if attempt.finished_at is not None and answer.given_at > attempt.finished_at:
        return _("Chị đã nộp bài trước khi trả lời câu này, nên câu này không tính.")
    if (
        answer.response
        and not answer.counts
        and has_immediate_feedback(quiz_of(attempt), answer.question_key)
    ):
        return _("Câu này chị đã trả lời và được biết đúng sai, nên câu trả lời trước đó được tính.")
    return ""
