"""Write the quiz of a step: how it asks, and which questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.authoring.actions.ownership import take_over
from courses.authoring.enums import AudioSource, StepKind
from courses.authoring.rules import may_edit_course
from courses.models import Question, QuestionBank, Quiz, Step
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.questions import VOICE_FIELDS, checked
from members.acting import Actor
from members.rules import require

LIMITS = {
    "pass_percent": 100,
    "attempts_allowed": 100,
    "time_limit_seconds": 6 * 3600,
    "offline_grace_hours": 24 * 30,
}
MAX_DRAWN = 200


class QuizInvalid(DomainError):
    """A setting of the quiz is invalid, or the step is no quiz step; nothing was stored."""


@transaction.atomic
def set_quiz(*, actor: Actor, step: Step, settings: dict[str, Any]) -> Quiz:
    """Set how the quiz of `step` asks; the first time, create a bank for its questions.

    `settings`: fields of Quiz by name; omitted ones stay. Raises QuizInvalid, NotAllowed.
    """
    require(may_edit_course(actor.member, step.lesson.module.course))
    quiz = _quiz_of(step)
    _lay(quiz, settings)
    take_over(step.lesson.module.course)
    return quiz


@transaction.atomic
def put_quiz(*, step: Step, settings: dict[str, Any], questions: list[dict[str, Any]]) -> Quiz:
    """Write the quiz of a built-in course and its questions from the course's file.

    Questions that are no longer in the file are archived. A question with a "bank" goes into the course's
    bank of that key. Raises QuestionInvalid, QuizInvalid.
    """
    quiz = _quiz_of(step)
    banks = {quiz.bank.key: quiz.bank}
    keys_by_bank: dict[int, set[str]] = {quiz.bank.pk: set()}
    for position, given in enumerate(questions):
        bank = _bank_for(given.get("bank"), quiz, banks)
        body = checked({name: value for name, value in given.items() if name != "bank"})
        put_question(bank=bank, body=_with_recorded_voice(bank, body), position=position)
        keys_by_bank.setdefault(bank.pk, set()).add(body["key"])
    for bank_id, keys in keys_by_bank.items():
        Question.objects.asked().filter(bank=bank_id).exclude(key__in=keys).update(archived_at=timezone.now())
    _lay(quiz, settings)
    return quiz


def _with_recorded_voice(bank: QuestionBank, body: dict[str, Any]) -> dict[str, Any]:
    """Return `body` with the voice that a person recorded, if any; a machine voice never replaces it."""
    old = bank.questions.filter(key=body["key"]).values_list("body", flat=True).first()
    if old is None or old.get("audio_source") != AudioSource.RECORDED:
        return body
    return {**body, **{name: old[name] for name in VOICE_FIELDS if name in old}}


def put_question(
    *, bank: QuestionBank, body: dict[str, Any], position: int | None = None
) -> tuple[Question, bool]:
    """Save a checked question under its key in `bank`; return the row and whether it is new. Idempotent.

    A known key replaces that question, and restores it if it was archived.
    """
    row = bank.questions.filter(key=body["key"]).first()
    if row is None:
        if position is None:
            position = bank.questions.count()
        made = Question(bank=bank, key=body["key"], position=position)
    else:
        made = row
        if made.body == body and made.archived_at is None and position in (None, made.position):
            return made, False
    made.kind, made.body, made.citations = body["kind"], body, body["citations"]
    made.position = made.position if position is None else position
    made.changed_at, made.archived_at = timezone.now(), None
    made.save()
    return made, row is None


def _quiz_of(step: Step) -> Quiz:
    if step.kind != StepKind.QUIZ:
        raise QuizInvalid(_("Bước này không phải bước câu hỏi."), code="step_is_no_quiz")
    # Lock the step's row, so that two first calls wait for each other.
    Step.objects.select_for_update().get(pk=step.pk)
    quiz = Quiz.objects.filter(step=step).select_related("bank").first()
    if quiz is not None:
        return quiz
    course = step.lesson.module.course
    bank, _made = QuestionBank.objects.get_or_create(
        course=course,
        key=f"{step.lesson.key}.{step.key}"[:80],
        defaults={"title": f"{step.lesson.title}: {_('câu hỏi')}"[:120]},
    )
    return Quiz.objects.create(step=step, bank=bank)


def _bank_for(key: str | None, quiz: Quiz, banks: dict[str, QuestionBank]) -> QuestionBank:
    if not key:
        return quiz.bank
    if key not in banks:
        banks[key], _made = QuestionBank.objects.get_or_create(
            course=quiz.bank.course, key=key, defaults={"title": key}
        )
    return banks[key]


def _lay(quiz: Quiz, settings: dict[str, Any]) -> None:
    for name, most in LIMITS.items():
        value = settings.get(name, getattr(quiz, name))
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise QuizInvalid(_("Số từ 0 đến %(most)s.") % {"most": most}, field=name)
        setattr(quiz, name, value)
    feedback = settings.get("feedback", quiz.feedback)
    if feedback not in FeedbackTime.values:
        raise QuizInvalid(_("Chị chọn khi nào cho biết đúng sai."), field="feedback")
    quiz.feedback, quiz.shuffle = feedback, bool(settings.get("shuffle", quiz.shuffle))
    quiz.title = str(settings.get("title", quiz.title)).strip()[:120]
    quiz.draws = _checked_draws(settings.get("draws", quiz.draws))
    quiz.save()


def _checked_draws(draws: Any) -> list[dict[str, Any]]:
    count_by_bank: dict[str, int] = {}
    for draw in draws if isinstance(draws, list) else []:
        if not isinstance(draw, dict) or not isinstance(draw.get("bank"), str):
            raise QuizInvalid(_("Chị chọn ngân hàng câu hỏi."), field="draws")
        count = draw.get("count")
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MAX_DRAWN:
            raise QuizInvalid(_("Số câu lấy từ 1 đến %(most)s.") % {"most": MAX_DRAWN}, field="draws")
        count_by_bank[draw["bank"]] = count
    return [{"bank": bank, "count": count} for bank, count in count_by_bank.items()]
