from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from courses.authoring.actions.publishing import freeze_course
from courses.models import Answer, Attempt, CourseVersion, StepDone, StepText
from courses.quizzes.actions.attempts import (
    AnswerConflict,
    AnswerTooLate,
    AttemptRefused,
    AttemptsUsedUp,
    close_overdue,
    finish_attempt,
    quiz_of,
    save_answer,
    start_attempt,
)
from courses.quizzes.scoring import ResponseInvalid
from members.acting import Actor
from members.models import Milestone
from members.rules import NotAllowed
from tests.factories.members import HoaFactory, LanFactory, MemberFactory
from tests.factories.quizzes import QUESTIONS, quiz_version

pytestmark = pytest.mark.django_db
RIGHT = {"q1": {"choice": "a"}, "q2": {"value": True}, "q3": {"text": "120"}}


@pytest.fixture
def lan():
    return LanFactory()


@pytest.fixture
def actor(lan):
    return Actor.of(lan)


def begin(actor: Actor, version: CourseVersion, **more) -> Attempt:
    return start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi", **more)


def answer(actor: Actor, attempt: Attempt, key: str, response: dict, sequence: int = 0, **more):
    return save_answer(
        actor=actor,
        attempt=attempt,
        question_key=key,
        response=response,
        **{"device": "may-1", "sequence": sequence, **more},
    )


def right_order(attempt: Attempt) -> dict:
    return {"order": [item["key"] for item in quiz_of(attempt).full_questions["q4"]["items"]]}


def answer_all(actor: Actor, attempt: Attempt, **more) -> None:
    for sequence, (key, response) in enumerate({**RIGHT, "q4": right_order(attempt)}.items()):
        answer(actor, attempt, key, response, sequence, **more)


def test_content_has_no_answer_key_when_feedback_comes_after_hand_in(actor):
    version = quiz_version(feedback="after")
    [quiz] = [
        step["quiz"]
        for lesson in version.content["modules"][0]["lessons"]
        for step in lesson["steps"]
        if "quiz" in step
    ]
    assert quiz["questions"][0]["choices"] == [
        {"key": "a", "text": "Tháng 5"},
        {"key": "b", "text": "Tháng 11"},
    ]
    assert set(quiz["questions"][1]) == {
        "key", "kind", "text", "format", "title", "points", "citations", "picture", "bank",
    }  # fmt: skip
    assert "120" not in str(quiz["questions"][2])
    keys = [item["key"] for item in quiz["questions"][3]["items"]]
    assert keys == sorted(keys) and not {"x", "y", "z"} & set(keys)
    attempt = begin(actor, version)
    answer_all(actor, attempt)
    assert finish_attempt(actor=actor, attempt=attempt).score == 10_000


def test_with_immediate_feedback_the_phone_has_all_answers():
    version = quiz_version(feedback="at_once")
    steps = version.content["modules"][0]["lessons"][0]["steps"]
    assert steps[-1]["quiz"]["questions"][3]["items"] == QUESTIONS[3]["items"]
    assert version.keys == {}


def test_passing_finishes_the_step_and_is_a_milestone(actor, lan):
    attempt = begin(actor, quiz_version(pass_percent=75))
    for sequence, (key, response) in enumerate(RIGHT.items()):
        answer(actor, attempt, key, response, sequence)
    finish_attempt(actor=actor, attempt=attempt)
    assert (attempt.score, attempt.passed, attempt.number) == (7500, True, 1)
    assert attempt.results == {"q1": 10_000, "q2": 10_000, "q3": 10_000, "q4": 0}
    assert StepDone.objects.get().step_key == "hoi"
    assert Milestone.objects.get(kind="quiz_passed").subject == "quiz:ban-hang:mot:hoi"


