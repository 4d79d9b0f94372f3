"""Answering: grounds, capacity, second reader, routing, clock, doubles, and what strangers may not see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.ledger import row_states
from members.acting import Actor
from members.models import Notice
from members.own_data.erasing import erase_everywhere
from members.rules import NotAllowed
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    chapter,
    commune,
    province,
)
from tests.factories.union import WORDS, a_question
from union.questions.actions.answering import Draft, approve_answer, return_answer, write_answer
from union.questions.actions.asking import withdraw_question
from union.questions.actions.handling import follow_up_questions, hand_on, merge_question, targets_of
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import Answer, Question
from union.questions.own_data import forget_old_questions
from union.questions.terms import terms
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

pytestmark = pytest.mark.django_db
ROW = {"document": "901/2019/QH99", "article": "3", "date": "2026-12-01"}
REFERRAL = Draft(text="Chị tới nơi này nhé.", capacity="officer", place="ubnd-xa")


@pytest.fixture
def officer():
    return OfficerFactory()


def send(officer, question, **more) -> Answer:
    draft = Draft(**{"text": "Chị đòi được.", "capacity": "officer", "place": "ubnd-xa", **more})
    return write_answer(actor=Actor.of(officer), question=question, draft=draft, sends=True)


def states_are_whole() -> bool:
    found = list(row_states.compare_states("union.Question", "union.Handover", "union.Answer"))
    return all(isinstance(each, int) for each in found)


def test_an_officer_answers_with_a_provision_and_the_asker_reads_it(officer, client):
    lan = LanFactory()
    a_provision("3", document=a_document(**READ), title="Trả lương")
    question = a_question(asker=lan)
    client.force_login(officer)
    assert WORDS in client.get(reverse("union:question_desk")).text
    url = reverse("union:answer_question", args=[question.pk])
    data = {"text": "Chị đòi được lương.", "capacity": "officer", "place": "", "act": "send"}
    assert client.post(url, data).status_code == 400
    assert not Answer.objects.exists()
    sent = client.post(url, {**data, "citations-words": "901/2019/QH99 3"})
    assert sent.status_code == 303
    answer = Answer.objects.get()
    assert (answer.state, answer.citations[0]["article"], answer.written_by) == ("sent", "3", officer)
    assert Notice.objects.filter(user=lan, kind="question.answered").count() == 1
    page = client.get(reverse("union:question", args=[question.ref])).text
    assert "Chị đòi được lương." in page and "Điều 3" in page and "Cán bộ Hội" in page
    assert "tư vấn" not in page.lower()
    assert states_are_whole()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"place": ""}, "answer_without_grounds"),
        ({"place": "", "citations": [{**ROW, "document": "999/2019/QH99"}]}, "not_citable"),
        ({"capacity": "communicator"}, "answer_capacity"),
        ({"capacity": "adviser", "card_number": "12"}, "answer_capacity"),
        ({"place": "x"}, "answer_place"),
        ({"text": " "}, "question_empty"),
    ],
)
def test_an_answer_without_grounds_or_right_capacity_is_refused(officer, more, code):
    question = a_question()
    with pytest.raises(QuestionRefused) as refused:
        send(officer, question, **more)
    question.refresh_from_db()
    assert (refused.value.code, question.state, Answer.objects.count()) == (code, "asked", 0)


def test_law_that_is_not_in_force_or_was_not_read_is_no_ground(officer):
    a_provision("3", document=a_document("901/2019/QH99"))
    later = a_document("902/2019/QH99", **{**READ, "valid_from_date": dt.date(2050, 1, 1)})
    a_provision("3", document=later)
    question = a_question()
    for number in ("901/2019/QH99", "902/2019/QH99"):
        with pytest.raises(QuestionRefused):
            send(officer, question, place="", citations=[{**ROW, "document": number}])
    assert not Answer.objects.exists()


def test_an_adviser_answers_only_if_a_centre_is_registered(officer, client, settings):
    question = a_question()
    settings.LEGAL_ADVICE_CENTRE = "Trung tâm thử, số 1/ĐK"
    with pytest.raises(QuestionRefused):
        send(officer, question, capacity="adviser")
    send(officer, question, capacity="adviser", card_number="12/TTV")
    page = client.get(reverse("union:question", args=[question.ref])).text
    assert "Tư vấn viên pháp luật, thẻ số 12/TTV, Trung tâm thử, số 1/ĐK" in page


def test_a_communicators_answer_is_read_by_a_second_person(officer, client):
    minh = MinhFactory()
    give_role(actor=Actor.of(officer), person=minh, role=UnionRoleName.COMMUNICATOR, branch=commune())
    question = a_question()
    answer = send(minh, question, capacity="communicator")
    question.refresh_from_db()
    assert (answer.state, question.state) == ("waiting", "asked")
    with pytest.raises(NotAllowed):
        approve_answer(actor=Actor.of(minh), question=question)
    with pytest.raises(QuestionRefused):
        return_answer(actor=Actor.of(officer), question=question, reason=" ")
    assert return_answer(actor=Actor.of(officer), question=question, reason="Nói rõ hơn").state == "draft"
    send(minh, question, capacity="communicator")
    client.force_login(officer)
    client.post(reverse("union:handle_question", args=[question.pk]), {"act": "approve"})
    answer.refresh_from_db()
    assert (answer.state, answer.read_by, answer.returned_reason) == ("sent", officer, "")
    assert states_are_whole()


def test_a_private_topic_is_read_by_a_second_person(officer):
    question = a_question(topic="bao-luc")
    assert send(officer, question).state == "waiting"


def test_strangers_and_the_asker_handle_nothing(officer, client):
    lan = LanFactory()
    question = a_question(asker=lan)
    give_role(actor=Actor.of(officer), person=lan, role=UnionRoleName.COMMUNICATOR, branch=commune())
    for person in (HoaFactory(), lan):
        with pytest.raises(NotAllowed):
            send(person, question, capacity="communicator")
    client.force_login(HoaFactory._meta.model.objects.get(full_name="Cầm Thị Hoa"))
    for name in ("handle_question", "answer_question"):
        assert client.get(reverse(f"union:{name}", args=[question.pk])).status_code == 404
    assert WORDS not in client.get(reverse("union:question_desk")).text
    assert not Answer.objects.exists()


def test_a_question_is_handed_on_with_a_reason_and_a_new_term(officer, client):
    StaffFactory()
    top = OfficerFactory(branch=province())
    lan = LanFactory()
    question = a_question(asker=lan, branch=commune())
    assert targets_of(question) == [province()]
    with pytest.raises(QuestionRefused):
        hand_on(actor=Actor.of(officer), question=question, to=province(), reason=" ")
    with pytest.raises(QuestionRefused):
        hand_on(actor=Actor.of(officer), question=question, to=chapter(), reason="Gần hơn")
    client.force_login(officer)
    data = {"act": "hand_on", "to": province().pk, "reason": "Xã không rõ luật này"}
    assert client.post(reverse("union:handle_question", args=[question.pk]), data).status_code == 302
    question.refresh_from_db()
    assert question.branch == province() and question.due_at > timezone.now()
    page = client.get(reverse("union:question", args=[question.ref])).text
    assert "Xã không rõ luật này" in page and str(province()) in page
    # It is no longer hers.
    assert client.get(reverse("union:handle_question", args=[question.pk])).status_code == 404
    assert Notice.objects.filter(user=top, kind="question.handed_on").count() == 1
    assert states_are_whole()


def test_the_clock_hands_late_questions_on_and_reminds_the_province(officer, time_machine):
    top = OfficerFactory(branch=province())
    question = a_question()
    assert follow_up_questions() == 0
    time_machine.move_to(question.due_at + dt.timedelta(minutes=1), tick=False)
    assert (follow_up_questions(), follow_up_questions()) == (1, 0)
    question.refresh_from_db()
    assert (question.branch, question.handovers.get().by) == (province(), None)
    time_machine.move_to(question.due_at + dt.timedelta(minutes=1), tick=False)
    assert (follow_up_questions(), follow_up_questions()) == (1, 0)
    late = Notice.objects.filter(user=top, kind__startswith="question.late")
    assert late.count() == 1
    assert states_are_whole()


def test_doubles_read_one_answer(officer, client):
    lan, minh = LanFactory(), MinhFactory()
    one, other = a_question(asker=lan), a_question(asker=minh)
    client.force_login(officer)
    data = {"act": "merge", "into": one.pk}
    assert client.post(reverse("union:handle_question", args=[other.pk]), data).status_code == 302
    with pytest.raises(QuestionMoved):
        send(officer, other)
    send(officer, one)
    assert Notice.objects.filter(user=minh, kind__in=["question.merged", "question.answered"]).count() == 2
    client.logout()
    page = client.get(reverse("union:question", args=[other.ref])).text
    assert "Chị đòi được." in page and "trả lời chung" in page
    third = a_question()
    with pytest.raises(QuestionRefused):
        merge_question(actor=Actor.of(officer), question=third, into=one)
    assert states_are_whole()


def test_a_double_waits_on_its_own_again_when_the_other_question_is_withdrawn(officer):
    one, double = a_question(), a_question()
    merge_question(actor=Actor.of(officer), question=double, into=one)
    withdraw_question(question=one, asker=None)
    double.refresh_from_db()
    assert (double.state, double.merged_into) == ("asked", None) and states_are_whole()


def test_doubles_keep_the_answer_when_the_main_asker_is_erased(officer, client):
    lan = LanFactory()
    one, first, second = a_question(asker=lan), a_question(), a_question()
    for each in (first, second):
        merge_question(actor=Actor.of(officer), question=each, into=one)
    send(officer, one)
    waiting, double = a_question(asker=lan), a_question()
    merge_question(actor=Actor.of(officer), question=double, into=waiting)
    erase_everywhere(lan)
    rows = Question.objects.in_bulk()
    assert [(rows[each.pk].state, rows[each.pk].merged_into) for each in (one, first, second)] == [
        ("answered", None), ("answered", None), ("merged", first),
    ]  # fmt: skip
    assert (rows[waiting.pk].state, rows[double.pk].state, rows[one.pk].text) == ("withdrawn", "asked", "")
    assert Answer.objects.get().question == first
    for each in (first, second):
        assert "Chị đòi được." in client.get(reverse("union:question", args=[each.ref])).text
    assert "Chị đòi được." not in client.get(reverse("union:question", args=[one.ref])).text
    assert states_are_whole()


def test_words_of_doubles_go_with_those_of_the_main_question(officer, time_machine):
    one, double = a_question(), a_question()
    merge_question(actor=Actor.of(officer), question=double, into=one)
    time_machine.move_to(timezone.now() + dt.timedelta(days=terms().months * 30 - 1))
    send(officer, one)
    time_machine.shift(dt.timedelta(days=terms().phone_days + 1))
    assert forget_old_questions() == 0
    assert list(Question.objects.values_list("text", "phone")) == [(WORDS, "")] * 2
    time_machine.shift(dt.timedelta(days=terms().months * 30))
    assert forget_old_questions() == 2
    assert states_are_whole()


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_any_number(officer, client, count, django_assert_num_queries):
    for _each in range(count):
        a_question()
    client.force_login(officer)
    client.get(reverse("union:question_desk"))
    with django_assert_num_queries(8):
        client.get(reverse("union:question_desk"))
    assert Question.objects.count() == count
