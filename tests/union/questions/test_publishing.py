"""Public answers: consent, words that tell who asked, the mark of changed law, withdrawal everywhere, reuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.law.citing.ports import law_changed
from backend.ledger import row_states
from backend.ledger.models import Entry
from members.acting import Actor
from members.own_data.erasing import erase_everywhere
from members.rules import NotAllowed
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, chapter
from tests.factories.union import a_question
from tests.union.questions.test_answering import send
from union.questions.actions.answering import reuse_answer
from union.questions.actions.publishing import Reworded, give_consent, publish_answer
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import PublicAnswer, Question
from union.questions.near import near_public
from union.questions.warning import warnings_of

pytestmark = pytest.mark.django_db
ROW = {"document": "901/2019/QH99", "article": "3", "date": "2026-12-01"}
TITLE = "Chủ nợ lương thì đòi ở đâu"
WORDS = Reworded(
    title=TITLE, asked="Làm thuê mà chủ chưa trả lương.", text="Chị ghi đơn đòi lương.", citations=[ROW]
)


@pytest.fixture
def officer():
    a_provision("3", document=a_document(**READ), title="Trả lương")
    return OfficerFactory()


@pytest.fixture
def answered(officer) -> Question:
    question = a_question(asker=LanFactory())
    send(officer, question, citations=[ROW])
    question.refresh_from_db()
    return question


@pytest.fixture
def published(officer, answered) -> PublicAnswer:
    give_consent(question=answered, asker=answered.asker)
    return publish_answer(actor=Actor.of(officer), question=answered, words=WORDS)


def states_are_whole() -> bool:
    found = list(row_states.compare_states("union.Question", "union.Answer", "union.PublicAnswer"))
    return all(isinstance(each, int) for each in found)


def public_pages(client) -> str:
    """Return everything where everybody could read it: list, search, feed, and what is near while asking."""
    pages = [client.get(reverse("union:questions")), client.get(reverse("union:questions"), {"q": TITLE})]
    pages += [client.get(reverse("union:questions_feed")), client.post(reverse("union:ask"), {"text": TITLE})]
    return "".join(page.text for page in pages)


def test_nothing_is_published_without_consent(officer, answered):
    with pytest.raises(QuestionMoved):
        publish_answer(actor=Actor.of(officer), question=answered, words=WORDS)
    with pytest.raises(QuestionMoved):
        give_consent(question=a_question(), asker=None)
    assert not PublicAnswer.objects.exists()


def test_a_published_answer_is_found_and_withdrawing_takes_it_from_everywhere(published, answered, client):
    assert public_pages(client).count(TITLE) >= 4
    page = client.get(reverse("union:public_answer", args=[published.pk])).text
    assert "Chị ghi đơn đòi lương." in page and "Đang xem lại" not in page and "Lò Thị Lan" not in page
    assert "tư vấn" not in page.lower()
    one = f"/api/v1/law/answers/{published.pk}/"
    shown = client.get(one).json()
    assert (shown["title"], shown["text"], shown["cites"][0]["words"][:6], shown["place"]["id"], shown["review_from"]) == (
        TITLE, WORDS.text, "Điều 3", "ubnd-xa", None,
    )  # fmt: skip
    assert [each["id"] for each in client.get("/api/v1/law/answers/", {"q": TITLE}).json()["results"]] == [
        published.pk
    ]
    client.post(reverse("union:question", args=[answered.ref]), {"act": "withdraw_consent"})
    assert client.get(one).status_code == 404 and TITLE not in client.get("/api/v1/law/answers/").text
    assert client.get(reverse("union:public_answer", args=[published.pk])).status_code == 404
    assert f"{reverse('union:public_answer', args=[published.pk])}" not in public_pages(client)
    published.refresh_from_db()
    assert (published.title, published.asked, published.text, published.citations) == ("", "", "", [])
    assert near_public(TITLE) == [] and states_are_whole()


def test_words_that_tell_who_asked_need_a_look(officer, answered, client):
    give_consent(question=answered, asker=None)
    client.force_login(officer)
    url = reverse("union:publish_answer", args=[answered.pk])
    data = {
        "title": TITLE,
        "asked": "Chị Lò Thị Hoa ở bản Áng, 37 tuổi",
        "text": "Chị đòi được.",
        "citations": "901/2019/QH99 3",
    }
    refused = client.post(url, data)
    assert refused.status_code == 400 and "Lò Thị Hoa”" in refused.text and "“bản Áng" in refused.text
    assert not PublicAnswer.objects.exists()
    assert client.post(url, {**data, "was_checked": "on"}).status_code == 302
    assert PublicAnswer.objects.get().published_by == officer


@pytest.mark.parametrize(
    ("text", "is_warned"),
    [
        ("Gọi 0912.345.678", True), ("Em ở xã Mường Lạn", True), ("Ngày 3/11 họ tới", True), ("Nợ 12.500.000", True),
        ("Em 17 tuổi", True), ("Chồng là trưởng bản", True), ("Chủ chưa trả lương, xã hội giúp, bản thân em lo", False),
    ],
)  # fmt: skip
def test_facts_that_tell_who_asked_are_listed(text, is_warned):
    assert bool(warnings_of(text)) == is_warned


def test_an_answer_is_under_review_when_its_law_changes(published, officer, client):
    day = timezone.localdate()
    law_changed(provisions=["999/2019/QH99 1"], day=day)
    published.refresh_from_db()
    assert published.review_from_date is None
    for _each in range(2):
        law_changed(provisions=["901/2019/QH99 3"], day=day)
    published.refresh_from_db()
    assert published.review_from_date == day
    assert Entry.objects.filter(kind="question.review").count() == 1
    assert "Đang xem lại" in client.get(reverse("union:public_answer", args=[published.pk])).text
    again = a_question()
    with pytest.raises(QuestionRefused):
        reuse_answer(actor=Actor.of(officer), question=again, public=published)
    # Looked at again, it is published again.
    publish_answer(actor=Actor.of(officer), question=published.question, words=WORDS)
    assert "Đang xem lại" not in client.get(reverse("union:public_answer", args=[published.pk])).text
    assert states_are_whole()


def test_the_page_knows_of_the_change_before_the_clock(published, client):
    document = a_document(**READ)
    type(document).objects.filter(pk=document.pk).update(
        valid_to_date=timezone.localdate() - dt.timedelta(days=1)
    )
    published.refresh_from_db()
    assert published.review_from_date is None
    assert "Đang xem lại" in client.get(reverse("union:public_answer", args=[published.pk])).text


def test_strangers_and_officers_of_a_chapter_publish_nothing(answered, officer):
    give_consent(question=answered, asker=None)
    for person in (HoaFactory(), OfficerFactory(branch=chapter())):
        with pytest.raises(NotAllowed):
            publish_answer(actor=Actor.of(person), question=answered, words=WORDS)
    assert not PublicAnswer.objects.exists()


def test_an_answer_is_reused_in_one_tap(published, officer, client):
    question = a_question(text="Chủ nợ lương của em thì đòi ở đâu")
    client.force_login(officer)
    url = reverse("union:handle_question", args=[question.pk])
    assert TITLE in client.get(url).text
    client.post(url, {"act": "reuse", "public": published.pk})
    question.refresh_from_db()
    assert (question.state, question.answers.get().text) == ("answered", "Chị ghi đơn đòi lương.")


def test_erasing_the_asker_takes_the_public_answer_along(published, answered, client):
    erase_everywhere(answered.asker)
    published.refresh_from_db()
    assert (published.text, published.withdrawn_at is None) == ("", False)
    assert client.get(reverse("union:public_answer", args=[published.pk])).status_code == 404
    assert states_are_whole()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(officer, client, count, django_assert_num_queries):
    for _each in range(count):
        question = a_question()
        send(officer, question)
        give_consent(question=question, asker=None)
        publish_answer(actor=Actor.of(officer), question=question, words=WORDS)
    client.get(reverse("union:questions"))
    with django_assert_num_queries(2):
        client.get(reverse("union:questions"))
