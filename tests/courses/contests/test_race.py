"""Many phones at the same moment, and closing a round while it is killed or members hand in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from courses.contests.actions.entries import save_answers, start_entry, submit_entry
from courses.contests.actions.results import end_round
from courses.contests.closing import close_round
from courses.contests.errors import EntryRefused
from courses.contests.lists import list_from_entries, list_from_results
from courses.models import ContestEntry, ContestRound, RoundResult
from members.acting import Actor
from tests.factories.contests import answers, committed_round
from tests.factories.members import MemberFactory, OfficerFactory, chapter
from tests.live import RealDatabase

pytestmark = pytest.mark.crash


def in_threads(act, things, *, threads: int = 8) -> list:
    def once(thing):
        try:
            return act(thing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(once, things))


def open_round(**terms) -> tuple[ContestRound, Actor]:
    """Committed a moment before it opened, and open now."""
    organiser = OfficerFactory()
    opens_at = timezone.now() - timedelta(seconds=2)
    with time_machine.travel(opens_at - timedelta(seconds=2), tick=False):
        round_ = committed_round(organiser, opens_at=opens_at, **terms)
    return round_, Actor.of(organiser)


def test_no_phone_gets_one_try_more_than_allowed(real_db: RealDatabase):
    round_, _organiser = open_round(entries_per="round", entries_allowed=3)
    lan = Actor.of(MemberFactory(branch=chapter()))

    def enter(_n: int) -> str:
        try:
            submit_entry(actor=lan, entry=start_entry(actor=lan, round_=round_))
        except EntryRefused as refused:
            return refused.code
        return "in"

    results = in_threads(enter, range(24))
    tries = ContestEntry.objects.filter(user=lan.member)
    assert sorted(tries.values_list("number", flat=True)) == [1, 2, 3]
    assert tries.filter(submitted_at=None).count() == 0
    assert set(results) <= {"in", "no_tries_left", "busy"}
    with pytest.raises(EntryRefused):
        start_entry(actor=lan, round_=round_)


def test_same_request_from_many_phones_begins_one_try(real_db: RealDatabase):
    round_, _organiser = open_round()
    lan = Actor.of(MemberFactory(branch=chapter()))
    begun = in_threads(lambda _n: start_entry(actor=lan, round_=round_, request_key="k" * 20).pk, range(16))
    assert len(set(begun)) == ContestEntry.objects.count() == 1


def test_answers_saved_at_once_from_several_phones_are_all_stored(real_db: RealDatabase):
    round_, _organiser = open_round(questions=10)
    lan = Actor.of(MemberFactory(branch=chapter()))
    entry = start_entry(actor=lan, round_=round_)
    given = answers(entry, 10)
    in_threads(lambda key: save_answers(actor=lan, entry=entry, answers={key: given[key]}), given)
    assert ContestEntry.objects.get().answers == given


def test_submission_while_the_round_closes_is_counted_completely_or_refused_as_late(real_db: RealDatabase):
    round_, organiser = open_round()
    people = [Actor.of(MemberFactory(branch=chapter())) for _n in range(12)]
    begun = [(actor, start_entry(actor=actor, round_=round_)) for actor in people]

    def act(pair) -> str:
        if pair is None:
            ended = end_round(actor=organiser, round_=round_, reason="Thử")
            close_round(round_=ended)
            return "closed"
        actor, entry = pair
        try:
            submit_entry(actor=actor, entry=entry, answers=answers(entry, 3))
        except EntryRefused as refused:
            return refused.code
        return "in"

    results = in_threads(act, [*begun[:6], None, *begun[6:]])
    assert set(results) <= {"in", "closed", "time_is_up"}
    done = ContestRound.objects.select_related("contest").get()
    assert RoundResult.objects.count() == results.count("in") == done.participants
    assert list_from_entries(done) == list_from_results(done)


def test_many_closings_at_once_store_one_list(real_db: RealDatabase):
    round_, organiser = open_round()
    for _n in range(5):
        actor = Actor.of(MemberFactory(branch=chapter()))
        entry = start_entry(actor=actor, round_=round_)
        submit_entry(actor=actor, entry=entry, answers=answers(entry, 2))
    ended = end_round(actor=organiser, round_=round_, reason="Thử")
    closed = in_threads(lambda _n: close_round(round_=ended).list_sha256, range(6))
    assert len(set(closed)) == 1
    assert RoundResult.objects.count() == 5


def test_closing_that_dies_half_way_leaves_nothing_and_is_done_again(real_db: RealDatabase):
    round_, organiser = open_round()
    actor = Actor.of(MemberFactory(branch=chapter()))
    entry = start_entry(actor=actor, round_=round_)
    save_answers(actor=actor, entry=entry, answers=answers(entry, 1))
    ended = end_round(actor=organiser, round_=round_, reason="Thử")

    class Killed(BaseException):
        """Simulate kill -9 between the list and the commit: the transaction is rolled back."""

    def close_and_die() -> None:
        with transaction.atomic():
            close_round(round_=ended)
            raise Killed

    with pytest.raises(Killed):
        close_and_die()
    entry.refresh_from_db()
    assert (RoundResult.objects.count(), entry.submitted_at) == (0, None)
    assert close_round(round_=ended).participants == 1