def test_not_passing_leaves_the_step_open(actor):
    attempt = begin(actor, quiz_version(pass_percent=75))
    answer(actor, attempt, "q1", RIGHT["q1"])
    finish_attempt(actor=actor, attempt=attempt)
    assert (attempt.score, attempt.passed) == (2500, False)
    assert not StepDone.objects.exists() and not Milestone.objects.exists()


def test_an_open_attempt_goes_on_on_another_phone(actor):
    version = quiz_version()
    attempt = begin(actor, version)
    answer(actor, attempt, "q1", {"choice": "b"}, device="may-1")
    assert begin(actor, version) == attempt
    answer(actor, attempt, "q1", {"choice": "a"}, device="may-2")
    assert [(row.device, row.counts) for row in attempt.answers.order_by("pk")] == [
        ("may-1", False),
        ("may-2", True),
    ]


def test_a_repeated_answer_is_one_and_another_under_its_number_is_refused(actor):
    attempt = begin(actor, quiz_version())
    first = answer(actor, attempt, "q1", {"choice": "b"}, 7)
    again = answer(actor, attempt, "q1", {"choice": "b"}, 7)
    assert (first.is_new, again.is_new, again.answer) == (True, False, first.answer)
    with pytest.raises(AnswerConflict):
        answer(actor, attempt, "q1", {"choice": "a"}, 7)
    assert Answer.objects.get().response == {"choice": "b"}


def test_an_answer_taken_back_counts_nothing(actor):
    attempt = begin(actor, quiz_version())
    answer(actor, attempt, "q1", {"choice": "a"}, 1)
    answer(actor, attempt, "q1", {}, 2)
    finish_attempt(actor=actor, attempt=attempt)
    assert attempt.score == 0


