"""Compute the result of an attempt from its rows, under the lock of courses/quizzes/actions/attempts.py."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Min

from backend.ledger.row_states import state_rows
from courses.learning.actions.learning import finish_if_done, mark_step_done, reopen_step
from courses.models import Answer, Attempt, Enrolment, EssayGrade, StepDone
from courses.quizzes.disclosure import first_disclosed_at, in_order
from courses.quizzes.pinned_rows import pin_attempt
from courses.quizzes.published_quizzes import AskedQuiz, has_immediate_feedback
from courses.quizzes.scoring import is_graded, is_scored, score, total_score
from courses.xapi.queue import queue_statement, sends_statements_of, take_back_statement
from courses.xapi.statements import attempt_statement
from members.acting import Actor
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.enums import MilestoneKind


def settle(
    attempt: Attempt, asked: AskedQuiz, *, finished_at: datetime | None = None, is_new: bool = False
) -> None:
    """Compute and store an attempt's result; queue its xAPI statement.

    Chooses the answers that count, scores a finished attempt, numbers the attempts and closes or reopens the
    step. `finished_at`: a finishing moment earlier than the known one. Cost: three or four queries for an
    open attempt, about ten for a finished or new one.
    """
    sends_statements = sends_statements_of(attempt.user)
    previous = _statement_of(attempt) if sends_statements else None
    if finished_at is not None:
        attempt.finished_at = finished_at
    counted = _choose(attempt, asked)
    if attempt.finished_at is not None:
        shares = {
            row.question_key: score(asked.full_questions[row.question_key], row.response) for row in counted
        }
        graded, attempt.waits_for_grade = _graded(counted, asked)
        shares |= graded
        drawn = [asked.full_questions[key] for key in attempt.questions]
        attempt.score = _hundredths(total_score(drawn, shares))
        attempt.results = {
            question["key"]: _hundredths(shares.get(question["key"], Fraction(0)))
            for question in drawn
            if is_scored(question) or question["key"] in graded
        }
        attempt.passed = bool(attempt.passed)
        attempt.save(update_fields=["finished_at", "score", "results", "passed", "waits_for_grade"])
    if is_new or attempt.finished_at is not None:
        _settle_step(attempt, asked, sends_statements)
    if attempt.told_at is not None:
        pin_attempt(attempt.pk)
    if sends_statements:
        _queue_current_statement(attempt, previous)


def _statement_of(attempt: Attempt) -> dict[str, Any] | None:
    """Return the attempt's current xAPI data; None before it is finished and graded."""
    if attempt.finished_at is None or attempt.score is None or attempt.waits_for_grade:
        return None
    return attempt_statement(attempt)


def _queue_current_statement(attempt: Attempt, previous: dict[str, Any] | None) -> None:
    """Queue the attempt's current xAPI statement, and void the earlier one if it no longer holds."""
    now = _statement_of(attempt)
    if previous and (now is None or (previous["verb"], previous["result"]) != (now["verb"], now["result"])):
        take_back_statement(attempt.user, previous, attempt.recorded_at)
    if now:
        queue_statement(attempt.user, now)


def _graded(counted: list[Answer], asked: AskedQuiz) -> tuple[dict[str, Fraction], bool]:
    """Return the trainer's grades by question, and whether an essay still waits for a grade."""
    essays = {
        row.pk: row.question_key
        for row in counted
        if row.response and is_graded(asked.full_questions[row.question_key])
    }
    if not essays:
        return {}, False
    given = {
        essays[answer]: Fraction(share, 10_000)
        for answer, share in EssayGrade.objects.filter(answer__in=essays).values_list("answer", "share")
    }
    return given, len(given) < len(essays)


