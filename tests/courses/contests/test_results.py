"""A committed paper can't change, a round closes once, and a person publishes the list that follows from the entries."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from backend.ledger.models import Entry
from courses.contests.actions.contests import (
    commit_round,
    edit_contest,
    edit_round,
    put_question,
    remove_question,
)
from courses.contests.actions.entries import save_answers, start_entry
from courses.contests.actions.results import disqualify, end_round, publish_round
from courses.contests.closing import close_round, close_round_task, enqueue_round_closings
from courses.contests.errors import ContestError, EntryRefused, PaperBroken, TooLate
from courses.contests.lists import list_from_results
from courses.models import ContestEntry, ContestRound, Disqualification, RoundPaper, RoundResult
from members.acting import Actor
from members.models import User
from members.rules import NotAllowed
from tests.courses.contests.published_contests import ALL
from tests.factories.contests import (
    a_contest,
    after,
    answers,
    committed_round,
    draft_round,
    during,
    question,
    take,
)
from tests.factories.members import LanFactory, MinhFactory, OfficerFactory, UserFactory, chapter, commune

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def organiser() -> User:
    return OfficerFactory()


def closed(round_: ContestRound) -> ContestRound:
    with after(round_):
        return close_round(round_=round_)


def recompute(round_: ContestRound) -> str:
    out = StringIO()
    call_command("recompute_round", str(round_), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("published", ALL, ids=lambda each: each.name)
def test_published_contests_are_held_from_opening_to_list(organiser, published):
    contest = a_contest(organiser, who="anyone", title=published.name)
    round_ = committed_round(organiser, contest=contest, questions=published.questions, **published.terms)
    people = {who: UserFactory(full_name=who) for who in sorted({entry[0] for entry in published.entries})}
    for who, right, prediction, minutes, seconds in published.entries:
        began = round_.opens_at + timedelta(minutes=minutes)
        take(people[who], round_, right=right, prediction=prediction, at=began, seconds=seconds)
    done = closed(round_)
    names = [prize["name"] for prize in done.prizes]
    lines = [
        (line.rank, line.user.full_name, line.right, line.distance, names[line.prize])
        for line in done.results.select_related("user")
    ]
    assert lines == published.ranked
    assert (done.participants, done.entries_counted) == (len(published.ranked), len(published.entries))
    assert done.prediction_answer == published.answer
    assert recompute(done) == list_from_results(done).decode()


def test_commitment_is_the_hash_of_the_paper_and_is_in_the_ledger(organiser):
    round_ = draft_round(organiser)
    drafted = round_.questions
    paper = commit_round(actor=Actor.of(organiser), round_=round_)
    round_.refresh_from_db()
    assert hashlib.sha256(paper.document.encode()).hexdigest() == paper.commitment == round_.commitment
    document = json.loads(paper.document)
    assert document["questions"] == drafted and round_.questions == []
    assert len(bytes.fromhex(document["nonce"])) == 32
    entry = Entry.objects.get(kind="contest.committed")
    assert entry.subject == f"contest:{round_}"
    assert json.loads(entry.body)["payload"]["commitment"] == paper.commitment
    assert document["nonce"] not in entry.body


def test_nothing_of_a_committed_round_changes_any_more(organiser):
    round_ = committed_round(organiser)
    actor = Actor.of(organiser)
    for act in (
        lambda: put_question(actor=actor, round_=round_, question=question(9)),
        lambda: remove_question(actor=actor, round_=round_, key="cau1"),
        lambda: edit_round(actor=actor, round_=round_, entries_allowed=5),
        lambda: commit_round(actor=actor, round_=round_),
        lambda: edit_contest(
            actor=actor, contest=round_.contest, title="x", rules="", who="anyone", units=[]
        ),
    ):
        with pytest.raises(ContestError) as refused:
            act()
        assert refused.value.code == "already_committed"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundPaper.objects.update(document="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContestRound.objects.update(questions=[question(1)])
    assert json.loads(RoundPaper.objects.get().document)["questions"][0]["key"] == "cau1"


def test_paper_is_committed_to_before_the_round_opens_or_not_at_all(organiser):
    round_ = draft_round(organiser)
    with during(round_), pytest.raises(ContestError) as refused:
        commit_round(actor=Actor.of(organiser), round_=round_)
    assert refused.value.code == "opens_already"
    edit_round(actor=Actor.of(organiser), round_=round_, questions_count=4)
    with pytest.raises(ContestError) as refused:
        commit_round(actor=Actor.of(organiser), round_=round_)
    assert refused.value.code == "too_few_questions"
    assert not RoundPaper.objects.exists() and not Entry.objects.filter(kind="contest.committed").exists()


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"days": -1}, "closes_at"),
        ({"entries_per": "day", "entries_allowed": 0}, "entries_allowed"),
        ({"ranking": []}, "ranking"),
        ({"ranking": ["fast", "right"]}, "ranking"),
        ({"ranking": ["right", "prediction"]}, "prediction"),
        ({"prizes": [{"from": 2, "to": 1, "name": "x", "amount": 1}]}, "prizes"),
    ],
)
def test_impossible_terms_are_refused_at_their_field(organiser, terms, field):
    with pytest.raises(ContestError) as refused:
        draft_round(organiser, **terms)
    assert refused.value.field == field
    assert not ContestRound.objects.exists()


def test_saved_answers_count_when_time_runs_out(organiser):
    round_ = committed_round(organiser, time_limit_seconds=600)
    lan, minh = LanFactory(), MinhFactory()
    with during(round_):
        entry = start_entry(actor=Actor.of(lan), round_=round_)
        save_answers(actor=Actor.of(lan), entry=entry, answers=answers(entry, 2))
        start_entry(actor=Actor.of(minh), round_=round_)
    done = closed(round_)
    line = done.results.get()
    assert (line.user, line.right, line.submitted_at) == (lan, 2, entry.due_at)
    assert done.participants == 1  # Minh opened it and answered nothing
    with after(round_), pytest.raises(TooLate):
        save_answers(actor=Actor.of(lan), entry=entry, answers=answers(entry, 3))


def test_round_is_closed_by_the_clock_once_it_is_over_and_not_before(organiser):
    round_ = committed_round(organiser)
    take(LanFactory(), round_, right=3, at=round_.opens_at + timedelta(hours=1))
    with during(round_):
        assert enqueue_round_closings() == 0
        with pytest.raises(ContestError):
            close_round(round_=round_)
    with after(round_):
        assert enqueue_round_closings() == 1
        for _time in range(2):
            close_round_task.call(round_id=round_.pk)
        assert enqueue_round_closings() == 0
    assert RoundResult.objects.count() == 1
    round_.refresh_from_db()
    payload = json.loads(Entry.objects.get(kind="contest.closed").body)["payload"]
    assert payload["listSha256"] == round_.list_sha256
    assert payload["nonce"] == json.loads(RoundPaper.objects.get().document)["nonce"]
    assert hashlib.sha256(list_from_results(round_)).hexdigest() == round_.list_sha256


def test_round_ended_early_takes_nothing_more_and_says_why(organiser):
    round_ = committed_round(organiser)
    lan = LanFactory()
    with during(round_):
        entry = start_entry(actor=Actor.of(lan), round_=round_)
        save_answers(actor=Actor.of(lan), entry=entry, answers=answers(entry, 3))
        with pytest.raises(ContestError):
            end_round(actor=Actor.of(organiser), round_=round_, reason=" ")
    with during(round_, timedelta(hours=1)):
        ended = end_round(actor=Actor.of(organiser), round_=round_, reason="Mất điện cả tỉnh")
        ended = close_round(round_=ended)
    line = RoundResult.objects.get()
    assert (line.right, line.submitted_at) == (3, round_.opens_at + timedelta(hours=1))
    with during(round_, timedelta(hours=2)), pytest.raises(TooLate):
        start_entry(actor=Actor.of(lan), round_=ended)
    assert recompute(ContestRound.objects.get()) == list_from_results(ContestRound.objects.get()).decode()


def test_publishing_is_an_act_of_its_own_and_done_once(organiser):
    round_ = committed_round(organiser)
    take(LanFactory(), round_, right=3, at=round_.opens_at + timedelta(hours=1))
    with pytest.raises(ContestError):
        publish_round(actor=Actor.of(organiser), round_=round_)
    done = closed(round_)
    with after(round_):
        first = publish_round(actor=Actor.of(organiser), round_=done)
        again = publish_round(actor=Actor.of(organiser), round_=done)
    assert first.published_at == again.published_at
    assert Entry.objects.filter(kind="contest.published").count() == 1


def test_disqualified_persons_leave_the_list_before_publishing_and_the_reason_stays(organiser):
    round_ = committed_round(organiser)
    lan, minh = LanFactory(), MinhFactory()
    for minutes, who in ((1, lan), (2, minh)):
        take(who, round_, right=3, at=round_.opens_at + timedelta(minutes=minutes))
    done = closed(round_)
    actor = Actor.of(organiser)
    with after(round_):
        with pytest.raises(ContestError):
            disqualify(actor=actor, round_=done, user=lan, reason="")
        disqualify(actor=actor, round_=done, user=lan, reason="Ba tài khoản một máy")
        publish_round(actor=actor, round_=done)
        with pytest.raises(ContestError):
            disqualify(actor=actor, round_=done, user=minh, reason="Muộn rồi")
    assert [(line.rank, line.user) for line in RoundResult.objects.all()] == [(1, minh)]
    assert Disqualification.objects.get().reason == "Ba tài khoản một máy"
    assert ContestEntry.objects.count() == 2
    entry = Entry.objects.get(kind="contest.disqualified")
    assert "Ba tài khoản" not in entry.body
    published = ContestRound.objects.get()
    assert published.participants == 2
    assert recompute(published) == list_from_results(published).decode()


def test_recomputing_names_the_first_difference(organiser):
    round_ = committed_round(organiser)
    for minutes, who in ((1, LanFactory()), (2, MinhFactory())):
        take(who, round_, right=3, at=round_.opens_at + timedelta(minutes=minutes))
    closed(round_)
    RoundResult.objects.filter(position=2).update(right=2)
    with pytest.raises(CommandError, match="line 2, right: 3 from the entries, 2 published"):
        recompute(round_)
    RoundResult.objects.filter(position=2).update(right=3)
    recompute(round_)
    ContestRound.objects.update(list_sha256="0" * 64)
    with pytest.raises(CommandError, match="hashes to"):
        recompute(round_)
    with pytest.raises(CommandError, match="There is no round"):
        call_command("recompute_round", "khong-co/1")


def test_terms_changed_by_hand_close_no_round(organiser):
    round_ = committed_round(organiser)
    take(LanFactory(), round_, right=3, at=round_.opens_at + timedelta(hours=1))
    ContestRound.objects.update(prizes=[])
    with after(round_), pytest.raises(PaperBroken):
        close_round(round_=round_)
    assert not RoundResult.objects.exists()
    assert ContestRound.objects.get().closed_at is None


def test_only_the_organising_branch_and_those_above_run_a_contest(organiser):
    round_ = committed_round(organiser)
    above = OfficerFactory(branch=commune().parent)
    others = [
        OfficerFactory(branch=commune("Xã Mường Lạn", 4246)),
        OfficerFactory(branch=chapter()),
        LanFactory(),
    ]
    entries = Entry.objects.count()
    with during(round_):
        for who in others:
            with pytest.raises(NotAllowed):
                end_round(actor=Actor.of(who), round_=round_, reason="x")
            with pytest.raises(NotAllowed):
                edit_round(actor=Actor.of(who), round_=round_, entries_allowed=9)
        assert (ContestRound.objects.get().ended_at, Entry.objects.count()) == (None, entries)
        assert end_round(actor=Actor.of(above), round_=round_, reason="x").ended_at


def test_entry_in_two_rounds_is_counted_in_each(organiser):
    contest = a_contest(organiser)
    first = committed_round(organiser, contest=contest)
    second = committed_round(organiser, contest=contest)
    lan = LanFactory()
    take(lan, first, right=1, at=first.opens_at + timedelta(minutes=1))
    with pytest.raises(EntryRefused):
        start_entry(actor=Actor.of(lan), round_=second)
    assert closed(first).participants == 1
    assert closed(second).participants == 0
    assert (first.number, second.number) == (1, 2)
