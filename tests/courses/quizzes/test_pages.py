from __future__ import annotations

import re

import pytest
from django.urls import reverse

from courses.models import Answer, Attempt, StepDone
from courses.quizzes import field_checks
from courses.quizzes.actions.attempts import finish_attempt, quiz_of, start_attempt
from members.acting import Actor
from tests.factories.members import HoaFactory, LanFactory, TrainerFactory
from tests.factories.quizzes import QUESTIONS, quiz_version
from tests.layout import without_layout

pytestmark = pytest.mark.django_db
QUIZ = ["ban-hang", "mot", "hoi"]
PICTURE = {
    "id": "7f3c9f2e-0000-4000-8000-000000000001",
    "kind": "picture",
    "files": [{"url": "/hinh.webp", "width": 320, "height": 240, "bytes": 9, "sha256": "0" * 64}],
}


@pytest.fixture
def lan(client):
    user = LanFactory()
    client.force_login(user)
    return user


def begin(client) -> Attempt:
    client.post(reverse("courses:quiz", args=QUIZ))
    return Attempt.objects.order_by("-recorded_at").first()


def question_url(attempt: Attempt, number: int) -> str:
    return reverse("courses:quiz_question", args=[attempt.pk, number])


@pytest.mark.slow
def test_a_member_takes_a_quiz_without_scripts(client, lan):
    quiz_version(pass_percent=75, feedback="after")
    page = client.get(reverse("courses:lesson", args=["ban-hang", "mot"])).text
    assert "Trả lời 4 câu" in page
    answer = client.post(reverse("courses:quiz", args=QUIZ))
    attempt = Attempt.objects.get()
    assert answer["Location"] == question_url(attempt, 1)
    page = client.get(question_url(attempt, 1)).text
    assert "Mận chín tháng mấy?" in page and "Đúng mùa" not in page
    fields = {
        1: {"answer": "a"},
        2: {"answer": "true"},
        3: {"answer": "120"},
        4: {
            f"place-{item['key']}": n
            for n, item in enumerate(quiz_of(attempt).full_questions["q4"]["items"], start=1)
        },
    }
    for number, sent in fields.items():
        assert client.get(question_url(attempt, number)).status_code == 200
        answer = client.post(question_url(attempt, number), sent)
        assert answer.status_code == 302
    assert answer["Location"] == reverse("courses:quiz_hand_in", args=[attempt.pk])
    assert "trả lời hết" in client.get(answer["Location"]).text
    answer = client.post(answer["Location"], follow=True)
    assert "Chị đạt bài này" in answer.text and "Chị được 100 %" in answer.text and "Đúng mùa." in answer.text
    assert StepDone.objects.get().step_key == "hoi"
    assert "Đạt 100 %" in client.get(reverse("courses:lesson", args=["ban-hang", "mot"])).text


def test_with_immediate_feedback_the_page_shows_the_right_answer_and_continues(client, lan):
    quiz_version(feedback="at_once")
    attempt = begin(client)
    answer = client.post(question_url(attempt, 1), {"answer": "b"}, follow=True)
    assert answer.redirect_chain == [(question_url(attempt, 1), 302)]
    for words in ("Chưa đúng", "Trái mùa.", "Tháng 5", "Mận hậu chín từ tháng 5."):
        assert words in answer.text
    client.post(question_url(attempt, 1), {"answer": "a"})
    assert Answer.objects.get().response == {"choice": "b"}


def test_a_quiz_without_feedback_shows_no_answers(client, lan):
    quiz_version(feedback="none")
    attempt = begin(client)
    client.post(question_url(attempt, 1), {"answer": "b"})
    page = client.post(reverse("courses:quiz_hand_in", args=[attempt.pk]), follow=True).text
    assert "Lần này chưa đạt" in page and "Tháng 5" not in page and "Trái mùa" not in page


def test_hand_in_page_lists_unanswered_questions(client, lan):
    quiz_version()
    attempt = begin(client)
    client.post(question_url(attempt, 2), {"answer": "true"})
    page = without_layout(client.get(reverse("courses:quiz_hand_in", args=[attempt.pk])).text)
    assert re.findall(r">Câu (\d)</a>", page) == ["1", "3", "4"]


@pytest.mark.parametrize(
    ("number", "fields", "expected"),
    [
        (1, {"answer": "z"}, "không có trong câu hỏi"),
        (3, {"answer": "nhiều"}, "Chị viết số"),
        (4, {"place": "1"}, ""),
    ],
)
def test_a_bad_answer_is_refused_at_its_field_and_nothing_is_stored(client, lan, number, fields, expected):
    quiz_version()
    attempt = begin(client)
    if number == 4:
        keys = [item["key"] for item in quiz_of(attempt).full_questions["q4"]["items"]]
        fields, expected = {f"place-{key}": "1" for key in keys}, "Mỗi mục một số khác nhau"
    answer = client.post(question_url(attempt, number), fields)
    assert (answer.status_code, expected in answer.text) == (400, True)
    assert not Answer.objects.exists()


def test_a_phone_repeats_an_answer_and_a_beginning_and_each_is_one(client, lan):
    quiz_version()
    for _turn in range(2):
        client.post(reverse("courses:quiz", args=QUIZ), {"idempotency_key": "a" * 32})
    attempt = Attempt.objects.get()
    for _turn in range(2):
        client.post(question_url(attempt, 1), {"answer": "a", "idempotency_key": "b" * 32})
    assert Answer.objects.count() == 1


