"""Results of two simultaneous transactions close a task as if they came one after the other; neither waits for the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections, transaction

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.learning.actions.learning import mark_step_done, start_course
from courses.models import Enrolment, Step, StepDone, TaskState
from members.acting import Actor
from members.models import Milestone, User
from members.notices.actions.milestones import record_milestone, record_milestones, undo_milestone
from members.notices.enums import MilestoneKind
from tests.factories.courses import make_course
from tests.factories.members import LanFactory, MinhFactory

pytestmark = pytest.mark.crash
KIND = MilestoneKind.PRODUCT_PHOTOGRAPHED
# How long the first transaction stays open for the second, which may have to wait for it.
OPEN_SECONDS = 2


def task_of(user: User, count: int) -> None:
    course = make_course()
    settings = {"kind": "product_listed", "count": count}
    Step.objects.filter(lesson__key="hai", key="c").update(kind=StepKind.TASK, settings=settings)
    start_course(actor=Actor.of(user), course=freeze_course(course=course).course)


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Run `second`, to its end if it can, while the transaction of `first` has done its work and is still open."""
    did, ended = Event(), Event()

    def one() -> None:
        with transaction.atomic():
            first()
            did.set()
            ended.wait(OPEN_SECONDS)

    def other() -> None:
        did.wait()
        second()
        ended.set()

    def closed(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(closed, (one, other)))


def happened(user: User, number: int) -> Callable[[], Any]:
    return lambda: record_milestone(user=user, kind=KIND, subject=f"product:{number}")


def test_two_results_at_the_same_moment_close_a_task_that_needs_two(real_db):
    lan = LanFactory()
    task_of(lan, 2)
    meanwhile(happened(lan, 1), happened(lan, 2))
    assert sorted(TaskState.objects.get().subjects) == ["product:1", "product:2"]
    assert StepDone.objects.get().step_key == "c"


def test_a_result_that_comes_while_the_other_is_taken_back_counts(real_db):
    lan = LanFactory()
    task_of(lan, 1)
    happened(lan, 1)()
    meanwhile(
        lambda: undo_milestone(user=lan, kind=KIND, subject="product:1"),
        happened(lan, 2),
    )
    assert TaskState.objects.get().subjects == ["product:2"]
    assert StepDone.objects.exists()


def test_a_step_of_one_member_does_not_wait_for_the_step_of_another(real_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    lan, minh = LanFactory(), MinhFactory()
    version = freeze_course(course=make_course())
    for user in (lan, minh):
        start_course(actor=Actor.of(user), course=version.course)

    def does(user: User) -> Callable[[], Any]:
        def step() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            enrolment = Enrolment.objects.get(user=user)
            mark_step_done(actor=Actor.of(user), enrolment=enrolment, lesson_key="mot", step_key="a")

        return step

    meanwhile(does(lan), does(minh))
    assert StepDone.objects.count() == 2


def test_two_owners_of_two_producers_are_notified_in_one_order(real_db):
    """Run one after the other: in the order of joining, each transaction would hold one row and wait for the other."""
    lan, minh = LanFactory(), MinhFactory()
    task_of(lan, 2)
    version = Enrolment.objects.get(user=lan).version
    start_course(actor=Actor.of(minh), course=version.course)
    barrier = Barrier(2, timeout=30)

    def listed(people: list[User], number: int) -> Callable[[], None]:
        def act() -> None:
            barrier.wait()
            with transaction.atomic():
                record_milestones(users=people, kind=KIND, subject=f"product:{number}")
            connections.close_all()

        return act

    for turn in range(0, 20, 2):
        with ThreadPoolExecutor(2) as pool:
            both = listed([lan, minh], turn), listed([minh, lan], turn + 1)
            for done in [pool.submit(act) for act in both]:
                done.result()
    assert [len(state.subjects) for state in TaskState.objects.all()] == [2, 2]
    assert Milestone.objects.filter(kind=KIND).count() == 40
