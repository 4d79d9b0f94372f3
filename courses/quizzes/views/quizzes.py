"""Members' pages to take a quiz: one question a screen, each answer stored on submit; no scripts needed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import hold_refusal, refuse_in_message
from courses.authoring.versions import latest_version_id, published
from courses.law.stale import law_states
from courses.learning.actions.learning import current_enrolment
from courses.models import Attempt, Course, CourseVersion
from courses.quizzes.actions.attempts import (
    attempts_of,
    close_attempt,
    finish_attempt,
    quiz_of,
    save_answer,
    start_attempt,
)
from courses.quizzes.actions.grading import essays_of, points_words
from courses.quizzes.actions.results import mark_result_shown, mark_results_shown
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.forms.answers import response_of
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import asked_quiz
from courses.quizzes.scoring import is_scored, score
from courses.quizzes.showing import grade_words, may_reveal_answers, question_context, question_result
from courses.quizzes.views.quiz_signal import signal_of
from members.acting import ActorRequest

# Answers from a page have no outbox: the server's clock in microseconds orders and distinguishes them.
PAGE_DEVICE = "web"


def page_sequence() -> int:
    return int(timezone.now().timestamp() * 1_000_000)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def quiz(request: ActorRequest, slug: str, lesson_key: str, step_key: str) -> HttpResponse:
    """Show the quiz's terms. POST begins an attempt, or continues the open attempt."""
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    member = request.actor.member
    enrolment = current_enrolment(member, course)
    version_id = enrolment.version_id if enrolment else latest_version_id(course)
    asked = asked_quiz(version_id, lesson_key, step_key) if version_id else None
    if version_id is None or asked is None:
        raise Http404
    if request.method == "POST":
        with refuse_in_message(request) as submission:
            version = (
                CourseVersion.objects.select_related("course").defer("content", "keys").get(pk=version_id)
            )
            attempt = start_attempt(
                actor=request.actor, version=version, lesson_key=lesson_key, step_key=step_key
            )
        if not submission.is_done:
            return redirect("courses:quiz", slug, lesson_key, step_key)
        return redirect("courses:quiz_question", attempt.pk, _first_open(attempt))
    own_attempts = attempts_of(member, version_id, lesson_key, step_key)
    mark_results_shown(own_attempts)
    allowed = asked.quiz["attempts_allowed"]
    open_one = next((row for row in own_attempts if row.finished_at is None), None)
    context = {
        "course": course,
        "lesson": published(version_id).lessons[lesson_key],
        "quiz": asked.quiz,
        "step_key": step_key,
        "count": _asked_count(asked.quiz),
        "minutes": -(-asked.quiz["time_limit_seconds"] // 60),
        "attempts": [row for row in own_attempts if row.finished_at is not None],
        "open_one": open_one,
        "left": max(0, allowed - len(own_attempts)) if allowed else None,
        "may_begin": open_one is not None or not allowed or len(own_attempts) < allowed,
        "signal": signal_of(
            request,
            course,
            version_id,
            (lesson_key, step_key),
            attempt=open_one,
            had=len(own_attempts),
            begins=True,
        ),
    }
    return render(request, "courses/quizzes/quiz.html", context)


def _asked_count(quiz: Any) -> int:
    """Return how many questions an attempt asks."""
    counts = {draw["bank"]: draw["count"] for draw in quiz["draws"]}
    by_bank: dict[str, int] = {}
    for question in quiz["questions"]:
        by_bank[question["bank"]] = by_bank.get(question["bank"], 0) + 1
    return sum(min(number, counts.get(bank, number)) for bank, number in by_bank.items())


def _attempt(request: ActorRequest, attempt_id: UUID) -> Attempt:
    rows = Attempt.objects.visible_to(request.actor.member).select_related("version__course", "user")
    attempt = get_object_or_404(rows.defer("version__content", "version__keys"), pk=attempt_id)
    return close_attempt(attempt=attempt)


def _responses(attempt: Attempt) -> dict[str, dict[str, Any]]:
    return dict(attempt.answers.filter(counts=True).values_list("question_key", "response"))


def _first_open(attempt: Attempt) -> int:
    """Return the number of the first question without an answer, from 1; 1 if all are answered."""
    answered = _responses(attempt)
    return next((n for n, key in enumerate(attempt.questions, start=1) if not answered.get(key)), 1)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def question(request: ActorRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """Show one question. POST stores the answer, then shows the feedback or the next question."""
    attempt = _attempt(request, attempt_id)
    if not 1 <= number <= len(attempt.questions):
        raise Http404
    if attempt.finished_at is not None:
        return redirect("courses:quiz_result", attempt.pk)
    asked, key = quiz_of(attempt), attempt.questions[number - 1]
    responses = _responses(attempt)
    at_once = asked.quiz["feedback"] == FeedbackTime.AT_ONCE
    # After the feedback, the question accepts no other answer in this attempt.
    has_feedback = at_once and bool(responses.get(key))
    submission = hold_refusal()
    if request.method == "POST" and not has_feedback:
        with submission:
            response = response_of(asked.public_questions[key], request.POST)
            if response or key in responses:
                saved = save_answer(
                    actor=request.actor,
                    attempt=attempt,
                    question_key=key,
                    response=response,
                    device=PAGE_DEVICE,
                    sequence=page_sequence(),
                )
                if saved.reason:
                    messages.info(request, saved.reason)
            stays = at_once and bool(response) and is_scored(asked.full_questions[key])
            return redirect(_after(attempt, number, stays=stays))
    elif request.method == "POST":
        return redirect(_after(attempt, number, stays=False))
    response = responses.get(key, {})
    whole = asked.full_questions[key]
    law = law_states([asked.public_questions[key]], timezone.localdate()).get(key)
    context = {
        "attempt": attempt,
        "course": attempt.version.course,
        "number": number,
        "total": len(attempt.questions),
        "shown": question_context(asked, str(attempt.pk), key, response),
        "error": submission.message,
        "law": law,
        "disclosed": question_result(asked, key, response, int(score(whole, response) * 10_000))
        | {"law": law}
        if has_feedback and is_scored(whole)
        else None,
        "next_url": _after(attempt, number, stays=False),
        **_time_of(attempt),
        "signal": signal_of(
            request,
            attempt.version.course,
            attempt.version_id,
            (attempt.lesson_key, attempt.step_key),
            attempt=attempt,
            question="" if has_feedback else key,
            kind=asked.public_questions[key]["kind"],
            next=_after(attempt, number, stays=False),
            answered=_after(attempt, number, stays=at_once and is_scored(whole)),
        ),
    }
    return render(request, "courses/quizzes/question.html", context, status=submission.status_code)


def _time_of(attempt: Attempt) -> dict[str, Any]:
    """Return the data of courses/quizzes/timer.html; {} without a time limit.

    It is the seconds left by the server's clock, and the address of the result.
    """
    if attempt.deadline_at is None:
        return {}
    left = (attempt.deadline_at - timezone.now()).total_seconds()
    # A moment longer, so that the server has handed in when the phone asks.
    return {"left": max(1, int(left) + 1), "result": reverse("courses:quiz_result", args=[attempt.pk])}


def _after(attempt: Attempt, number: int, *, stays: bool) -> str:
    if stays:
        return reverse("courses:quiz_question", args=[attempt.pk, number])
    if number < len(attempt.questions):
        return reverse("courses:quiz_question", args=[attempt.pk, number + 1])
    return reverse("courses:quiz_hand_in", args=[attempt.pk])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def hand_in(request: ActorRequest, attempt_id: UUID) -> HttpResponse:
    """List the unanswered questions; POST hands in, or asks for the result if the clock handed in."""
    attempt = _attempt(request, attempt_id)
    if request.method == "POST":
        finish_attempt(actor=request.actor, attempt=attempt)
        mark_result_shown(attempt=attempt, is_asked=True)
    if attempt.finished_at is not None:
        return redirect("courses:quiz_result", attempt.pk)
    asked, answered = quiz_of(attempt), _responses(attempt)
    missing = [
        number
        for number, key in enumerate(attempt.questions, start=1)
        if not answered.get(key) and kind_of(asked.public_questions[key]).is_asked
    ]
    context = {
        "attempt": attempt,
        "course": attempt.version.course,
        "missing": missing,
        **_time_of(attempt),
        "total": len(attempt.questions),
        "signal": signal_of(
            request,
            attempt.version.course,
            attempt.version_id,
            (attempt.lesson_key, attempt.step_key),
            attempt=attempt,
            ends=True,
        ),
    }
    return render(request, "courses/quizzes/hand_in.html", context)


@login_required
@require_safe
def result(request: ActorRequest, attempt_id: UUID) -> HttpResponse:
    """Show the score and, if the quiz shows it, what was right."""
    attempt = _attempt(request, attempt_id)
    if attempt.finished_at is None:
        return redirect("courses:quiz_question", attempt.pk, _first_open(attempt))
    mark_result_shown(attempt=attempt)
    asked, answered = quiz_of(attempt), _responses(attempt)
    grades = {answer.question_key: getattr(answer, "grade", None) for _question, answer in essays_of(attempt)}
    law = law_states([asked.public_questions[key] for key in attempt.questions], timezone.localdate())
    rows = [
        {
            "law": law.get(key),
            **question_result(asked, key, answered.get(key, {}), attempt.results.get(key)),
            "is_essay": key in grades,
            "grade": (grade := grades.get(key)),
            "points": grade_words(asked.full_questions[key], grade.share) if grade else "",
            "most": points_words(asked.full_questions[key]),
        }
        for key in attempt.questions
        # The member may read a trainer's remark on an essay even if the quiz shows nothing else.
        if kind_of(asked.full_questions[key]).is_asked
        and (may_reveal_answers(asked.quiz, attempt) or grades.get(key))
    ]
    allowed = asked.quiz["attempts_allowed"]
    had = len(attempts_of(attempt.user, attempt.version_id, attempt.lesson_key, attempt.step_key))
    steps = published(attempt.version_id).lessons[attempt.lesson_key]["steps"]
    keys = [step["key"] for step in steps]
    place = keys.index(attempt.step_key) + 1
    assert attempt.score is not None
    context = {
        "attempt": attempt,
        "course": attempt.version.course,
        "lesson": published(attempt.version_id).lessons[attempt.lesson_key],
        "quiz": asked.quiz,
        "percent": attempt.score // 100,
        "rows": rows,
        "awaits_answers": attempt.told_at is None and asked.quiz["feedback"] == FeedbackTime.AFTER,
        "may_begin": not allowed or had < allowed,
        "is_too_many": bool(allowed) and attempt.number > allowed,
        "next_anchor": f"b{place + 1}" if place < len(keys) else "xong",
    }
    return render(request, "courses/quizzes/result.html", context)


def lesson_step(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the context of a step's quiz for the slot "lesson.step"; None for other steps.

    Records that the results on the page are shown.
    """
    step = kw["step"]
    if step["kind"] != "quiz":
        return None
    member = request.actor.member if request.actor else None
    own_attempts: list[Attempt] = []
    if member:
        own_attempts = attempts_of(member, kw["version"].id, kw["lesson"]["key"], step["key"])
        mark_results_shown(own_attempts)
    allowed = step["quiz"]["attempts_allowed"]
    open_one = next((row for row in own_attempts if row.finished_at is None), None)
    return {
        "course": kw["course"],
        "lesson": kw["lesson"],
        "step": step,
        "is_known": member is not None,
        "is_open": open_one is not None,
        "best": max((row.score for row in own_attempts if row.score is not None), default=None),
        "percent": max((row.score for row in own_attempts if row.score is not None), default=0) // 100,
        "has_passed": any(row.passed for row in own_attempts),
        "waits_for_grade": any(row.waits_for_grade for row in own_attempts),
        "may_begin": open_one is not None or not allowed or len(own_attempts) < allowed,
        "count": _asked_count(step["quiz"]),
        "next_url": f"{reverse('account_login')}?next={request.path}",
    }