@pytest.mark.parametrize(
    ("key", "response", "more", "error"),
    [
        ("q9", {"choice": "a"}, {}, AttemptRefused),
        ("q1", {"choice": "z"}, {}, ResponseInvalid),
        ("q3", {"text": "nhiều"}, {}, ResponseInvalid),
        ("q1", {"choice": "a"}, {"device": ""}, AttemptRefused),
        ("q1", {"choice": "a"}, {"sequence": -1}, AttemptRefused),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_is_stored(actor, key, response, more, error):
    attempt = begin(actor, quiz_version())
    with pytest.raises(error):
        answer(actor, attempt, key, response, **more)
    assert not Answer.objects.exists()


def test_a_stranger_neither_answers_nor_hands_in_nor_takes_the_id(actor):
    version = quiz_version()
    attempt = begin(actor, version)
    hoa = Actor.of(HoaFactory())
    with pytest.raises(NotAllowed):
        answer(hoa, attempt, "q1", {"choice": "a"})
    with pytest.raises(NotAllowed):
        finish_attempt(actor=hoa, attempt=attempt)
    with pytest.raises(AttemptRefused):
        begin(hoa, version, attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.finished_at, Attempt.objects.count(), Answer.objects.count()) == (None, 1, 0)


def test_a_step_without_a_quiz_is_refused(actor):
    version = quiz_version()
    with pytest.raises(AttemptRefused):
        start_attempt(actor=actor, version=version, lesson_key="mot", step_key="a")
    assert not Attempt.objects.exists()


def test_attempts_are_limited_by_the_server(actor):
    version = quiz_version(attempts_allowed=2)
    for _turn in range(2):
        finish_attempt(actor=actor, attempt=begin(actor, version))
    with pytest.raises(AttemptsUsedUp, match="đủ 2 lần"):
        begin(actor, version)
    assert list(Attempt.objects.values_list("number", flat=True)) == [1, 2]


def test_a_go_too_many_begun_offline_is_stored_but_does_not_pass(actor):
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        version = quiz_version(attempts_allowed=1)
    now = timezone.now()
    second = begin(actor, version, attempt_id=uuid4(), started_at=now - timedelta(hours=1))
    answer_all(actor, second, given_at=now - timedelta(minutes=50))
    finish_attempt(actor=actor, attempt=second)
    assert StepDone.objects.exists()
    first = begin(actor, version, attempt_id=uuid4(), started_at=now - timedelta(hours=2))
    second.refresh_from_db()
    assert (first.number, second.number, second.passed, second.score) == (1, 2, False, 10_000)
    assert not StepDone.objects.exists()
    assert Milestone.objects.get(kind="quiz_passed").undone_at is not None


@pytest.mark.slow
def test_a_quiz_passed_in_one_version_stays_a_result_when_the_next_one_is_not_passed_after_all(actor):
    with time_machine.travel(timezone.now() - timedelta(hours=9), tick=False):
        old = quiz_version(attempts_allowed=1)
        passed = begin(actor, old)
        answer_all(actor, passed)
        finish_attempt(actor=actor, attempt=passed)
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        StepText.objects.filter(step__key="hoi").update(text="Lời khác.")
        new = freeze_course(course=old.course)
    now = timezone.now()
    second = begin(actor, new, attempt_id=uuid4(), started_at=now - timedelta(hours=1))
    answer_all(actor, second, given_at=now - timedelta(minutes=50))
    finish_attempt(actor=actor, attempt=second)
    begin(actor, new, attempt_id=uuid4(), started_at=now - timedelta(hours=2))
    second.refresh_from_db()
    assert (new.number, second.passed) == (2, False)
    passed.refresh_from_db()
    row = Milestone.objects.get(kind="quiz_passed")
    assert (row.undone_at, row.happened_at) == (None, passed.finished_at)


def test_time_limit_is_enforced_by_the_server(actor):
    version = quiz_version(time_limit_seconds=600, offline_grace_hours=24)
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        attempt = begin(actor, version)
        assert attempt.deadline_at == begun + timedelta(minutes=10)
        answer(actor, attempt, "q1", RIGHT["q1"], 1)
        clock.shift(timedelta(minutes=10, seconds=1))
        with pytest.raises(AnswerTooLate, match="Hết giờ"):
            answer(actor, attempt, "q2", RIGHT["q2"], 2)
        # The phone states that this answer was in time, and it arrives within the grace period.
        assert answer(
            actor, attempt, "q2", RIGHT["q2"], 3, given_at=begun + timedelta(minutes=9)
        ).answer.counts
        assert close_overdue() == 1 and close_overdue() == 0
        attempt.refresh_from_db()
        assert (attempt.finished_at, attempt.score) == (attempt.deadline_at, 5000)
        clock.shift(timedelta(hours=23))
        answer(actor, attempt, "q3", RIGHT["q3"], 4, given_at=begun + timedelta(minutes=9))
        attempt.refresh_from_db()
        assert attempt.score == 7500
        clock.shift(timedelta(hours=2))
        with pytest.raises(AnswerTooLate, match="24 giờ"):
            answer(actor, attempt, "q4", right_order(attempt), 5, given_at=begun + timedelta(minutes=9))
    attempt.refresh_from_db()
    assert (attempt.score, Answer.objects.count()) == (7500, 3)


def test_a_clock_set_wrong_gains_nothing(actor):
    version = quiz_version(time_limit_seconds=600)
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        attempt = begin(actor, version)
        clock.shift(timedelta(minutes=2))
        early = answer(actor, attempt, "q1", RIGHT["q1"], 1, given_at=begun - timedelta(days=400)).answer
        late = answer(actor, attempt, "q2", RIGHT["q2"], 2, given_at=begun + timedelta(days=400)).answer
        assert (early.given_at, late.given_at) == (begun, begun + timedelta(minutes=2))
        ahead = begin(actor, version, attempt_id=uuid4(), started_at=begun + timedelta(days=400))
        assert ahead.started_at == begun + timedelta(minutes=2)


def test_an_attempt_begun_offline_too_long_ago_is_refused(actor):
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=9), tick=False):
        version = quiz_version(time_limit_seconds=600, offline_grace_hours=24)
    with pytest.raises(AnswerTooLate):
        begin(actor, version, attempt_id=uuid4(), started_at=now - timedelta(days=2))
    assert not Attempt.objects.exists()


