"""Rows of the Union's work."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import Branch, User
from tests.factories.members import commune
from union.questions.actions.asking import Asked, ask_question
from union.questions.models import Question

PHONE = "+84912345699"
WORDS = "Chủ nợ hai tháng lương chưa trả, em phải làm gì"


def a_question(*, asker: User | None = None, branch: Branch | None = None, **more: Any) -> Question:
    """Return a question that a woman asked: with an account, or with a proven number."""
    asked = Asked(
        **{
            "text": WORDS,
            "topic": "lao-dong",
            "branch": branch or commune(),
            "phone": "" if asker else PHONE,
            **more,
        }
    )
    return ask_question(asked=asked, actor=Actor.of(asker) if asker else None, is_phone_proven=asker is None)