def test_used_up_attempts_are_reported_and_none_is_begun(client, lan):
    quiz_version(attempts_allowed=1)
    finish_attempt(actor=Actor.of(lan), attempt=begin(client))
    page = client.post(reverse("courses:quiz", args=QUIZ), follow=True).text
    assert "Chị đã làm đủ 1 lần." in page
    assert Attempt.objects.count() == 1


def test_a_stranger_finds_no_attempt_of_another_member(client, lan):
    quiz_version()
    attempt = begin(client)
    client.force_login(HoaFactory())
    for url in (
        question_url(attempt, 1),
        reverse("courses:quiz_hand_in", args=[attempt.pk]),
        reverse("courses:quiz_result", args=[attempt.pk]),
    ):
        assert client.get(url).status_code == 404
    assert client.post(question_url(attempt, 1), {"answer": "a"}).status_code == 404
    assert not Answer.objects.exists()


def test_a_visitor_is_asked_to_log_in(client):
    quiz_version()
    assert "Đăng nhập để làm bài" in client.get(reverse("courses:lesson", args=["ban-hang", "mot"])).text
    assert client.post(reverse("courses:quiz", args=QUIZ)).status_code == 302
    assert not Attempt.objects.exists()


@pytest.mark.slow
def test_every_kind_has_its_fields(client, lan):
    rows = [
        {"key": "a", "kind": "several_choice", "text": "Nhiều", "choices": [{"key": "x", "text": "X", "fraction": 50}, {"key": "y", "text": "Y", "fraction": 50}]},
        {"key": "b", "kind": "picture_choice", "text": "Hình", "choices": [{"key": "x", "text": "Ảnh sáng", "fraction": 100, "picture": PICTURE}, {"key": "y", "text": "Ảnh tối", "fraction": 0, "picture": PICTURE}]},
        {"key": "c", "kind": "matching", "text": "Ghép", "pairs": [{"key": "x", "left": "mận", "right": "Mộc Châu"}, {"key": "y", "left": "chè", "right": "Tà Xùa"}], "extra_rights": ["Hà Nội"]},
        {"key": "d", "kind": "short_answer", "text": "Viết", "answers": [{"text": "hoà", "fraction": 100}]},
        {"key": "e", "kind": "essay", "text": "Kể"},
        {"key": "f", "kind": "description", "text": "Đọc **kỹ**", "format": "markdown"},
    ]  # fmt: skip
    quiz_version(questions=rows, feedback="after", shuffle=False)
    attempt = begin(client)
    sent = [
        {"answer": ["x", "y"]},
        {"answer": "x"},
        {"pair-x": "Mộc Châu", "pair-y": "Tà Xùa"},
        {"answer": "HÒA"},
        {"answer": "Nhà tôi"},
        {},
    ]
    marks = [
        'type="checkbox"',
        "quiz-pictures",
        '<option value="Hà Nội"',
        'maxlength="300"',
        "<textarea",
        "<strong>kỹ</strong>",
    ]
    for number, (fields, mark) in enumerate(zip(sent, marks, strict=True), start=1):
        assert mark in client.get(question_url(attempt, number)).text
        assert client.post(question_url(attempt, number), fields).status_code == 302
        assert client.get(question_url(attempt, number)).status_code == 200
    page = client.post(reverse("courses:quiz_hand_in", args=[attempt.pk]), follow=True).text
    assert "Chờ giảng viên chấm" in page and "mận → Mộc Châu" in page
    attempt.refresh_from_db()
    assert (attempt.score, attempt.waits_for_grade) == (8_000, True)


@pytest.mark.slow
def test_a_script_in_a_question_does_nothing(client, lan, monkeypatch):
    monkeypatch.setattr(field_checks, "_RUNS", re.compile("(?!)"))  # stored before it was refused
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    rows = [
        {**QUESTIONS[0], "key": form, "text": bad, "format": form, "feedback": bad}
        for form in ("html", "markdown", "plain")
    ]
    quiz_version(questions=rows, feedback="at_once")
    attempt = begin(client)
    for number in (1, 2, 3):
        client.post(question_url(attempt, number), {"answer": "a"})
        page = client.get(question_url(attempt, number)).text
        assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 3])
def test_the_result_asks_a_fixed_number_of_queries(client, lan, django_assert_num_queries, times):
    version = quiz_version(feedback="after")
    actor = Actor.of(lan)
    for _turn in range(times):
        attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
        finish_attempt(actor=actor, attempt=attempt)
    client.get(reverse("courses:quiz_result", args=[attempt.pk]))
    with django_assert_num_queries(10):
        client.get(reverse("courses:quiz_result", args=[attempt.pk]))


@pytest.mark.slow
@pytest.mark.parametrize("feedback", ["at_once", "none"])
def test_trainer_tries_questions_in_the_preview_without_a_trace(client, feedback):
    trainer = TrainerFactory()
    quiz_version(author=trainer, feedback=feedback)
    url = reverse("courses:try_question", args=[*QUIZ, 1])
    client.force_login(HoaFactory())
    assert client.get(url).status_code in (403, 404)
    client.force_login(trainer)
    assert url in client.get(reverse("courses:preview_lesson", args=QUIZ[:2])).text
    assert "Trái mùa." not in client.get(url).text
    assert "Trái mùa." in client.get(url, {"thu": 1, "answer": "b"}).text
    assert client.get(url, {"thu": 1, "answer": "z"}).status_code == 400
    assert not Attempt.objects.exists() and not Answer.objects.exists()
