"""Entering a contest: by the member alone, within the server's time, as often as allowed, and once per repeated request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.contests.actions.entries import save_answers, start_entry, submit_entry
from courses.contests.errors import EntryOnBehalf, EntryRefused, TooLate
from courses.contests.papers import paper_of
from courses.contests.windows import exact
from courses.models import ContestEntry
from courses.quizzes.scoring import ResponseInvalid
from members.acting import Actor
from members.models import User
from tests.factories.contests import a_contest, after, answers, committed_round, draft_round, during
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, UserFactory, branch_of, commune

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def organiser() -> User:
    return OfficerFactory()


@pytest.fixture
def lan() -> User:
    return LanFactory()


def start(user, round_, **more):
    return start_entry(actor=Actor.of(user), round_=round_, **more)


def test_entry_is_begun_saved_and_handed_in(organiser, lan):
    round_ = committed_round(organiser)
    with during(round_):
        entry = start(lan, round_)
        given = answers(entry, 2)
        first, *rest = given
        save_answers(actor=Actor.of(lan), entry=entry, answers={first: given[first]})
    with during(round_, timedelta(hours=1)):
        done = submit_entry(actor=Actor.of(lan), entry=entry, answers={key: given[key] for key in rest})
    stored = ContestEntry.objects.get()
    assert (stored.answers, stored.number, stored.branch) == (given, 1, branch_of(lan))
    assert stored.submitted_at == done.submitted_at == round_.opens_at + timedelta(hours=1)
    assert not stored.is_sealed


def test_order_is_drawn_from_the_entry_and_every_phone_shows_the_same(organiser, lan):
    round_ = committed_round(organiser, questions=12, questions_count=10)
    paper = paper_of(round_)
    one = "00000000-0000-4000-8000-000000000001"
    two = "00000000-0000-4000-8000-000000000002"
    assert paper.drawn(one) == paper.drawn(one) != paper.drawn(two)
    assert len(set(paper.drawn(one))) == 10
    question = paper.public_question(one, paper.drawn(one)[0])
    assert {choice["key"] for choice in question["choices"]} == {"a", "b", "c"}
    assert "fraction" not in str(question)


def test_same_request_and_a_running_entry_begin_nothing_new(organiser, lan):
    round_ = committed_round(organiser)
    with during(round_):
        first = start(lan, round_, request_key="k" * 20)
        assert start(lan, round_, request_key="other" * 5) == first
        submit_entry(actor=Actor.of(lan), entry=first)
        assert start(lan, round_, request_key="k" * 20) == first
        assert ContestEntry.objects.count() == 1
        assert start(lan, round_, request_key="n" * 20) != first
    assert ContestEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("per", "allowed", "next_day"), [("round", 2, False), ("day", 2, True), ("unlimited", 0, True)]
)
def test_no_more_tries_than_allowed(organiser, lan, per, allowed, next_day):
    round_ = committed_round(organiser, entries_per=per, entries_allowed=allowed or 1)
    with during(round_):
        for _n in range(2):
            submit_entry(actor=Actor.of(lan), entry=start(lan, round_))
        if per == "unlimited":
            assert start(lan, round_).number == 3
        else:
            with pytest.raises(EntryRefused) as refused:
                start(lan, round_)
            assert refused.value.code == "no_tries_left"
            assert ContestEntry.objects.count() == 2
    with during(round_, timedelta(days=1)):
        if next_day:
            assert start(lan, round_).number > 2
        else:
            with pytest.raises(EntryRefused):
                start(lan, round_)


def test_entry_before_or_after_the_window_is_refused_with_the_times(organiser, lan):
    round_ = committed_round(organiser)
    with pytest.raises(EntryRefused, match="mở lúc") as early:
        start(lan, round_)
    assert early.value.code == "not_open_yet"
    with after(round_, timedelta(seconds=3)), pytest.raises(TooLate) as late:
        start(lan, round_)
    assert late.value.code == "round_closed"
    for moment in (round_.closes_at, round_.closes_at + timedelta(seconds=3)):
        assert exact(moment) in late.value.message
    assert not ContestEntry.objects.exists()


def test_answer_after_time_is_up_is_refused_with_both_times_and_what_was_saved_stays(organiser, lan):
    round_ = committed_round(organiser, time_limit_seconds=600)
    actor = Actor.of(lan)
    with during(round_):
        entry = start(lan, round_)
        given = answers(entry, 3)
        first, second, _third = given
        save_answers(actor=actor, entry=entry, answers={first: given[first]})
    with during(round_, timedelta(minutes=12, seconds=2)):
        for act in (save_answers, submit_entry):
            with pytest.raises(TooLate) as late:
                act(actor=actor, entry=entry, answers={second: given[second]})
            assert late.value.code == "time_is_up"
            for moment in (entry.due_at, entry.due_at + timedelta(minutes=1, seconds=2)):
                assert exact(moment) in late.value.message
    entry.refresh_from_db()
    assert (entry.answers, entry.submitted_at) == ({first: given[first]}, None)


def test_round_that_closes_cuts_the_time_limit_short(organiser, lan):
    round_ = committed_round(organiser, time_limit_seconds=600)
    with after(round_, -timedelta(minutes=5)):
        assert start(lan, round_).due_at == round_.closes_at


def test_handed_in_twice_is_handed_in_once_and_other_answers_are_refused(organiser, lan):
    round_ = committed_round(organiser)
    actor = Actor.of(lan)
    with during(round_):
        entry = start(lan, round_)
        given = answers(entry, 2)
        first = submit_entry(actor=actor, entry=entry, answers=given)
    with during(round_, timedelta(minutes=5)):
        again = submit_entry(actor=actor, entry=entry, answers=given)
        assert again.submitted_at == first.submitted_at
        with pytest.raises(EntryRefused) as refused:
            submit_entry(actor=actor, entry=entry, answers=answers(entry, 3))
        with pytest.raises(EntryRefused):
            save_answers(actor=actor, entry=entry, answers=answers(entry, 3))
    assert refused.value.code == "handed_in"
    assert ContestEntry.objects.get().answers == given


@pytest.mark.parametrize("bad", [{"cau99": {"choice": "a"}}, {"cau1": {"choice": "z"}}, {"cau1": "b"}])
def test_answer_to_a_foreign_question_is_refused_and_not_stored(organiser, lan, bad):
    round_ = committed_round(organiser)
    with during(round_):
        entry = start(lan, round_)
        with pytest.raises((EntryRefused, ResponseInvalid)):
            save_answers(actor=Actor.of(lan), entry=entry, answers=bad)
    entry.refresh_from_db()
    assert entry.answers == {}


def test_entry_on_behalf_is_refused(organiser, lan):
    round_ = committed_round(organiser)
    helping = Actor(by=organiser, member=lan)
    with during(round_):
        with pytest.raises(EntryOnBehalf):
            start_entry(actor=helping, round_=round_)
        entry = start(lan, round_)
        for act in (save_answers, submit_entry):
            with pytest.raises(EntryOnBehalf):
                act(actor=helping, entry=entry, answers=answers(entry, 3))
    entry.refresh_from_db()
    assert (entry.answers, entry.submitted_at) == ({}, None)


def test_only_those_the_terms_name_may_enter(organiser, lan):
    round_ = committed_round(organiser, contest=a_contest(organiser, units=[commune()]))
    without_phone, stranger = LanFactory(phone=None, card_number="10000016"), UserFactory()
    with during(round_):
        assert start(lan, round_).branch == branch_of(lan)
        for who, code in (
            (HoaFactory(), "other_unit"),
            (stranger, "not_a_member"),
            (without_phone, "no_phone"),
            (organiser, "organiser"),
        ):
            with pytest.raises(EntryRefused) as refused:
                start(who, round_)
            assert refused.value.code == code
    assert ContestEntry.objects.count() == 1


def test_anyone_with_a_phone_enters_where_the_contest_is_for_anyone(organiser):
    round_ = committed_round(organiser, contest=a_contest(organiser, who="anyone"))
    with during(round_):
        assert start(UserFactory(), round_).branch is None


def test_draft_round_accepts_no_entry(organiser, lan):
    round_ = draft_round(organiser)
    with during(round_), pytest.raises(EntryRefused):
        start(lan, round_)
    assert not ContestEntry.objects.exists()


def test_prediction_is_stored_where_the_round_asks_for_one(organiser, lan):
    asks = committed_round(organiser, prediction="participants", ranking=["right", "prediction"])
    silent = committed_round(organiser, contest=asks.contest)
    actor = Actor.of(lan)
    with during(asks):
        entry = start(lan, asks)
        with pytest.raises(EntryRefused):
            save_answers(actor=actor, entry=entry, answers={}, prediction=-1)
        save_answers(actor=actor, entry=entry, answers={}, prediction=120)
        assert ContestEntry.objects.get().prediction == 120
    with during(silent), pytest.raises(EntryRefused):
        save_answers(actor=actor, entry=start(lan, silent), answers={}, prediction=1)


def test_submission_costs_few_queries(organiser, lan, django_assert_num_queries):
    round_ = committed_round(organiser)
    actor = Actor.of(lan)
    with during(round_):
        submit_entry(actor=actor, entry=start(lan, round_))
        with django_assert_num_queries(2):  # round, role, branch and tries; INSERT
            entry = start(lan, round_)
        with django_assert_num_queries(2):  # entry and round; UPDATE
            submit_entry(actor=actor, entry=entry, answers=answers(entry, 1))