def _choose(attempt: Attempt, asked: AskedQuiz) -> list[Answer]:
    """Mark the answers that count, and no others, and return them.

    The last answer to each question before the hand-in counts. With feedback at once the first answer that is
    not empty counts instead. Both follow from the rows alone, in any order of arrival. Answers that came
    after the result was shown never count.
    """
    last: dict[str, Answer] = {}
    rows = list(attempt.answers.order_by("given_at", "device", "sequence"))
    disclosed_at = first_disclosed_at(attempt)
    for row in rows:
        if disclosed_at is not None and row.recorded_at > disclosed_at:
            continue
        if attempt.finished_at is not None and row.given_at > attempt.finished_at:
            continue
        before = last.get(row.question_key)
        if before is None or not before.response or not has_immediate_feedback(asked, row.question_key):
            last[row.question_key] = row
    chosen = {row.pk for row in last.values()}
    # First clear those that no longer count: the database refuses two counted answers for one question.
    if gone := [row.pk for row in rows if row.counts and row.pk not in chosen]:
        Answer.objects.filter(pk__in=gone).update(counts=False)
    if new := [row.pk for row in rows if not row.counts and row.pk in chosen]:
        Answer.objects.filter(pk__in=new).update(counts=True)
    return list(last.values())


def _hundredths(share: Fraction) -> int:
    """Return a share in hundredths of a per cent, rounded down: 10,000 only if everything is right."""
    return int(share * 10_000)


def _settle_step(attempt: Attempt, asked: AskedQuiz, sends_statements: bool) -> None:
    step_attempts = Attempt.objects.filter(
        user=attempt.user_id,
        version=attempt.version_id,
        lesson_key=attempt.lesson_key,
        step_key=attempt.step_key,
    )
    rows = in_order(list(step_attempts))
    had_passed = any(row.passed for row in rows)
    allowed, needed = asked.quiz["attempts_allowed"], asked.quiz["pass_percent"] * 100
    for number, row in enumerate(rows, start=1):
        passed = row.passed
        if row.finished_at is not None:
            assert row.score is not None
            passed = row.score >= needed and (not allowed or number <= allowed)
        if (row.number, row.passed) != (number, passed):
            row.user = attempt.user
            previous = _statement_of(row) if sends_statements and row.pk != attempt.pk else None
            row.number, row.passed = number, passed
            row.save(update_fields=["number", "passed"])
            if row.told_at is not None and row.pk != attempt.pk:
                pin_attempt(row.pk)
            if previous:
                _queue_current_statement(row, previous)
        if row.pk == attempt.pk:
            attempt.number, attempt.passed = row.number, row.passed
    _close_or_reopen(
        attempt, [row for row in rows if row.passed], min(row.started_at for row in rows), had_passed
    )


def _close_or_reopen(attempt: Attempt, passed: list[Attempt], begun: datetime, had_passed: bool) -> None:
    enrolment = Enrolment.objects.select_related("version__course").get(
        user=attempt.user_id, version=attempt.version_id
    )
    user, step = attempt.user, {"lesson_key": attempt.lesson_key, "step_key": attempt.step_key}
    subject = f"quiz:{enrolment.version.course.slug}:{attempt.lesson_key}:{attempt.step_key}"
    if not passed:
        if had_passed:
            reopen_step(enrolment=enrolment, **step)
            # The result belongs to the course, not to a version: it stays while another version is passed.
            others = Attempt.objects.filter(
                user=user, version__course=enrolment.version.course_id, passed=True, **step
            )
            moment = others.exclude(version=enrolment.version_id).aggregate(first=Min("finished_at"))["first"]
            if moment is None:
                undo_milestone(user=user, kind=MilestoneKind.QUIZ_PASSED, subject=subject)
            else:
                record_milestone(
                    user=user, kind=MilestoneKind.QUIZ_PASSED, subject=subject, happened_at=moment
                )
        return
    first = min(row.finished_at for row in passed if row.finished_at is not None)
    mark_step_done(actor=Actor.of(user), enrolment=enrolment, done_at=first, is_proven=True, **step)
    # The earliest moment reported may belong to an attempt that no longer passes. One before the first
    # attempt was carried over from an older version, and stays.
    row = (
        StepDone.objects.filter(enrolment=enrolment, done_at__gte=begun, **step)
        .exclude(done_at=first)
        .first()
    )
    if row is not None:
        row.done_at = first
        row.save(update_fields=["done_at"])
        state_rows(row)
    finish_if_done(enrolment)
    record_milestone(
        user=user,
        kind=MilestoneKind.QUIZ_PASSED,
        subject=subject,
        happened_at=first,
        data={"version": enrolment.version.number},
    )
