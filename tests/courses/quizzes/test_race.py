"""Two phones at the same moment give the same result as one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from courses.models import Answer, Attempt, CourseVersion, StepDone
from courses.quizzes.actions.attempts import close_overdue, finish_attempt, save_answer, start_attempt
from members.acting import Actor
from members.models import Milestone, User
from tests.factories.members import LanFactory
from tests.factories.quizzes import quiz_version

pytestmark = pytest.mark.crash


def at_once(work, rows):
    def one(row):
        try:
            return work(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, rows))


def test_phones_that_begin_answer_and_hand_in_at_once_make_one_attempt(real_db):
    version_id, lan_id = quiz_version(attempts_allowed=1, pass_percent=25).pk, LanFactory().pk

    def begin(_n: int):
        actor = Actor.of(User.objects.get(pk=lan_id))
        version = CourseVersion.objects.get(pk=version_id)
        return start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi").pk

    assert len(set(at_once(begin, range(8)))) == 1

    def answer(n: int):
        actor, attempt = Actor.of(User.objects.get(pk=lan_id)), Attempt.objects.get()
        response = {"choice": "ba"[n % 2]}
        # Every number comes twice: a phone repeats its requests.
        save_answer(
            actor=actor, attempt=attempt, question_key="q1", response=response, device=f"may-{n % 4}", sequence=n,
            given_at=attempt.started_at + timedelta(microseconds=n),
        )  # fmt: skip

    at_once(answer, [*range(16), *range(16)])
    assert Answer.objects.count() == 16
    assert [row.response for row in Answer.objects.filter(counts=True)] == [
        Answer.objects.latest("given_at").response
    ]

    def finish(_n: int):
        finish_attempt(actor=Actor.of(User.objects.get(pk=lan_id)), attempt=Attempt.objects.get())

    at_once(finish, range(8))
    attempt = Attempt.objects.get()
    assert (attempt.passed, StepDone.objects.count()) == (attempt.score == 2500, int(bool(attempt.passed)))
    assert Milestone.objects.filter(kind="quiz_passed").count() == int(bool(attempt.passed))


def test_several_clocks_close_each_attempt_once(real_db):
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        version = quiz_version(time_limit_seconds=60)
        start_attempt(actor=Actor.of(LanFactory()), version=version, lesson_key="mot", step_key="hoi")
    at_once(lambda _n: close_overdue(), range(6))
    attempt = Attempt.objects.get()
    assert (attempt.finished_at, attempt.score) == (attempt.deadline_at, 0)
    assert close_overdue() == 0
