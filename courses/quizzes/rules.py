from __future__ import annotations

from typing import Any

from courses.authoring.rules import may_edit_course
from courses.models import Attempt, QuestionBank
from members.acting import Actor
from members.rules import is_staff


def may_edit_bank(user: Any, bank: QuestionBank) -> bool:
    """Return whether the user may write the questions: the course's authors; of a shared bank, staff."""
    if bank.course is None:
        return is_staff(user)
    return may_edit_course(user, bank.course)


def may_grade(actor: Actor, attempt: Attempt) -> bool:
    """Return whether the actor may grade an attempt's essays: people who may edit the course.

    Neither the member nor the officer at the keyboard may grade their own attempt.
    """
    return attempt.user_id not in (actor.by.pk, actor.member.pk) and may_edit_course(
        actor.member, attempt.version.course
    )


def may_answer(user: Any, attempt: Attempt) -> bool:
    return user.pk == attempt.user_id
