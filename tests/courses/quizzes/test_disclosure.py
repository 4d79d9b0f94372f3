"""Once the server has shown the result of an attempt, nothing sent later changes it (courses/quizzes/disclosure.py)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt, StepDone
from courses.quizzes.actions.attempts import close_overdue, finish_attempt, save_answer, start_attempt
from courses.quizzes.actions.results import mark_result_shown
from members.acting import Actor
from tests.api import client_of
from tests.factories.members import LanFactory
from tests.factories.quizzes import quiz_version

pytestmark = pytest.mark.django_db
START = {"course": "ban-hang", "lesson": "mot", "step": "hoi"}
RIGHT = {"q1": {"choice": "a"}, "q2": {"value": True}, "q3": {"text": "120"}}


@pytest.fixture
def lan():
    return LanFactory()


@pytest.fixture
def actor(lan):
    return Actor.of(lan)


def begin(actor, version, **more) -> Attempt:
    return start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi", **more)


def answer(actor, attempt, key, sequence=0, response=None, **more):
    return save_answer(
        actor=actor,
        attempt=attempt,
        question_key=key,
        response=response or RIGHT[key],
        **{"device": "may-1", "sequence": sequence, **more},
    )


def given(at) -> list[dict]:
    return [
        {"question": key, "response": right, "device": "may-2", "sequence": n, "given_at": at.isoformat()}
        for n, (key, right) in enumerate(RIGHT.items())
    ]


@pytest.mark.slow
def test_answers_sent_after_the_key_was_shown_do_not_count_whatever_their_moment(lan):
    version = quiz_version(pass_percent=75)
    client = client_of(lan)
    made = client.post("/api/v1/attempts/", START).json()
    url = f"/api/v1/attempts/{made['id']}/"
    assert "fraction" not in str(made["questions"])
    handed_in = client.post(f"{url}finish/", {}).json()
    assert (handed_in["score"], handed_in["questions"][0]["choices"][0]["fraction"]) == (0, 100)
    data = client.post(f"{url}answers/", {"answers": given(version.published_at)}).json()["answers"]
    assert [(row["state"], row["counts"]) for row in data] == [("kept", False)] * 3
    assert all("sau khi kết quả đã mở xem" in row["reason"] for row in data)
    after = client.get(url).json()
    assert (after["score"], after["passed"], after["answers"]) == (0, False, {})
    assert Attempt.objects.get().answers.count() == 3
    assert not StepDone.objects.exists()


@pytest.mark.slow
def test_a_beginning_recorded_after_the_key_was_shown_is_no_first_attempt(lan):
    version = quiz_version(pass_percent=75, attempts_allowed=1)
    client = client_of(lan)
    first = client.post("/api/v1/attempts/", START).json()
    client.post(f"/api/v1/attempts/{first['id']}/finish/", {})
    begun = version.published_at
    sent = {**START, "id": str(uuid4()), "started_at": begun.isoformat()}
    second = client.post("/api/v1/attempts/", sent).json()
    url = f"/api/v1/attempts/{second['id']}/"
    client.post(f"{url}answers/", {"answers": given(begun)})
    done = client.post(f"{url}finish/", {"finished_at": begun.isoformat()}).json()
    assert (second["number"], done["number"], done["score"], done["passed"]) == (2, 2, 7500, False)
    assert client.get(f"/api/v1/attempts/{first['id']}/").json()["number"] == 1
    assert not StepDone.objects.exists()


def test_another_go_begun_after_the_key_counts_where_it_is_allowed(actor):
    version = quiz_version(pass_percent=75, attempts_allowed=2)
    first = begin(actor, version)
    mark_result_shown(attempt=finish_attempt(actor=actor, attempt=first))
    second = begin(actor, version)
    for sequence, key in enumerate(RIGHT):
        assert answer(actor, second, key, sequence).answer.counts
    finish_attempt(actor=actor, attempt=second)
    assert (second.number, second.passed) == (2, True)


def test_an_attempt_open_beside_the_disclosed_one_takes_no_more_answers(actor):
    """Two attempts begun side by side: the key of one is the key of the other."""
    version = quiz_version(pass_percent=75, attempts_allowed=1)
    real = begin(actor, version)
    answer(actor, real, "q1", 1)
    other = begin(actor, version, attempt_id=uuid4(), started_at=timezone.now())
    mark_result_shown(attempt=finish_attempt(actor=actor, attempt=other))
    saved = answer(actor, real, "q2", 2, given_at=real.started_at)
    assert not saved.answer.counts and "không tính" in saved.reason
    finish_attempt(actor=actor, attempt=real)
    assert (real.number, real.score, real.passed) == (1, 2500, False)


def test_after_disclosure_moving_the_end_selects_no_other_answers(actor):
    version = quiz_version(pass_percent=25)
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        attempt = begin(actor, version)
        clock.shift(60)
        answer(actor, attempt, "q1", 1)
        clock.shift(60)
        answer(actor, attempt, "q1", 2, {"choice": "b"})
        clock.shift(60)
        mark_result_shown(attempt=finish_attempt(actor=actor, attempt=attempt))
        assert attempt.score == 0
        clock.shift(60)
        finish_attempt(actor=actor, attempt=attempt, finished_at=now + timedelta(seconds=90))
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.score) == (now + timedelta(seconds=180), 0)


@pytest.mark.slow
def test_a_phone_without_a_connection_loses_nothing_while_nobody_looked(actor, lan, client):
    """The clock closed the attempt; the member sees that on a page, the phone sends, then the member asks for the result."""
    version = quiz_version(pass_percent=50, time_limit_seconds=600, offline_grace_hours=24)
    now = timezone.now()
    client.force_login(lan)
    with time_machine.travel(now, tick=False) as clock:
        attempt = begin(actor, version)
        clock.shift(3600)
        assert close_overdue() == 1
        result = reverse("courses:quiz_result", args=[attempt.pk])
        api = client_of(lan)
        for _look in range(2):
            page = client.get(result).text
            assert "Đồng hồ đã nộp bài này" in page and "Mận hậu chín từ tháng 5." not in page
            assert "fraction" not in str(api.get(f"/api/v1/attempts/{attempt.pk}/").json())
            client.get(reverse("courses:quiz", args=["ban-hang", "mot", "hoi"]))
        late = answer(actor, attempt, "q1", 1, given_at=now + timedelta(minutes=5))
        assert late.answer.counts
        answer(actor, attempt, "q2", 2, given_at=now + timedelta(minutes=6))
        client.post(reverse("courses:quiz_hand_in", args=[attempt.pk]))
        clock.shift(1)
        page = client.get(result).text
        assert "Mận hậu chín từ tháng 5." in page and "Đồng hồ đã nộp bài này" not in page
        assert not answer(actor, attempt, "q3", 3, given_at=now + timedelta(minutes=7)).answer.counts
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (5000, True)


def test_after_the_grace_period_the_key_is_shown(actor, lan, client):
    version = quiz_version(time_limit_seconds=600, offline_grace_hours=24)
    now = timezone.now()
    client.force_login(lan)
    with time_machine.travel(now, tick=False) as clock:
        attempt = begin(actor, version)
        clock.shift(timedelta(hours=25))
        close_overdue()
        assert (
            "Mận hậu chín từ tháng 5." in client.get(reverse("courses:quiz_result", args=[attempt.pk])).text
        )


def test_a_list_discloses_once_and_a_stranger_marks_nothing(actor, lan):
    attempt = begin(actor, quiz_version())
    finish_attempt(actor=actor, attempt=attempt)
    stranger = client_of(LanFactory(phone="+84912000009", card_number="20000099"))
    assert stranger.get("/api/v1/attempts/").json()["results"] == []
    attempt.refresh_from_db()
    assert attempt.told_at is None
    first = client_of(lan).get("/api/v1/attempts/").json()["results"][0]["told_at"]
    assert first and client_of(lan).get("/api/v1/attempts/").json()["results"][0]["told_at"] == first
