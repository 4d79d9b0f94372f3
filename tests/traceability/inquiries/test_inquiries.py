"""Buyers' questions: sent, announced, answered by authorised people, readable at an address of their own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from backend.common.limits import SharedLimit
from members.acting import Actor
from members.models import Notice, NoticeDelivery, User
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.people import LAN
from traceability.inquiries import views as pages
from traceability.inquiries.actions import close_inquiry, forget_phones, send_inquiry
from traceability.inquiries.enums import InquiryKind
from traceability.labels.actions.codes import code_for
from traceability.models import Inquiry, Lot, OriginVersion
from traceability.scans.origin.addresses import origin_path
from traceability.scans.registration import erase_versions

pytestmark = pytest.mark.django_db
KEY = {"idempotency_key": "11111111-2222-3333-4444-555555555555"}


@pytest.fixture(autouse=True)
def own_limit(monkeypatch) -> None:
    """Other tests send from the same network."""
    monkeypatch.setattr(pages, "inquiries_an_hour", SharedLimit(f"i {uuid4()}", 10, seconds=10**9, step=1))


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def lan(branch):
    return make_user(LAN.full_name, branch=branch)


@pytest.fixture
def lot(lan, branch) -> Lot:
    producer = ProducerFactory(branch=branch)
    producer.people.create(user=lan)
    return Lot.objects.create(
        product=ListedProductFactory(producer=producer), code="A1", quantity=5, unit="kg"
    )


@pytest.mark.databases
def test_question_reaches_the_producer_and_its_answer_the_buyer(client, lan, lot):
    sent = client.post(f"/lo/{lot.pk}/nhan/?loai=question", {"text": "Còn hàng không?"} | KEY)
    assert sent.status_code == 302
    assert "Còn hàng không?" in client.get(sent.url).content.decode()
    assert Notice.objects.filter(user=lan, kind="inquiry.question").count() == 1
    client.force_login(lan)
    assert "1 lời nhắn chờ trả lời" in client.get("/toi/").content.decode()
    inquiry = Inquiry.objects.get()
    client.post(f"/hop-thu/{inquiry.pk}/", {"answer": "Còn 20\0 kg."})
    # An answered question can still be found.
    assert "đã trả lời hết" in client.get("/toi/").content.decode()
    client.logout()
    assert "Còn 20 kg." in client.get(sent.url).content.decode()


def test_inquiry_form_links_back_to_the_lot_and_has_words_for_its_kind(client, lot):
    code_for(lot.product)
    back = f'href="{origin_path(lot)}"'
    question = client.get(f"/lo/{lot.pk}/nhan/?loai=question").content.decode()
    problem = client.get(f"/lo/{lot.pk}/nhan/?loai=problem").content.decode()
    assert (back in question, "Quả bị dập" in question) == (True, False)
    assert (back in problem, "Quả bị dập" in problem) == (True, True)
    sent = client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập"})
    assert back in client.get(sent.url).content.decode()


def test_problem_also_reaches_the_officer(client, lot, branch):
    officer = make_user("Cầm Thị Thu", officer_of=branch)
    client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập"})
    assert Notice.objects.filter(user=officer, kind="inquiry.problem").count() == 1


@pytest.mark.slow
def test_a_stranger_with_many_addresses_rings_five_times_an_hour_at_the_most(lan, lot):
    User.objects.filter(pk=lan.pk).update(phone="+84912345678", phone_verified_at=timezone.now())
    for number in range(7):
        send_inquiry(kind=InquiryKind.PROBLEM, text=f"Hỏng {number}", lot=lot)
    notices = Notice.objects.filter(user=lan, kind="inquiry.problem")
    assert (notices.count(), NoticeDelivery.objects.filter(notice__in=notices).count()) == (7, 5)


def test_a_notice_is_in_the_recipients_language_whatever_the_senders_is(lan, lot):
    for language in ("vi", "en"):
        User.objects.filter(pk=lan.pk).update(language=language)
        with translation.override({"vi": "en", "en": "vi"}[language]):
            send_inquiry(kind=InquiryKind.QUESTION, text="Any left?", lot=lot)
    titles = Notice.objects.filter(user=lan).order_by("pk").values_list("title", flat=True)
    assert list(titles) == [f"Người mua hỏi: {lot.product.name}", f"A buyer asks: {lot.product.name}"]


@pytest.mark.databases
def test_sent_twice_is_stored_once(client, lot):
    for _time in range(2):
        assert client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập"} | KEY).status_code == 302
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [({"text": ""}, "Xin viết vài chữ"), ({"text": "a", "contact_phone": "12"}, "số điện thoại")],
)
def test_bad_input_is_refused_at_its_field_and_not_stored(client, lot, body, words):
    response = client.post(f"/lo/{lot.pk}/nhan/", body)
    assert response.status_code == 400
    assert words.lower() in response.content.decode().lower()
    assert Inquiry.objects.count() == 0


@pytest.mark.slow
def test_stranger_reads_and_answers_nothing(client, lot):
    client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập"})
    inquiry = Inquiry.objects.get()
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.get(f"/hop-thu/{inquiry.pk}/").status_code == 404
    assert client.post(f"/hop-thu/{inquiry.pk}/", {"answer": "x"}).status_code == 404
    assert "Quả bị dập" not in client.get("/hop-thu/").content.decode()
    inquiry.refresh_from_db()
    assert inquiry.answer == ""


@pytest.mark.slow
def test_too_many_from_one_address_are_refused(client, lot):
    for _number in range(10):
        client.post(f"/lo/{lot.pk}/nhan/", {"text": "a"}, REMOTE_ADDR="198.51.100.9")
    assert Inquiry.objects.count() == 10
    response = client.post(f"/lo/{lot.pk}/nhan/", {"text": "a"}, REMOTE_ADDR="198.51.100.9")
    assert response.status_code == 400
    assert Inquiry.objects.count() == 10


def test_suspicious_label_reaches_staff(client):
    staff = make_user("Nga", is_staff=True)
    assert client.post("/bao-tem/?ma=ABCD", {"text": "Tem lạ ở chợ"}).status_code == 302
    assert Inquiry.objects.get().serial_text == "ABCD"
    assert Notice.objects.filter(user=staff).count() == 1


def test_problem_reaches_the_province_where_no_nearer_branch_has_an_officer(client, lot, branch):
    commune_of_hamlet = make_branch(name="Chi hội bản Suối Lìn")
    commune_of_hamlet.path = f"{branch.path}{commune_of_hamlet.pk}/"
    commune_of_hamlet.save()
    lot.product.producer.branch = commune_of_hamlet
    lot.product.producer.save()
    officer = make_user("Cầm Thị Thu", officer_of=branch.parent)
    client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập"})
    assert Notice.objects.filter(user=officer, kind="inquiry.problem").count() == 1


def test_closed_inquiry_says_who_and_the_buyers_number_goes_after_thirty_days(client, lan, lot):
    client.post(f"/lo/{lot.pk}/nhan/", {"text": "Quả bị dập", "contact_phone": "0912345678"})
    inquiry = close_inquiry(actor=Actor.of(lan), inquiry=Inquiry.objects.get())
    assert inquiry.answered_by == lan and inquiry.answered_at is not None
    assert forget_phones() == 0
    Inquiry.objects.update(answered_at=timezone.now() - timedelta(days=31))
    assert forget_phones() == 1
    assert Inquiry.objects.get().contact_phone == ""


def test_buyers_number_of_an_unanswered_inquiry_is_deleted_after_a_year(client, lot):
    for text in ("Quả bị dập", "Quả bị sâu"):
        client.post(
            f"/lo/{lot.pk}/nhan/", {"text": text, "contact_phone": "0912345678"}, REMOTE_ADDR="198.51.100.7"
        )
    old, young = Inquiry.objects.order_by("id")
    Inquiry.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=366))
    Inquiry.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=364))
    assert forget_phones() == 1
    assert dict(Inquiry.objects.values_list("text", "contact_phone")) == {
        "Quả bị dập": "",
        "Quả bị sâu": "+84912345678",
    }


def test_erasure_empties_only_origin_versions_with_the_members_name(lan, lot):
    lot.product.producer.people.create(user=make_user("Vì Thị Minh"))
    for number, owner in enumerate(("Lò Thị Lan", "Vì Thị Minh"), 1):
        OriginVersion.objects.create(
            lot=lot, number=number, facts={"producer": {"owner": owner}}, salt=b"s", pin="p"
        )
    erase_versions(lan)
    assert [bool(v.facts) for v in OriginVersion.objects.order_by("number")] == [False, True]
