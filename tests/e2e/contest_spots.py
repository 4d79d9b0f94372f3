"""The pages of contests for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from backend.demo.data.contests import TRIAL
from courses.contests.actions.contests import put_question
from courses.contests.actions.entries import save_answers, start_entry
from courses.contests.actions.results import publish_round
from courses.contests.closing import close_round
from courses.models import Contest, ContestEntry, ContestRound
from members.acting import Actor
from members.models import User
from tests.factories.contests import a_contest, answers, committed_round, draft_round, question, take

_OPEN, _DONE, _CLOSED, _DRAFT = (
    ("contest", "1"),
    ("contest_own", "1"),
    ("contest_own", "2"),
    ("contest_own", "3"),
)
CONTEST_SPOTS: list[tuple[str, ...]] = [
    *((who, "courses:contests") for who in ("anyone", "lan")),
    ("anyone", "courses:contest", "contest"),
    *((who, "courses:contest_round", *_OPEN) for who in ("anyone", "lan", "thu for mai")),
    ("anyone", "courses:contest_results", *_DONE),
    ("lan", "courses:contest_entry", "contest_entry"),
    ("lan", "courses:contest_entry", "contest_entry_over"),
    ("lan", "courses:contest_hand_in", "contest_entry"),
    ("lan", "courses:contest_mine"),
    ("thu", "courses:contest_desk"),
    ("thu", "courses:contest_new"),
    ("thu", "courses:contest_manage", "contest_own"),
    ("thu", "courses:contest_edit", "contest_own"),
    ("thu", "courses:contest_new_round", "contest_own"),
    *(("thu", "courses:contest_round_manage", *each) for each in (_DONE, _CLOSED, _DRAFT)),
    ("thu", "courses:contest_round_edit", *_DRAFT),
    ("thu", "courses:contest_question_new", *_DRAFT),
    ("thu", "courses:contest_question", *_DRAFT, "cau1"),
    ("thu", "courses:contest_questions_import", *_DRAFT),
    ("thu", "courses:contest_disqualify", *_CLOSED, "contest_line"),
]
# They take a POST or answer with a file.
CONTEST_WITHOUT_PAGE = {
    f"courses:contest_{name}"
    for name in (
        "announce",
        "commit",
        "end",
        "publish",
        "export",
        "start",
        "paper",
        "list",
        "withdraw",
        "old_paper",
    )
}


def furnish_contests(lan: User, organiser: User) -> dict[str, Any]:
    """The demo's contest, with an open entry of Lan's, and three of `organiser`: published, closed, and a draft."""
    demo = Contest.objects.get(title=TRIAL.title)
    actor, now = Actor.of(lan), timezone.now()
    round_ = ContestRound.objects.select_related("contest__branch").get(contest=demo)
    # The demo may have been loaded so quickly that its round hasn't opened yet.
    with time_machine.travel(max(now, round_.opens_at)):
        entry = start_entry(actor=actor, round_=round_)
        first, *_rest = answers(entry, 1)
        save_answers(actor=actor, entry=entry, answers={first: {"choice": "a"}})
    with time_machine.travel(now - timedelta(days=20)):
        own = a_contest(organiser, title="Tìm hiểu luật mới")
    ended = []
    for days in (15, 10):
        with time_machine.travel(now - timedelta(days=days)):
            past = committed_round(
                organiser, contest=own, days=1, opens_at=timezone.now() + timedelta(minutes=1)
            )
        take(lan, past, right=2, at=past.opens_at + timedelta(hours=1))
        with time_machine.travel(past.closes_at + timedelta(minutes=1)):
            ended.append(close_round(round_=past))
    publish_round(actor=Actor.of(organiser), round_=ended[0])
    cited = [{"document": "37/2026/NĐ-CP", "article": "43", "date": "2026-12-01"}]
    draft = draft_round(organiser, contest=own)
    put_question(actor=Actor.of(organiser), round_=draft, question=question(1, citations=cited))
    return {
        "contest": demo.slug,
        "contest_own": own.slug,
        "contest_entry": entry.pk,
        "contest_entry_over": ContestEntry.objects.filter(round=ended[0])[0].pk,
        "contest_line": ended[1].results.get().entry_id,
    }
