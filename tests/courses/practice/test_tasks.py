from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.learning.actions.learning import mark_lesson_done, mark_step_done, start_course
from courses.models import Enrolment, Step, TaskState
from members.acting import Actor
from members.models import Notice
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.enums import MilestoneKind
from tests.factories.courses import make_course
from tests.factories.members import HoaFactory, LanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    course = make_course()
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": "product_listed", "count": 1}
    )
    return freeze_course(course=course)


def listed(user, number=1):
    record_milestone(user=user, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject=f"product:{number}")


def test_a_result_closes_the_task_notifies_the_member_and_finishes_the_course(version):
    lan = LanFactory()
    actor = Actor.of(lan)
    enrolment = start_course(actor=actor, course=version.course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=key)
    assert Enrolment.objects.get().finished_at is None
    listed(lan)
    assert TaskState.objects.get().subjects == ["product:1"]
    assert Enrolment.objects.get().finished_at is not None
    assert Notice.objects.filter(user=lan, kind="courses.task_done").count() == 1


def test_a_result_that_was_there_before_closes_the_task_at_the_start(version):
    lan = LanFactory()
    listed(lan)
    enrolment = start_course(actor=Actor.of(lan), course=version.course)
    assert enrolment.steps_done.get().step_key == "c"


def test_result_of_another_member_closes_no_task(version):
    start_course(actor=Actor.of(LanFactory()), course=version.course)
    listed(HoaFactory())
    assert TaskState.objects.get().done_at is None


def test_a_result_taken_back_within_seven_days_opens_the_task_and_later_it_stays(version):
    lan = LanFactory()
    enrolment = start_course(actor=Actor.of(lan), course=version.course)
    listed(lan)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        undo_milestone(user=lan, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject="product:1")
    state = TaskState.objects.get()
    assert (state.done_at, state.reopened_at is None, enrolment.steps_done.exists()) == (None, False, False)
    listed(lan, 2)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        undo_milestone(user=lan, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject="product:2")
    assert TaskState.objects.get().subjects == ["product:2"]


def test_a_task_is_never_done_by_saying_so(version, client):
    lan = LanFactory()
    start_course(actor=Actor.of(lan), course=version.course)
    client.force_login(lan)
    answer = client.post("/hoc/ban-hang/hai/xong/", {"step": "c"}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert not Enrolment.objects.get().steps_done.exists()


def test_two_of_a_kind_are_needed_where_the_task_says_two():
    course = make_course()
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": "labels_printed", "count": 2}
    )
    lan = LanFactory()
    start_course(actor=Actor.of(lan), course=freeze_course(course=course).course)
    for run in (1, 1, 2):
        assert TaskState.objects.get().done_at is None
        record_milestone(user=lan, kind=MilestoneKind.LABELS_PRINTED, subject=f"run:{run}")
    assert TaskState.objects.get().subjects == ["run:1", "run:2"]


def test_marking_by_proof_is_the_only_way(version):
    lan = LanFactory()
    enrolment = start_course(actor=Actor.of(lan), course=version.course)
    mark_step_done(actor=Actor.of(lan), enrolment=enrolment, lesson_key="hai", step_key="c", is_proven=True)
    assert enrolment.steps_done.get().step_key == "c"
