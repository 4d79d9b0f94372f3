"""Learning that an officer does for a member: stored as the member's, on behalf of, in readable text."""

from __future__ import annotations

import pytest
from django.urls import reverse

from backend.ledger.models import Entry
from courses.learning.actions.asking import ask_trainer
from courses.learning.actions.learning import mark_step_done, start_course
from courses.learning.registration import ACTS
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from members.acting import Actor
from tests.factories.members import LanFactory, MinhFactory, OfficerFactory
from tests.factories.quizzes import quiz_version

pytestmark = pytest.mark.django_db


def test_learning_done_for_a_member_is_stored_on_behalf_of_the_member(client):
    version = quiz_version()
    lan, officer = LanFactory(), OfficerFactory()
    helping, herself = Actor(by=officer, member=lan), Actor.of(MinhFactory())
    for actor in (helping, herself):
        enrolment = start_course(actor=actor, course=version.course)
        mark_step_done(actor=actor, enrolment=enrolment, lesson_key="mot", step_key="a")
        attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
        save_answer(
            actor=actor,
            attempt=attempt,
            question_key="q2",
            response={"value": True},
            device="web",
            sequence=1,
        )
        finish_attempt(actor=actor, attempt=attempt)
        ask_trainer(actor=actor, course=version.course, lesson_key="mot", text="Vì sao?")
    entries = (
        Entry.objects.filter(kind__in=[act.kind for act in ACTS])
        .exclude(kind="course.published")
        .order_by("pk")
    )
    assert [(row.kind, row.by, row.on_behalf_of) for row in entries] == [
        (kind, officer.ref, lan.ref)
        for kind in (
            "course.started",
            "step.done",
            "attempt.started",
            "attempt.answered",
            "attempt.finished",
            "trainer.asked",
        )
    ]
    client.force_login(lan)
    page = client.get(reverse("members:helped")).text
    assert "Nộp bài trả lời" in page and "Hỏi giảng viên" in page