def test_an_answer_after_handing_in_is_stored_and_does_not_count(actor):
    attempt = begin(actor, quiz_version())
    finish_attempt(actor=actor, attempt=attempt)
    saved = answer(actor, attempt, "q1", RIGHT["q1"])
    attempt.refresh_from_db()
    assert (saved.answer.counts, attempt.score) == (False, 0)
    assert "nộp bài trước" in saved.reason


@pytest.mark.slow
@pytest.mark.parametrize("orders", [4, pytest.param(100, marks=[pytest.mark.load, pytest.mark.everything])])
def test_any_order_and_repetition_gives_one_state(orders):
    """Two devices, two attempts, answers before and after submission, sent in shuffled orders with repetitions."""
    now = timezone.now()
    with time_machine.travel(now - timedelta(hours=9), tick=False):
        version = quiz_version(attempts_allowed=1, pass_percent=50)
    chance = random.Random(20261124)

    def state(seed: int) -> list:
        actor = Actor.of(MemberFactory())
        first, second = UUID(int=seed * 2 + 1), UUID(int=seed * 2 + 2)
        minutes = [now - timedelta(minutes=m) for m in range(120, 0, -10)]
        starts = [(first, minutes[0]), (second, minutes[3])]
        answers = [
            (first, "q1", {"choice": "b"}, minutes[1], "a", 1), (first, "q1", {"choice": "a"}, minutes[2], "b", 1),
            (first, "q1", {"choice": "b"}, minutes[2], "a", 2), (first, "q2", {"value": True}, minutes[4], "a", 3),
            (first, "q2", {"value": False}, minutes[9], "b", 2), (first, "q3", {"text": "120"}, minutes[10], "b", 3),
            (second, "q1", {"choice": "a"}, minutes[5], "b", 4), (second, "q2", {"value": True}, minutes[6], "b", 5),
        ]  # fmt: skip
        ends = [(first, minutes[8]), (first, minutes[11]), (second, minutes[7])]

        def record(what: tuple) -> None:
            kind, row = what
            attempt = begin(actor, version, attempt_id=row[0], started_at=dict(starts)[row[0]])
            if kind == "answer":
                answer(actor, attempt, row[1], row[2], row[5], given_at=row[3], device=row[4])
            else:
                finish_attempt(actor=actor, attempt=attempt, finished_at=row[1])

        # On every device an outbox sends a beginning before the answers that belong to it.
        events = [("answer", row) for row in answers] + [("end", row) for row in ends]
        events += chance.sample(events, 4)
        chance.shuffle(events)
        for event in events:
            record(event)
        rows = Attempt.objects.filter(user=actor.member)
        return [
            [
                (row.number, row.score, row.passed, row.finished_at, row.results,
                 sorted((a.device, a.sequence) for a in row.answers.all() if a.counts))
                for row in rows
            ],
            list(StepDone.objects.filter(enrolment__user=actor.member).values_list("done_at", flat=True)),
            list(Milestone.objects.filter(user=actor.member, undone_at=None).values_list("subject", flat=True)),
        ]  # fmt: skip

    wanted = state(0)
    assert [row[:3] for row in wanted[0]] == [(1, 5000, True), (2, 5000, False)]
    for seed in range(1, orders):
        assert state(seed) == wanted


def test_each_attempt_draws_its_own_questions(actor):
    rows = [{**QUESTIONS[1], "key": f"n{n}", "bank": "chung"} for n in range(8)] + [QUESTIONS[0]]
    version = quiz_version(questions=rows, draws=[{"bank": "chung", "count": 3}])
    attempt = begin(actor, version)
    assert len(attempt.questions) == 4 and "q1" in attempt.questions
    assert begin(actor, version).questions == attempt.questions
