from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.common.dates import format_date
from backend.law.library.actions.documents import LawRefused
from backend.law.library.actions.texts import put_text
from backend.law.models import LawyerReading, Provision
from backend.law.readings.actions.lawyers import record_reading, shown_now, withdraw_reading
from backend.law.readings.actions.words import write_words
from backend.law.readings.presenters import lawyer_read
from backend.law.readings.queue import next_url, waiting
from backend.law.readings.readables import readable_of
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Notice, RoleGrant, User
from members.own_data.actions import erase_member
from members.rules import NotAllowed
from tests.factories.law import BEGIN, a_document, a_provision
from tests.factories.members import (
    LAWYERS_CAPACITY,
    LanFactory,
    LawyerFactory,
    OfficerFactory,
    StaffFactory,
    province,
)
from tests.traceability.auditing.test_audit import Undo, unlock

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
SITUATION = "situation:cap-duong-sau-ly-hon"


@pytest.fixture
def article() -> Provision:
    return a_provision("7", document=a_document(), text="Ai trồng mận thì ghi sổ.")


@pytest.fixture
def lawyer() -> User:
    return LawyerFactory()


def read(lawyer: User, thing, verdict: str = "right", reason: str = "") -> LawyerReading:
    shown, _words = shown_now(thing)
    return record_reading(actor=Actor.of(lawyer), thing=thing, shown=shown, verdict=verdict, reason=reason)


def page(client, article: Provision) -> str:
    return client.get(reverse("law:article", args=[article.document.slug, article.ref])).text


def findings() -> list[Finding]:
    return [found for found in compare_states("law.LawyerReading") if isinstance(found, Finding)]


def test_only_a_lawyer_confirms(article):
    for person in (LanFactory(), StaffFactory(), OfficerFactory(branch=province())):
        with pytest.raises(NotAllowed):
            read(person, article)
    assert not LawyerReading.objects.exists()


def test_a_lawyer_does_not_confirm_for_whom_an_officer_helps(article, lawyer):
    shown, _words = shown_now(article)
    with pytest.raises(NotAllowed):
        record_reading(
            actor=Actor(by=StaffFactory(), member=lawyer), thing=article, shown=shown, verdict="right"
        )
    assert not LawyerReading.objects.exists()


def test_a_lawyer_does_not_confirm_own_words(article):
    lawyer = LawyerFactory(is_staff=True)
    write_words(actor=Actor.of(lawyer), provision=article, text="Chị ghi sổ.")
    with pytest.raises(NotAllowed):
        read(lawyer, article)
    assert not LawyerReading.objects.exists()


def test_the_article_names_the_lawyer_with_capacity_and_day(client, article, lawyer):
    assert "Chưa có luật sư đọc." in page(client, article)
    read(lawyer, article)
    text = page(client, article)
    today = format_date(timezone.localdate())
    assert f"luật sư đã đọc ngày {today} ({lawyer.full_name}, {LAWYERS_CAPACITY})" in text
    assert "Chưa có luật sư đọc." not in text and "Luật sư đọc bản cũ" not in text
    assert lawyer_read([article]) == {article.pk}


@pytest.mark.parametrize("what", ["text", "words"])
def test_a_confirmation_ages_when_text_or_words_change(client, article, lawyer, what):
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    read(lawyer, article)
    assert article not in list(waiting())
    if what == "text":
        put_text(actor=None, provision=article, text="Ai trồng mận thì nộp sổ.", from_date=BEGIN)
    else:
        write_words(actor=None, provision=article, text="Chị không ghi sổ.")
    assert "Luật sư đọc bản cũ; bản này chưa ai đọc lại." in page(client, article)
    assert lawyer_read([article]) == set()
    assert article in list(waiting())


def test_a_text_that_changed_since_the_page_was_shown_is_not_confirmed(article, lawyer):
    shown, _words = shown_now(article)
    put_text(actor=None, provision=article, text="Ai trồng mận thì nộp sổ.", from_date=BEGIN)
    with pytest.raises(LawRefused):
        record_reading(actor=Actor.of(lawyer), thing=article, shown=shown, verdict="right")
    assert not LawyerReading.objects.exists()


