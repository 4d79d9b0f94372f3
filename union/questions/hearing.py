"""Spoken questions: no rule reads them for danger, so an officer on duty listens before anybody else knows of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from members.models import Branch, User
from members.notices.actions.notices import notify
from union.alarms.actions.raising import raise_alarm
from union.models import Alarm
from union.questions.enums import QuestionState
from union.questions.models import Question
from union.roles.enums import UnionRoleName
from union.roles.rules import chain

PREFIX = "spoken "


def is_watched(branch: Branch, asker: User | None) -> bool:
    """Return True if somebody other than the asker is on duty in `branch` or above it. One query."""
    asker_id = asker.pk if asker else None
    return any(
        person.pk != asker_id for _branch, people in chain(UnionRoleName.DUTY, branch) for person in people
    )


def ring_for(question: Question) -> Alarm:
    """Ring the officers on duty as for a danger, in the caller's transaction."""
    return raise_alarm(
        text="",
        kinds=[],
        branch=question.asked_branch,
        phone=question.phone or None,
        asker=question.asker,
        by=None,
        key=f"{PREFIX}{question.ref}",
    )


def unheard_of(alarm: Alarm) -> Question | None:
    """Return the spoken question for which the alarm rings, until somebody has said that it is ordinary."""
    if not alarm.key.startswith(PREFIX):
        return None
    return Question.objects.filter(ref=alarm.key.removeprefix(PREFIX), state=QuestionState.UNHEARD).first()


def may_hear(user: Any, question: Question) -> bool:
    """Return True for officers on duty where the alarm of an unheard question rings."""
    alarms = Alarm.objects.visible_to(user).filter(key=f"{PREFIX}{question.ref}")
    return question.is_unheard and question.asker_id != user.pk and alarms.exists()


def remind_duty(question: Question, day: dt.date) -> None:
    """Notify everybody on duty for the question's branch, in the caller's transaction; once on each `day`."""
    alarm = Alarm.objects.get(key=f"{PREFIX}{question.ref}")
    for _branch, people in chain(UnionRoleName.DUTY, question.branch):
        for person in people:
            if person.pk != question.asker_id:
                notify(
                    user=person,
                    kind="alarm.rung",
                    title=gettext_lazy("Có việc cần chị xem ngay"),
                    url=reverse("union:alarm", args=[alarm.ref]),
                    key=f"unheard-{question.pk}-{day.isoformat()}",
                )
