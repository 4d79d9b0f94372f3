"""A quiz as a version of its course freezes it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.content_shape import QuizContent
from courses.models import Question, QuestionBank, Quiz, Step
from courses.quizzes.draw import fnv1a32
from courses.quizzes.enums import CHOICE_KINDS, FeedbackTime, QuestionKind
from courses.quizzes.questions import complete
from courses.quizzes.scoring import rights_of

# What a question may tell before it is answered; the rest would say what is right.
_TOLD = (
    "key", "kind", "text", "format", "title", "points", "citations", "picture", "audio", "audio_source", "tags",
)  # fmt: skip
_TOLD_OF_CHOICE = ("key", "text", "format", "picture")
_TOLD_OF_PAIR = ("key", "left", "left_format")


def banks_of(quiz: Quiz) -> list[QuestionBank]:
    """Its own bank, then those its draws name: the course's before a shared one of the same key."""
    course_id = quiz.step.lesson.module.course_id
    named = [draw["bank"] for draw in quiz.draws if draw["bank"] != quiz.bank.key]
    found: dict[str, QuestionBank] = {}
    for bank in QuestionBank.objects.filter(key__in=named):
        if bank.course_id == course_id or (bank.course_id is None and bank.key not in found):
            found[bank.key] = bank
    return [quiz.bank, *(found[key] for key in dict.fromkeys(named) if key in found)]


def problem_of_quiz(step: Step) -> str:
    """What stands in the way of publishing this quiz, as a sentence, or ""."""
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
    """The quiz of `step` as phones get it, and the keys that stay on the server ({} where they are told at once).

    The keys are whole questions by question key. Three queries. Raises Quiz.DoesNotExist.
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
        whole = [_with_silent_keys(question) for question in whole]
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


def _with_silent_keys(question: dict[str, Any]) -> dict[str, Any]:
    """Items to put in order under keys that don't tell the order, as 1, 2, 3 or a, b, c would."""
    if question["kind"] != QuestionKind.ORDERING:
        return question
    items = [
        {**item, "key": f"{fnv1a32(question['key'] + ':' + item['key']):08x}"} for item in question["items"]
    ]
    return {**question, "items": items}


def without_key(question: dict[str, Any]) -> dict[str, Any]:
    """The question as it may lie on a phone before it is answered; `scoring.clean_response` takes it as it is.

    Matching: `pairs` with left halves only and `rights` by their letters. Ordering: `items` by their keys.
    """
    told = {name: question[name] for name in (*_TOLD, "bank") if name in question}
    kind = question["kind"]
    if kind in CHOICE_KINDS:
        told["choices"] = [
            {name: row[name] for name in _TOLD_OF_CHOICE if name in row} for row in question["choices"]
        ]
    elif kind == QuestionKind.MATCHING:
        told["pairs"] = [
            {name: pair[name] for name in _TOLD_OF_PAIR if name in pair} for pair in question["pairs"]
        ]
        told["rights"] = rights_of(question)
    elif kind == QuestionKind.ORDERING:
        told["items"] = sorted(question["items"], key=lambda item: item["key"])
    return told