def test_wrong_words_leave_the_page_at_once_and_the_writer_hears_why(client, article, lawyer):
    huong = OfficerFactory(branch=province())
    write_words(actor=Actor.of(huong), provision=article, text="Chị khỏi ghi sổ.")
    with pytest.raises(LawRefused):
        read(lawyer, article, "wrong")
    assert "Chị khỏi ghi sổ." in page(client, article)
    reading = read(lawyer, article, "wrong", "Điều này bắt ghi sổ.")
    assert "Chị khỏi ghi sổ." not in page(client, article)
    notice = Notice.objects.get(user=huong)
    assert "Điều này bắt ghi sổ." in notice.body
    assert client.get(notice.url).status_code == 302  # her page, after signing in
    put_text(actor=None, provision=article, text="Ai trồng mận thì nộp sổ.", from_date=BEGIN)
    assert "Chị khỏi ghi sổ." not in page(client, article)
    write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.")
    assert "Chị ghi sổ." in page(client, article)
    withdraw_reading(actor=Actor.of(lawyer), reading=reading)


def test_a_wrong_tap_is_taken_back_by_the_same_lawyer_only(client, article, lawyer):
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    reading = read(lawyer, article, "wrong", "Nhầm.")
    with pytest.raises(NotAllowed):
        withdraw_reading(actor=Actor.of(LawyerFactory()), reading=reading)
    assert "Chị ghi sổ." not in page(client, article)
    withdraw_reading(actor=Actor.of(lawyer), reading=reading)
    assert "Chị ghi sổ." in page(client, article)
    assert article in list(waiting())


def test_a_second_reading_by_one_lawyer_ends_the_first_and_two_lawyers_may_differ(article, lawyer):
    first = read(lawyer, article)
    second = read(lawyer, article, "wrong", "Thiếu khoản 2.")
    first.refresh_from_db()
    assert first.ended_at is not None and second.ended_at is None
    read(LawyerFactory(), article)
    assert lawyer_read([article]) == set()
    with pytest.raises(IntegrityError), transaction.atomic():
        LawyerReading.objects.filter(pk=first.pk).update(ended_at=None)


def test_a_situation_is_confirmed_by_the_hash_of_its_words(client, lawyer):
    thing = readable_of(SITUATION)
    assert thing is not None
    assert "Chưa có luật sư đọc trang này." in client.get(thing.url).text
    reading = read(lawyer, thing)
    text = client.get(thing.url).text
    assert f"({lawyer.full_name}, {LAWYERS_CAPACITY})" in text and "Luật sư đọc bản cũ" not in text
    LawyerReading.objects.filter(pk=reading.pk).update(text_sha256="0" * 64)
    assert "Luật sư đọc bản cũ; bản này chưa ai đọc lại." in client.get(thing.url).text


def test_the_queue_goes_on_after_the_last_thing_and_ends(lawyer):
    law = a_document()
    one, two = (a_provision(ref, document=law, text=f"Lời {ref}.") for ref in "12")
    for row in (one, two):
        write_words(actor=None, provision=row, text="Dễ hiểu.")
    assert [next(waiting()), next(waiting(one)), next(waiting(two)) != two] == [one, two, True]
    read(lawyer, two)
    assert two not in list(waiting()) and one in list(waiting(two))


def test_the_coverage_counts_the_three_states(client, lawyer):
    law = a_document("52/2014/QH13", state="read", read_date=BEGIN)
    clause = a_provision("82(2)", document=law, text="Lời.")
    read(lawyer, clause)
    found = client.get(reverse("law:covered"))
    states = {str(label): count for label, count in found.context["states"]}
    assert states["luật sư đã đọc"] >= 1 and states["đã đọc"] > 1
    assert "luật sư đã đọc" in client.get(reverse("law:situation", args=["cap-duong-sau-ly-hon"])).text


def test_the_erasure_of_a_lawyer_erases_name_and_reason_and_the_verdict_stays(client, article, lawyer):
    read(lawyer, article, "wrong", "Chị Lan hiểu nhầm.")
    assert not any("hiểu nhầm" in entry.body for entry in Entry.objects.all())
    User.objects.filter(pk=lawyer.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lawyer.pk)
    row = LawyerReading.objects.get()
    assert (row.reason, row.salt, row.verdict, row.ended_at) == ("", None, "wrong", None)
    assert "Đinh Thị Luật" not in page(client, article)
    assert findings() == []


