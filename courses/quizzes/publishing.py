"""Build the content of a quiz when a version of its course is published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.content_shape import QuizContent
from courses.models import Question, QuestionBank, Quiz, Step
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.kinds import kind_of
from courses.quizzes.questions import complete

# Fields that may be shown before the question is answered; the others reveal the answer.
_PUBLIC_FIELDS = (
    "key", "kind", "text", "format", "title", "points", "citations", "picture", "audio", "audio_source", "tags",
)  # fmt: skip


def banks_of(quiz: Quiz) -> list[QuestionBank]:
    """Return the quiz's own bank, then the banks named by its draws.

    If a course's bank and a shared bank have one key, the course's bank is used.
    """
    course_id = quiz.step.lesson.module.course_id
    named = [draw["bank"] for draw in quiz.draws if draw["bank"] != quiz.bank.key]
    found: dict[str, QuestionBank] = {}
    for bank in QuestionBank.objects.filter(key__in=named):
        if bank.course_id == course_id or (bank.course_id is None and bank.key not in found):
            found[bank.key] = bank
    return [quiz.bank, *(found[key] for key in dict.fromkeys(named) if key in found)]


def problem_of_quiz(step: Step) -> str:
    """Return a sentence with what prevents publishing this quiz, or ""."""
    quiz = Quiz.objects.filter(step=step).select_related("bank", "step__lesson__module").first()
    if quiz is None:
        return _("Bước này chưa có câu hỏi.")
    banks = {bank.key: bank for bank in banks_of(quiz)}
    for draw in quiz.draws:
        if draw["bank"] not in banks:
            return _("Ngân hàng câu hỏi “%(key)s” không còn.") % {"key": draw["bank"]}
    keys = list(Question.objects.asked().filter(bank__in=banks.values()).values_list("key", flat=True))
    if not keys:
        return _("Bước này chưa có câu hỏi.")
    if len(set(keys)) < len(keys):
        return _("Hai câu hỏi cùng một mã.")
    return ""


def quiz_content(step: Step) -> tuple[QuizContent, dict[str, Any]]:
    """Return the content of a step's quiz for phones, and the keys that stay on the server.

    The keys are whole questions by question key; {} if feedback is given at once. Three queries. Raises
    Quiz.DoesNotExist.
    """
    quiz = Quiz.objects.select_related("bank", "step__lesson__module").get(step=step)
    banks = banks_of(quiz)
    whole: list[dict[str, Any]] = []
    for bank in banks:
        whole += [
            {**complete(row.body), "key": row.key, "bank": bank.key}
            for row in bank.questions.all()
            if not row.archived_at
        ]
    hidden = quiz.feedback != FeedbackTime.AT_ONCE
    if hidden:
        whole = [kind_of(question).with_silent_keys(question) for question in whole]
    content: QuizContent = {
        "title": quiz.title,
        "pass_percent": quiz.pass_percent,
        "attempts_allowed": quiz.attempts_allowed,
        "time_limit_seconds": quiz.time_limit_seconds,
        "offline_grace_hours": quiz.offline_grace_hours,
        "feedback": quiz.feedback,  # type: ignore[typeddict-item]
        "shuffle": quiz.shuffle,
        "draws": quiz.draws,
        "questions": [without_key(question) for question in whole] if hidden else whole,
    }
    return content, {question["key"]: question for question in whole} if hidden else {}


def without_key(question: dict[str, Any]) -> dict[str, Any]:
    """Return the question without its key, as a phone may store it before the answer.

    `scoring.clean_response` accepts this form. Matching: `pairs` has left halves only, `rights` is in
    alphabetical order. Ordering: `items` are in the order of their keys.
    """
    public = {name: question[name] for name in (*_PUBLIC_FIELDS, "bank") if name in question}
    return public | kind_of(question).without_key(question)
