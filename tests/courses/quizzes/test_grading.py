"""Essays: graded by a trainer of the course; until then the attempt waits, afterwards everything follows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from backend.ledger.models import Entry
from courses.models import Answer, Attempt, EssayGrade, StepDone
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.quizzes.actions.grading import GradeRefused, grade_essay
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, TrainerFactory
from tests.factories.quizzes import QUESTIONS, quiz_version

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
ESSAY = {"key": "e1", "kind": "essay", "text": "Kể về vườn nhà chị.", "points": 3}


@pytest.fixture
def trainer():
    return TrainerFactory()


@pytest.fixture
def lan():
    return LanFactory()


def handed_in(lan, trainer, **settings) -> Attempt:
    """q1 right for one point, and an essay for three."""
    version = quiz_version(author=trainer, questions=[QUESTIONS[0], ESSAY], pass_percent=70, **settings)
    actor = Actor.of(lan)
    attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    for number, (key, response) in enumerate((("q1", {"choice": "a"}), ("e1", {"text": "Vườn mận."}))):
        save_answer(
            actor=actor, attempt=attempt, question_key=key, response=response, device="may", sequence=number
        )
    return finish_attempt(actor=actor, attempt=attempt)


def essay_of(attempt: Attempt) -> Answer:
    return attempt.answers.get(question_key="e1", counts=True)


def test_attempt_waits_for_its_grade_and_the_step_follows(lan, trainer, client):
    attempt = handed_in(lan, trainer)
    assert (attempt.waits_for_grade, attempt.passed, attempt.score) == (True, False, 2500)
    client.force_login(lan)
    result = reverse("courses:quiz_result", args=[attempt.pk])
    assert "Chờ giảng viên chấm" in client.get(result).text
    done = grade_essay(
        actor=Actor.of(trainer), answer=essay_of(attempt), points=Decimal("2.5"), remark="Kể rất rõ."
    )
    assert (done.waits_for_grade, done.passed, done.score, done.results["e1"]) == (False, True, 8749, 8333)
    assert StepDone.objects.get(step_key="hoi").done_at == attempt.finished_at
    assert Notice.objects.get(user=lan, kind="courses.graded").url == result
    page = client.get(result).text
    assert all(words in page for words in ("2,5 trong 3 điểm", "Kể rất rõ.", "Chị đạt bài này"))
    body = Entry.objects.get(kind="essay.graded").body
    assert '"share":8333' in body and "Kể" not in body


def test_grade_is_given_again_and_a_worse_one_reopens_the_step(lan, trainer):
    attempt = handed_in(lan, trainer)
    for points, passed in ((3, True), (0, False)):
        done = grade_essay(actor=Actor.of(trainer), answer=essay_of(attempt), points=Decimal(points))
        assert (done.passed, StepDone.objects.filter(step_key="hoi").exists()) == (passed, passed)
    assert EssayGrade.objects.get().share == 0


@pytest.mark.parametrize("who", ["hoa", "minh", "herself", "helped"])
def test_others_cannot_grade_an_essay(lan, trainer, who):
    attempt = handed_in(lan, trainer)
    actor = {
        "hoa": lambda: Actor.of(HoaFactory()),
        "minh": lambda: Actor.of(MinhFactory()),
        "herself": lambda: Actor.of(lan),
        "helped": lambda: Actor(by=lan, member=trainer),
    }[who]()
    with pytest.raises(NotAllowed):
        grade_essay(actor=actor, answer=essay_of(attempt), points=Decimal(3))
    attempt.refresh_from_db()
    assert (attempt.waits_for_grade, EssayGrade.objects.exists()) == (True, False)


@pytest.mark.parametrize("points", ["-0.5", "3.1"])
def test_points_beyond_the_question_are_refused(lan, trainer, points):
    attempt = handed_in(lan, trainer)
    with pytest.raises(GradeRefused):
        grade_essay(actor=Actor.of(trainer), answer=essay_of(attempt), points=Decimal(points))
    assert not EssayGrade.objects.exists()


def test_newer_essay_that_came_late_waits_again(lan, trainer):
    attempt = handed_in(lan, trainer)
    graded = essay_of(attempt)
    grade_essay(actor=Actor.of(trainer), answer=graded, points=Decimal(3))
    late = save_answer(
        actor=Actor.of(lan), attempt=attempt, question_key="e1", response={"text": "Vườn chè."}, device="may-hai",
        sequence=1, given_at=attempt.finished_at,
    )  # fmt: skip
    attempt.refresh_from_db()
    assert (late.answer.counts, attempt.waits_for_grade, attempt.passed) == (True, True, False)
    with pytest.raises(GradeRefused):
        grade_essay(actor=Actor.of(trainer), answer=graded, points=Decimal(3))


@pytest.mark.slow
def test_trainer_grades_an_essay_once_when_the_form_is_sent_twice(lan, trainer, client):
    attempt = handed_in(lan, trainer)
    url = reverse("courses:grade", args=[attempt.pk])
    for user in (lan, HoaFactory()):
        client.force_login(user)
        assert client.get(url).status_code == client.get(reverse("courses:grading")).status_code == 404
    client.force_login(trainer)
    assert url in client.get(reverse("courses:grading")).text
    assert "1 bài viết chờ chị chấm" in client.get(reverse("home")).text
    assert "Vườn mận." in client.get(url).text
    sent = {"answer": essay_of(attempt).pk, "bai1-points": "bốn", "bai1-remark": "Tốt"}
    page = client.post(url, sent)
    assert (page.status_code, EssayGrade.objects.exists()) == (400, False) and "Chị viết số" in page.text
    sent |= {"bai1-points": "1,5", "idempotency_key": "k" * 20}
    for _time in range(2):
        assert client.post(url, sent)["Location"] == reverse("courses:grading")
    assert (EssayGrade.objects.get().share, Notice.objects.filter(kind="courses.graded").count()) == (5000, 1)


def test_essays_are_graded_over_the_api_by_the_same_rule(lan, trainer):
    attempt = handed_in(lan, trainer)
    client = APIClient()
    client.force_authenticate(HoaFactory())
    url = f"/api/v1/essays-to-grade/{attempt.pk}/grade/"
    body = {"answer": essay_of(attempt).pk, "points": "3", "remark": "Tốt"}
    assert client.get("/api/v1/essays-to-grade/").json()["results"] == []
    assert client.post(url, body).status_code == 404
    client.force_authenticate(trainer)
    assert [
        row["essays"][0]["written"] for row in client.get("/api/v1/essays-to-grade/").json()["results"]
    ] == ["Vườn mận."]
    assert client.post(url, body | {"points": "4"}).status_code == 400
    assert client.post(url, body).json()["waits_for_grade"] is False
    client.force_authenticate(lan)
    data = client.get(f"/api/v1/attempts/{attempt.pk}/").json()
    assert (data["waits_for_grade"], data["passed"], data["essays"][0]["share"]) == (False, True, 10_000)


@pytest.mark.slow
def test_first_answer_stays_after_immediate_feedback_in_any_order(lan):
    """Two phones answered the same question offline: whatever comes first, the one given first counts."""
    now = timezone.now()
    actor, version = Actor.of(lan), quiz_version(feedback="at_once", questions=[QUESTIONS[0], ESSAY])
    given = [
        ("q1", {}, "may", 1, 1), ("q1", {"choice": "b"}, "may", 2, 2), ("q1", {"choice": "a"}, "may-hai", 1, 3),
        ("e1", {"text": "Một."}, "may", 3, 2), ("e1", {"text": "Hai."}, "may-hai", 2, 3),
    ]  # fmt: skip
    states = set()
    for order in list(permutations(given))[::17]:
        attempt = start_attempt(
            actor=actor, version=version, lesson_key="mot", step_key="hoi", started_at=now
        )
        for key, response, device, sequence, second in order:
            saved = save_answer(
                actor=actor, attempt=attempt, question_key=key, response=response, device=device, sequence=sequence,
                given_at=attempt.started_at + timedelta(microseconds=second),
            )  # fmt: skip
            if (key, response) == ("q1", {"choice": "a"}) and not saved.answer.counts:
                assert "được biết đúng sai" in saved.reason
        finish_attempt(actor=actor, attempt=attempt)
        states.add(
            str(
                sorted(
                    attempt.answers.filter(counts=True).values_list(
                        "question_key", "response__choice", "response__text"
                    )
                )
            )
        )
    assert states == {str([("e1", None, "Hai."), ("q1", "b", None)])}
