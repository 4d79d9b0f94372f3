"""A contest as an organiser makes one, and people who take part.

organiser = OfficerFactory(); round_ = committed_round(organiser); with during(round_): entry = take(lan, round_, right=2)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from courses.contests.actions.contests import (
    add_round,
    announce_contest,
    commit_round,
    create_contest,
    put_questions,
)
from courses.contests.actions.entries import start_entry, submit_entry
from courses.contests.papers import paper_of
from courses.models import Contest, ContestEntry, ContestRound
from members.acting import Actor
from members.models import User
from members.roles.enums import Role

DAY = timedelta(days=1)


def question(number: int, **more: Any) -> dict[str, Any]:
    """One choice of three; "b" is right."""
    return {
        "key": f"cau{number}",
        "kind": "one_choice",
        "text": f"Câu hỏi thứ {number}?",
        "choices": [
            {"key": key, "text": f"Trả lời {key}", "fraction": 100 if key == "b" else 0} for key in "abc"
        ],
    } | more


def a_contest(organiser: User, **more: Any) -> Contest:
    branch = organiser.role_grants.filter(role=Role.OFFICER).select_related("branch").get().branch
    fields = {
        "title": "Tìm hiểu pháp luật",
        "rules": "Mỗi tuần một vòng.",
        "who": "members",
        "branch": branch,
    }
    contest = create_contest(actor=Actor.of(organiser), **fields | more)
    return announce_contest(actor=Actor.of(organiser), contest=contest)


def draft_round(
    organiser: User, *, contest: Contest | None = None, questions: int = 3, **terms: Any
) -> ContestRound:
    """Opens tomorrow for a week unless `terms` override it."""
    opens_at = terms.pop("opens_at", timezone.now() + DAY)
    days = terms.pop("days", 7)
    defaults = {
        "opens_at": opens_at,
        "closes_at": opens_at + days * DAY,
        "entries_per": "unlimited",
        "counts": "best",
        "ranking": ["right", "early"],
        "prizes": [{"from": 1, "to": 1, "name": "Giải nhất", "amount": 500_000}],
    }
    actor = Actor.of(organiser)
    round_ = add_round(actor=actor, contest=contest or a_contest(organiser), **defaults | terms)
    return put_questions(actor=actor, round_=round_, questions=[question(n + 1) for n in range(questions)])


def committed_round(organiser: User, **more: Any) -> ContestRound:
    round_ = draft_round(organiser, **more)
    commit_round(actor=Actor.of(organiser), round_=round_)
    return ContestRound.objects.select_related("contest__branch").get(pk=round_.pk)


def during(round_: ContestRound, after: timedelta = timedelta(minutes=1)) -> Any:
    """Freeze the time at `after` the opening."""
    return time_machine.travel(round_.opens_at + after, tick=False)


def after(round_: ContestRound, later: timedelta = timedelta(minutes=1)) -> Any:
    return time_machine.travel(round_.closes_at + later, tick=False)


def answers(entry: ContestEntry, right: int) -> dict[str, Any]:
    """Answer all of the entry's questions, `right` of them correctly."""
    keys = paper_of(entry.round).drawn(str(entry.pk))
    return {key: {"choice": "b" if n < right else "a"} for n, key in enumerate(keys)}


def take(
    user: User,
    round_: ContestRound,
    *,
    right: int,
    prediction: int | None = None,
    at: datetime | None = None,
    seconds: int = 60,
) -> ContestEntry:
    """Begin and hand in, `seconds` apart."""
    began, actor = at or timezone.now(), Actor.of(user)
    with time_machine.travel(began, tick=False):
        entry = start_entry(actor=actor, round_=round_)
    with time_machine.travel(began + timedelta(seconds=seconds), tick=False):
        return submit_entry(actor=actor, entry=entry, answers=answers(entry, right), prediction=prediction)
