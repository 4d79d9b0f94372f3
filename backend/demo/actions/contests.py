"""A contest that can be entered at once, and a finished one with its list of results and its revealed key."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from backend.common.models import Mark
from backend.demo.actions.people import People
from backend.demo.data.contests import OVER_TRIAL, TRIAL
from backend.demo.data.shapes import Trial
from courses.contests.actions.contests import (
    add_round,
    announce_contest,
    commit_round,
    create_contest,
    edit_round,
    put_questions,
)
from courses.contests.actions.entries import start_entry, submit_entry
from courses.contests.actions.results import end_round, publish_round
from courses.contests.closing import close_round
from courses.contests.enums import Counts, EntriesPer, Prediction, RankingKey, WhoMayEnter
from courses.contests.errors import ContestError
from courses.contests.papers import paper_of
from courses.models import Contest, ContestRound
from members.acting import Actor
from members.models import Branch

DONE = "demo contest"
OVER = "demo contest over"
# In the order of the list: each has one more wrong answer than the entrant before.
ENTRANTS = ("lan", "minh", "hoa", "thu")


@transaction.atomic
def load_contest(people: People) -> None:
    """Create a contest of the province's officer that is open at once. Does nothing the second time.

    Its paper is committed a moment before the round opens.
    """
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    actor = Actor.of(people["huong"])
    contest = _announced(actor, TRIAL)
    _hold_to_its_paper(actor, _first_round(actor, contest, TRIAL), TRIAL, timedelta(seconds=2))


@transaction.atomic
def load_closed_contest(people: People) -> None:
    """Create a finished contest with entries of members and a published list. Does nothing the second time.

    Call it after the people have phones, because entrants need a phone.
    """
    _mark, is_first = Mark.objects.get_or_create(name=OVER)
    if not is_first:
        return
    actor = Actor.of(people["huong"])
    round_ = _first_round(actor, _announced(actor, OVER_TRIAL), OVER_TRIAL)
    _hold_to_its_paper(actor, round_, OVER_TRIAL, timedelta(seconds=0.5))
    round_.refresh_from_db()
    while (left := (round_.opens_at - timezone.now()).total_seconds()) > 0:
        time.sleep(left)
    for number, key in enumerate(ENTRANTS):
        people[key].refresh_from_db(fields=["phone", "phone_verified_at"])
        _enter(Actor.of(people[key]), round_, number)
    end_round(actor=actor, round_=round_, reason=OVER_TRIAL.ended)
    publish_round(actor=actor, round_=close_round(round_=round_))


def _enter(actor: Actor, round_: ContestRound, wrong: int) -> None:
    """Hand in a contest entry of `actor` with `wrong` wrong answers."""
    entry = start_entry(actor=actor, round_=round_)
    paper = paper_of(entry.round)
    answers = {}
    for place, key in enumerate(paper.asks(str(entry.pk))):
        choices = sorted(paper.questions[key]["choices"], key=lambda choice: -choice["fraction"])
        answers[key] = {"choice": choices[0 if place >= wrong else 1]["key"]}
    submit_entry(actor=actor, entry=entry, answers=answers, prediction=len(ENTRANTS) + wrong)


def _announced(actor: Actor, trial: Trial) -> Contest:
    contest = create_contest(
        actor=actor,
        branch=Branch.objects.get(parent=None),
        title=trial.title,
        rules=trial.rules,
        who=WhoMayEnter.MEMBERS,
    )
    return announce_contest(actor=actor, contest=contest)


def _first_round(actor: Actor, contest: Contest, trial: Trial) -> ContestRound:
    opens_at = timezone.now() + timedelta(days=1)
    round_ = add_round(
        actor=actor,
        contest=contest,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=trial.days),
        time_limit_seconds=trial.minutes * 60,
        entries_per=EntriesPer.DAY,
        entries_allowed=3,
        counts=Counts.BEST,
        ranking=[RankingKey.RIGHT.value, RankingKey.PREDICTION.value, RankingKey.EARLY.value],
        prediction=Prediction.PARTICIPANTS,
        prizes=[
            {"from": first, "to": last, "name": name, "amount": amount}
            for first, last, name, amount in trial.prizes
        ],
    )
    questions = [ask.question(number) for number, ask in enumerate(trial.questions, start=1)]
    return put_questions(actor=actor, round_=round_, questions=questions)


def _hold_to_its_paper(actor: Actor, round_: ContestRound, trial: Trial, soon: timedelta) -> None:
    """Commit the round's paper a moment before the round opens. On a slow machine the moment is longer."""
    opens_at = timezone.now() + soon
    edit_round(actor=actor, round_=round_, opens_at=opens_at, closes_at=opens_at + timedelta(days=trial.days))
    try:
        commit_round(actor=actor, round_=round_)
    except ContestError as error:
        if error.code != "opens_already":
            raise
        _hold_to_its_paper(actor, round_, trial, soon * 4)