def test_the_audit_names_changed_and_deleted_readings(article, lawyer):
    read(lawyer, article, "wrong", "Thiếu khoản 2.")
    assert findings() == []
    unlock("law_lawyerreading")
    changes = (
        lambda: LawyerReading.objects.update(verdict="right"),
        lambda: LawyerReading.objects.update(reason="Đủ."),
        lambda: LawyerReading.objects.update(text_sha256=""),
        lambda: LawyerReading.objects.all().delete(),
    )
    for change in changes:
        try:
            with transaction.atomic():
                change()
                subjects = {found.subject for found in findings()}
                raise Undo
        except Undo:
            assert f"law:{article.document.number}" in subjects


def test_a_lawyer_lands_at_the_lawyers_page_and_may_open_no_other_desk(client, lawyer, article):
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    client.force_login(lawyer)
    home = client.get(reverse("law:lawyer"))
    assert home.status_code == 200 and home.context["count"] > 1
    for name in ("members:desk", "members:members", "law:words"):
        assert client.get(reverse(name)).status_code == 403
    for person in (LanFactory(), OfficerFactory()):
        client.force_login(person)
        assert client.get(reverse("law:lawyer")).status_code == 403
        address = reverse("law:lawyer_provision", args=[article.pk])
        assert client.post(address, {"verdict": "right"}).status_code == 403
    assert not LawyerReading.objects.exists()


def test_the_lawyers_page_walks_the_queue_once(client, lawyer, article):
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    client.force_login(lawyer)
    with CaptureQueriesContext(connection) as captured:
        home = client.get(reverse("law:lawyer"))
    walks = [
        each["sql"] for each in captured if "DISTINCT" in each["sql"] and "law_plainwords" in each["sql"]
    ]
    assert len(walks) == 1
    assert home.context["first_url"] == next_url()


def test_one_post_records_and_opens_the_next_which_offers_to_take_it_back(client, lawyer):
    law = a_document()
    one, two = (a_provision(ref, document=law, text=f"Lời {ref}.") for ref in "12")
    for row in (one, two):
        write_words(actor=None, provision=row, text="Dễ hiểu.")
    client.force_login(lawyer)
    address = reverse("law:lawyer_provision", args=[one.pk])
    shown = client.get(address).context["shown"]
    sent = {"shown": str(shown), "verdict": "right", "idempotency_key": "k" * 20}
    answers = [client.post(address, sent) for _time in range(2)]
    reading = LawyerReading.objects.get()
    upcoming = reverse("law:lawyer_provision", args=[two.pk])
    assert [answer["Location"] for answer in answers] == [f"{upcoming}?vua={reading.pk}"] * 2
    undo = reverse("law:withdraw_reading", args=[reading.pk])
    assert undo in client.get(answers[0]["Location"]).text
    assert client.post(undo)["Location"] == address
    assert not LawyerReading.objects.standing().exists()


@pytest.mark.parametrize(
    "verdict", [{}, {"verdict": ""}, {"verdict": "maybe"}], ids=["none", "empty", "other"]
)
def test_a_post_without_a_verdict_is_refused_on_the_page(client, lawyer, article, verdict):
    client.force_login(lawyer)
    shown, _words = shown_now(article)
    address = reverse("law:lawyer_provision", args=[article.pk])
    refused = client.post(address, {"shown": str(shown), **verdict})
    assert refused.status_code == 400
    assert "Chị bấm “Đúng” hoặc “Ghi là chưa đúng”." in refused.text
    assert not LawyerReading.objects.exists()


def test_a_wrong_verdict_without_a_reason_and_an_old_page_are_refused_on_the_page(client, lawyer, article):
    client.force_login(lawyer)
    address = reverse("law:lawyer_provision", args=[article.pk])
    shown = client.get(address).context["shown"]
    refused = client.post(address, {"shown": str(shown), "verdict": "wrong", "reason": ""})
    assert refused.status_code == 400 and "Chị ghi chỗ nào chưa đúng" in refused.text
    refused = client.post(address, {"shown": "đây.x", "verdict": "right"})
    assert refused.status_code == 400 and "Lời văn vừa đổi" in refused.text
    assert not LawyerReading.objects.exists()
    RoleGrant.objects.update(ended_at=timezone.now())
    assert client.post(address, {"shown": str(shown), "verdict": "right"}).status_code == 403
