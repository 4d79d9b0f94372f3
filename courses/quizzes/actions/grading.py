"""Grade essays by a trainer. The result of an attempt follows from its rows, grades included."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from courses.authoring.versions import published
from courses.models import Answer, Attempt, EssayGrade
from courses.quizzes.actions.attempts import lock_learning, quiz_of
from courses.quizzes.actions.settling import settle
from courses.quizzes.rules import may_grade
from courses.quizzes.scoring import is_graded
from members.acting import Actor
from members.notices.actions.notices import notify
from members.rules import require

MOST_WORDS = 1000


class GradeRefused(DomainError):
    """The essay can't be graded like this; nothing was changed."""


@transaction.atomic
def grade_essay(*, actor: Actor, answer: Answer, points: Decimal, remark: str = "") -> Attempt:
    """Grade an essay answer that counts, with points and a remark. A later grade replaces it.

    The attempt's result is computed again; if it passes, its step is closed. Once no essay of the attempt
    waits for a grade, the member is notified. Raises NotAllowed, GradeRefused.
    """
    attempt = Attempt.objects.select_related("user", "version__course").get(pk=answer.attempt_id)
    require(may_grade(actor, attempt))
    lock_learning(attempt.user, attempt.version)
    attempt.refresh_from_db()
    answer = Answer.objects.get(pk=answer.pk)
    question = quiz_of(attempt).full_questions[answer.question_key]
    if attempt.finished_at is None or not is_graded(question) or not answer.response:
        raise GradeRefused(_("Câu này không có gì để chấm."), code="nothing_to_grade")
    if not answer.counts:
        raise GradeRefused(_("Chị ấy vừa gửi bài viết mới hơn. Chị xem lại rồi chấm."), code="newer_answer")
    most = Decimal(str(question["points"]))
    if not 0 <= points <= most:
        raise GradeRefused(
            _("Điểm là số từ 0 đến %(most)s.") % {"most": points_words(question)},
            field="points",
            code="points_invalid",
        )
    grade, _made = EssayGrade.objects.update_or_create(
        answer=answer,
        defaults={
            "share": int(points / most * 10_000),
            "remark": remark.strip()[:MOST_WORDS],
            "by": actor.by,
            "graded_at": timezone.now(),
        },
    )
    append_entry(
        kind="essay.graded",
        subject=f"attempt:{attempt.pk}",
        payload={"question": answer.question_key, "share": grade.share},
        **actor.ledger_refs(),
    )
    settle(attempt, quiz_of(attempt))
    attempt.refresh_from_db()
    if not attempt.waits_for_grade:
        _notify(attempt, grade)
    return attempt


def points_words(question: dict[str, Any]) -> str:
    """Return the question's points as text, such as "2,5"."""
    return f"{question['points']:g}".replace(".", ",")


def essays_of(attempt: Attempt) -> list[tuple[dict[str, Any], Answer]]:
    """Return (question, answer) of the essays that count, in the order asked.

    One query, none if no essay was asked.
    """
    whole = quiz_of(attempt).full_questions
    if not any(is_graded(whole[key]) for key in attempt.questions):
        return []
    rows = {
        row.question_key: row
        for row in attempt.answers.filter(counts=True).select_related("grade", "grade__by")
    }
    return [
        (whole[key], rows[key])
        for key in attempt.questions
        if key in rows and is_graded(whole[key]) and rows[key].response
    ]


def _notify(attempt: Attempt, grade: EssayGrade) -> None:
    lesson = published(attempt.version_id).lessons[attempt.lesson_key]["title"]
    notify(
        user=attempt.user,
        kind="courses.graded",
        title=gettext_lazy("Giảng viên đã chấm bài của chị"),
        body=f"{lesson}. {grade.remark}".strip(),
        url=reverse("courses:quiz_result", args=[attempt.pk]),
        key=f"graded:{attempt.pk}:{grade.graded_at:%Y%m%d%H%M%S}",
    )
