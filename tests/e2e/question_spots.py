"""The pages of questions to the Union for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import Branch, User
from tests.factories.union import a_question
from union.questions.actions.answering import Draft, write_answer
from union.questions.actions.publishing import Reworded, give_consent, publish_answer

QUESTION_SPOTS: list[tuple[Any, ...]] = [
    ("anyone", "union:questions"),
    ("anyone", "union:ask"),
    ("anyone", "union:question_paper"),
    ("anyone", "union:legal_aid"),
    ("anyone", "union:public_answer", "public_answer"),
    ("anyone", "union:question", "question_ref"),
    ("lan", "union:own_questions"),
    ("huong", "union:question_desk"),
    ("huong", "union:take_down_question"),
    ("huong", "union:question_figures"),
    ("huong", "union:handle_question", "asked_question"),
    ("huong", "union:answer_question", "asked_question"),
    ("huong", "union:publish_answer", "answered_question"),
]
QUESTION_WITHOUT_PAGE = {
    "union:ask_code",
    "union:ask_another_code",
    "union:question_voice",
    "union:hear_question",
    "union:questions_feed",
    "union:draft_situation",
}


def furnish_questions(lan: User, huong: User) -> dict[str, Any]:
    """Lan asks the commune two questions. Huong, an officer of the province, answers one, which everybody may read."""
    commune = Branch.objects.filter(level="commune", is_active=True).order_by("pk")[0]
    row = a_question(asker=lan, branch=commune)
    other = a_question(asker=lan, branch=commune)
    draft = Draft(text="Chị gửi đơn tới nơi này.", capacity="officer", place="ubnd-xa")
    write_answer(actor=Actor.of(huong), question=other, draft=draft, sends=True)
    give_consent(question=other, asker=lan)
    words = Reworded("Chủ nợ lương", "Làm thuê mà chủ chưa trả lương.", "Chị gửi đơn tới nơi này.")
    public = publish_answer(actor=Actor.of(huong), question=other, words=words)
    return {
        "question_ref": str(row.ref),
        "asked_question": row.pk,
        "answered_question": other.pk,
        "public_answer": public.pk,
    }
