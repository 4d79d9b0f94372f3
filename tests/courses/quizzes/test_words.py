"""Questions imported from Moodle are HTML: no page shows their tags as text."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.contests.actions.contests import put_questions, questions_in
from courses.media.speech import words_of_question
from courses.meetings.actions import begin_meeting, count_hands
from courses.models import Course, QuestionBank
from courses.question_banks.gift import read_gift
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.quizzes.words import in_words
from members.acting import Actor
from tests.factories.contests import draft_round
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory, OfficerFactory, chapter
from tests.factories.quizzes import quiz_version

pytestmark = pytest.mark.databases

GIFT = """// question: 12  name: Ghép
[html]<p>Ghép <b>quả</b> với quê</p>{
\t=<p>Mận</p> -> Mộc Châu
\t=<p>Na</p> -> Mai Sơn
}

// question: 13  name: Chọn
[html]<p>Mận chín tháng mấy?</p>{
\t=<p>Tháng <i>5</i></p>#<p>Đúng mùa</p>
\t~<p>Tháng 11</p>#<p>Trái mùa</p>
}
"""
TAG = re.compile(r"&lt;/?[a-z]")


@pytest.mark.parametrize(
    ("text", "text_format", "expected"),
    [
        ("<p>Mận &amp; <b>na</b></p><p>chín</p>", "html", "Mận & na\nchín"),
        ("a<br>b <script>alert(1)</script>", "html", "a\nb"),
        ("Giá 3 &lt; 5", "html", "Giá 3 < 5"),
        ("**Mận** chín", "markdown", "Mận chín"),
        ("2 * 3 < 7", "plain", "2 * 3 < 7"),
    ],
)
def test_words_have_no_tags_and_no_marks(text, text_format, expected):
    assert in_words(text, text_format) == expected


def test_a_voice_reads_halves_without_their_tags():
    matching = read_gift(GIFT)[0].question
    assert words_of_question(matching).splitlines()[1:3] == ["Mận", "Na"]


@pytest.fixture
def version(db):
    trainer = make_trainer()
    return quiz_version(
        author=trainer, questions=[row.question for row in read_gift(GIFT)], feedback="after", pass_percent=60
    )


def test_members_and_trainers_read_text_without_tags(client, version):
    lan = Actor.of(LanFactory())
    client.force_login(lan.member)
    attempt = start_attempt(actor=lan, version=version, lesson_key="mot", step_key="hoi")
    for number in (1, 2):
        page = client.get(reverse("courses:quiz_question", args=[attempt.pk, number])).text
        assert not TAG.search(page)
    matching, choosing = (row.question for row in read_gift(GIFT))
    wrong = {pair["key"]: "Mai Sơn" for pair in matching["pairs"]}
    for number, (key, response) in enumerate(
        [(matching["key"], {"pairs": wrong}), (choosing["key"], {"choice": choosing["choices"][1]["key"]})]
    ):
        save_answer(
            actor=lan, attempt=attempt, question_key=key, response=response, device="may", sequence=number
        )
    finish_attempt(actor=lan, attempt=attempt)
    page = client.get(reverse("courses:quiz_result", args=[attempt.pk])).text
    assert "Mận → Mộc Châu" in page and "<p>Tháng 11</p>" in page and "Tháng 5" in page
    assert not TAG.search(page)
    client.force_login(Course.objects.get().authors.get())
    page = client.get(reverse("courses:course_report", args=["ban-hang"])).text
    assert "Mận chín tháng mấy?" in page
    assert not TAG.search(page)


def test_a_stored_quiz_shows_the_right_answer_as_text(client, db):
    version = quiz_version(questions=[row.question for row in read_gift(GIFT)], feedback="at_once")
    page = client.get(reverse("courses:pack_quiz", args=["ban-hang", version.number, "mot", "hoi"])).text
    data = json.loads(re.search(r'<script id="quiz-data"[^>]*>(.*?)</script>', page)[1])
    assert [question["right"] for question in data["questions"]] == [
        ["Mận → Mộc Châu", "Na → Mai Sơn"],
        ["Tháng 5"],
    ]
    assert not TAG.search(page)


def test_a_trainer_reads_words_in_the_bank_the_file_and_the_preview(client, version):
    client.force_login(Course.objects.get().authors.get())
    bank = QuestionBank.objects.get()
    page = client.get(reverse("courses:bank", args=[bank.pk])).text
    assert "Ghép quả với quê" in page and not TAG.search(page)
    page = client.get(reverse("courses:preview_lesson", args=["ban-hang", "mot"])).text
    assert "Tháng 5" in page and not TAG.search(page)
    file = SimpleUploadedFile("m.gift", GIFT.replace("quê", "nơi").encode())
    page = client.post(reverse("courses:questions_import", args=[bank.pk]), {"file": file}).text
    assert "Ghép quả với nơi" in page and not TAG.search(page)


def test_a_meeting_and_a_contest_show_words(client, db):
    officer = OfficerFactory()
    leader = Actor.of(officer)
    client.force_login(officer)
    choosing = read_gift(GIFT.replace("<p>Tháng 11</p>", "[plain]Tháng < 11"))[1].question
    mixed = quiz_version(questions=[choosing], feedback="after")
    held = begin_meeting(actor=leader, branch=chapter(), version=mixed, lesson_key="mot")
    counts = {row["key"]: number for number, row in enumerate(choosing["choices"])}
    count_hands(actor=leader, meeting=held, step_key="hoi", question_key=choosing["key"], counts=counts)
    page = client.get(reverse("courses:meeting", args=[held.pk])).text
    assert "Tháng &lt; 11" in page and not TAG.search(page)
    round_ = draft_round(officer, questions=0)
    questions = questions_in(GIFT.split("\n\n")[1].encode())
    put_questions(actor=leader, round_=round_, questions=questions)
    round_.refresh_from_db()
    edited = reverse("courses:contest_question", args=[round_.contest.slug, 1, round_.questions[0]["key"]])
    page = client.get(edited).text
    assert "*Tháng 5\nTháng 11" in page and not TAG.search(page)
