"""One contest that can be entered at once, for whoever tries Piêu out."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from backend.common.models import Mark
from backend.demo.actions.people import People
from backend.demo.data.contests import TRIAL
from courses.actions.contests import add_round, announce_contest, commit_round, create_contest, put_questions
from courses.enums.contests import Counts, EntriesPer, Prediction, RankingKey, WhoMayEnter
from members.acting import Actor
from members.models import Branch

DONE = "demo contest"


@transaction.atomic
def load_contest(people: People) -> None:
    """Once: the province's officer writes it, and its paper is held to a moment before it opens."""
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    actor = Actor.herself(people["huong"])
    contest = create_contest(
        actor=actor,
        branch=Branch.objects.get(parent=None),
        title=TRIAL.title,
        rules=TRIAL.rules,
        who=WhoMayEnter.MEMBERS,
    )
    announce_contest(actor=actor, contest=contest)
    opens_at = timezone.now() + timedelta(seconds=2)
    round_ = add_round(
        actor=actor,
        contest=contest,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=TRIAL.days),
        time_limit_seconds=TRIAL.minutes * 60,
        entries_per=EntriesPer.DAY,
        entries_allowed=3,
        counts=Counts.BEST,
        ranking=[RankingKey.RIGHT.value, RankingKey.PREDICTION.value, RankingKey.EARLY.value],
        prediction=Prediction.PARTICIPANTS,
        prizes=[
            {"from": first, "to": last, "name": name, "amount": amount}
            for first, last, name, amount in TRIAL.prizes
        ],
    )
    put_questions(
        actor=actor,
        round_=round_,
        questions=[ask.question(number) for number, ask in enumerate(TRIAL.questions, start=1)],
    )
    commit_round(actor=actor, round_=round_)
