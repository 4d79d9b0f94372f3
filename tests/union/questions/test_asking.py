"""Asking: by phone code or account, triage before the code, routing, the secret page, withdrawal, limits, erasure."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.ledger import row_states
from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from members.own_data.erasing import erase_everywhere
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, chapter, commune, province
from tests.factories.union import PHONE, WORDS, a_question
from union.models import Alarm
from union.questions.actions.asking import Asked, ask_question, withdraw_question
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import Handover, Question
from union.questions.own_data import forget_old_questions
from union.questions.terms import terms

pytestmark = pytest.mark.django_db
FORM = {"text": WORDS, "topic": "lao-dong", "phone": "0912 345 699"}


def code_sent() -> str:
    task = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").latest("enqueued_at")
    found = re.search(r"\d{6}", task.args_kwargs["kwargs"]["text"])
    assert found
    return found[0]


def states_are_whole() -> bool:
    found = list(
        row_states.compare_states("union.Question", "union.Handover", "union.Answer", "union.PublicAnswer")
    )
    return all(isinstance(each, int) for each in found)


def test_a_stranger_asks_with_a_code_and_reads_at_a_secret_address(client):
    officer = OfficerFactory()
    home = commune()
    first = client.post(reverse("union:ask"), {"text": WORDS})
    assert "Gửi cho ai trả lời" in first.text and Question.objects.count() == 0
    sent = client.post(reverse("union:ask"), {**FORM, "branch": home.pk})
    assert sent.headers["Location"] == reverse("union:ask_code") and Question.objects.count() == 0
    wrong = client.post(
        reverse("union:ask_code"), {"code": "000000" if code_sent() != "000000" else "111111"}
    )
    assert wrong.status_code == 400 and Question.objects.count() == 0
    done = client.post(reverse("union:ask_code"), {"code": code_sent()})
    row = Question.objects.get()
    assert done.headers["Location"] == reverse("union:question", args=[row.ref])
    assert (row.text, row.phone, row.is_phone_proven, row.asker, row.branch) == (
        WORDS,
        PHONE,
        True,
        None,
        home,
    )
    client.logout()
    page = client.get(done.headers["Location"])
    assert str(home) in page.text and WORDS in page.text and "noindex" in page.text
    assert Notice.objects.filter(user=officer, kind="question.asked").count() == 1
    assert WORDS not in str(list(Entry.objects.values_list("body", flat=True))) and states_are_whole()
    assert "lao-dong" not in str(list(Entry.objects.values_list("body", flat=True)))


def test_a_danger_shows_help_before_a_code_and_stores_nothing(client):
    page = client.post(reverse("union:ask"), {"text": "Chồng tôi vừa đánh tôi chảy máu"}, follow=True)
    assert page.request["PATH_INFO"] == reverse("union:help_now") and "113" in page.text
    page = client.post(
        reverse("union:ask"), {**FORM, "text": "Chồng tôi doạ giết tôi", "branch": commune().pk}, follow=True
    )
    assert page.request["PATH_INFO"] == reverse("union:help_now")
    assert (Question.objects.count(), Alarm.objects.count()) == (0, 2)
    assert not DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").exists()


def test_words_that_only_sound_dangerous_have_a_way_on_from_the_help(client):
    OfficerFactory()
    text = "Chồng đánh tôi, đó là tên vở kịch của chi hội"
    led = client.post(reverse("union:ask"), {"text": text}, follow=True)
    assert led.redirect_chain[-1][0] == reverse("union:help_now")
    onward = reverse("union:ask") + "?khong-gap=1"
    assert f'href="{onward}"' in led.text
    assert "Gửi cho ai trả lời" in client.post(onward, {"text": text}).text


def test_the_search_of_answers_shows_help_first(client):
    page = client.get(reverse("union:questions"), {"q": "chồng đánh tôi"}).text
    assert "data-danger" in page and "data-danger" not in client.get(reverse("union:questions")).text


def test_a_member_asks_without_a_code_and_finds_it_among_her_own(client):
    lan = LanFactory()
    client.force_login(lan)
    page = client.post(reverse("union:ask"), {"text": WORDS})
    assert 'name="phone"' not in page.text
    home = lan.memberships.get().branch
    sent = client.post(reverse("union:ask"), {"text": WORDS, "topic": "lao-dong", "branch": home.pk})
    row = Question.objects.get()
    assert sent.headers["Location"] == reverse("union:question", args=[row.ref])
    # Nobody answers in the chapter or the commune here, so it is at the province, with the reason.
    assert (row.asker, row.asked_branch, row.branch) == (lan, home, province())
    assert Handover.objects.get().reason == "Nơi chị chọn chưa có người trả lời."
    assert reverse("union:question", args=[row.ref]) in client.get(reverse("union:own_questions")).text
    client.force_login(HoaFactory())
    assert str(row.ref) not in client.get(reverse("union:own_questions")).text


def test_a_code_is_needed_without_an_account():
    asked = Asked(text=WORDS, topic="lao-dong", branch=commune(), phone="0912345699")
    with pytest.raises(QuestionRefused) as refused:
        ask_question(asked=asked, actor=None)
    assert (refused.value.code, Question.objects.count()) == ("phone_unproven", 0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": " "}, "question_empty"),
        ({"text": "a" * 2001}, "question_long"),
        ({"topic": "x"}, "question_topic"),
        ({"phone": "1"}, "question_phone"),
    ],
)
def test_a_faulty_question_is_refused(more, code):
    with pytest.raises(QuestionRefused) as refused:
        a_question(**more)
    assert (refused.value.code, Question.objects.count(), Entry.objects.count()) == (code, 0, 0)


def test_the_term_counts_working_days_of_the_branch(time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 4, 3, tzinfo=dt.UTC), tick=False)  # a Friday
    OfficerFactory()
    row = a_question(branch=commune())
    assert terms().days["commune"] == 3
    assert timezone.localtime(row.due_at).isoformat()[:16] == "2026-12-10T00:00"


def test_the_asker_withdraws_and_her_words_are_gone(client):
    row = a_question()
    client.post(reverse("union:question", args=[row.ref]), {"act": "withdraw"})
    row.refresh_from_db()
    assert (row.state, row.text, row.phone) == ("withdrawn", "", "")
    assert states_are_whole()
    with pytest.raises(QuestionMoved):
        withdraw_question(question=row, asker=None)


def test_a_number_asks_only_some_questions_a_day(client):
    lan = LanFactory()
    client.force_login(lan)
    data = {"text": WORDS, "topic": "lao-dong", "branch": commune().pk}
    statuses = [client.post(reverse("union:ask"), data).status_code for _each in range(6)]
    assert (statuses, Question.objects.count()) == ([302] * 5 + [429], 5)


def test_an_erased_member_leaves_a_count_without_words():
    lan = LanFactory()
    row = a_question(asker=lan)
    other = a_question()
    erase_everywhere(lan)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.text, row.topic, row.asker, row.erased_at is None) == ("", "", None, False)
    assert (other.text, other.topic) == (WORDS, "lao-dong")
    assert states_are_whole()


def test_words_and_numbers_go_after_their_terms(time_machine):
    row = a_question()
    now = timezone.now()
    Question.objects.update(state="answered", answered_at=now)
    time_machine.move_to(now + dt.timedelta(days=terms().phone_days + 1))
    assert forget_old_questions() == 0
    row.refresh_from_db()
    assert (row.phone, row.text) == ("", WORDS)
    time_machine.move_to(now + dt.timedelta(days=terms().months * 31))
    assert forget_old_questions() == 1
    row.refresh_from_db()
    assert (row.text, row.topic, row.erased_at is None) == ("", "", False)
    assert states_are_whole()


def test_an_officer_writes_for_a_member(client):
    officer = OfficerFactory()
    lan = LanFactory()
    asked = Asked(text=WORDS, topic="lao-dong", branch=chapter())
    row = ask_question(asked=asked, actor=Actor(by=officer, member=lan))
    assert (row.way, row.asker, row.taken_by, row.branch) == ("officer", lan, officer, commune())
