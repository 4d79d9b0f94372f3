"""What one branch does with an issue, and what an officer above writes down for it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import User
from members.own_data.actions import erase_member
from members.rules import NotAllowed
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, commune, province
from tests.union.issues.issuing import faults, issued, officers, receipt_of
from union.issues.actions.receipts import (
    ByHand,
    Proof,
    assign_receipt,
    excuse_receipt,
    finish_receipt,
    open_receipt,
    record_done,
    record_opened,
)
from union.issues.enums import ReceiptState
from union.issues.errors import ReceiptError
from union.issues.models import Receipt
from union.roles.actions import give_role

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PHONE = ByHand("phone", "Chị Thu, chủ tịch xã")
FAR = ("Xã Mường Lạn", 4246)


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return SimpleUploadedFile("anh.png", data.getvalue())


def test_a_branch_opens_assigns_and_finishes_with_proof():
    above, below = officers()
    lan, made = LanFactory(), issued(above)
    give_role(actor=Actor.of(below), person=lan, role="reporter", branch=commune())
    open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    assign_receipt(actor=Actor.of(below), receipt=receipt_of(made), person=lan)
    assert receipt_of(made).state == ReceiptState.ASSIGNED
    with pytest.raises(ReceiptError) as refused:
        finish_receipt(actor=Actor.of(lan), receipt=receipt_of(made), proof=Proof(" "))
    assert refused.value.code == "no_proof" and receipt_of(made).state == ReceiptState.ASSIGNED
    done = finish_receipt(actor=Actor.of(lan), receipt=receipt_of(made), proof=Proof("Đã rà soát 12 hộ"))
    assert (done.state, done.done_by, done.opened_by, done.assigned_to) == ("done", lan, below, lan)
    kinds = [*Entry.objects.filter(subject=made.subject).order_by("pk").values_list("kind", flat=True)]
    assert kinds == [
        f"union.{each}"
        for each in (
            "issued",
            "receipt_made",
            "receipt_delivered",
            "receipt_opened",
            "receipt_assigned",
            "receipt_done",
        )
    ]
    assert faults() == [] and not any("12 hộ" in each.body for each in Entry.objects.all())
    Receipt.objects.update(proof_text="Đã rà soát 99 hộ")
    assert [each.subject for each in faults()] == [made.subject]


def test_to_know_is_done_once_it_is_opened():
    above, below = officers()
    made = issued(above, asks="know")
    first = open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    again = open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    assert (again.state, again.done_at) == (ReceiptState.DONE, first.done_at)
    assert Entry.objects.filter(kind="union.receipt_opened").count() == 1


def test_nobody_else_answers_for_a_branch():
    above, below = officers()
    made = issued(above)
    for person in (above, LanFactory(), HoaFactory(), OfficerFactory(branch=commune(*FAR))):
        actor, receipt = Actor.of(person), receipt_of(made)
        for act in (
            lambda actor=actor, receipt=receipt: open_receipt(actor=actor, receipt=receipt),
            lambda actor=actor, receipt=receipt: assign_receipt(actor=actor, receipt=receipt, person=below),
            lambda actor=actor, receipt=receipt: finish_receipt(
                actor=actor, receipt=receipt, proof=Proof("x")
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
    for act in (
        lambda: record_opened(actor=Actor.of(below), receipt=receipt_of(made), by_hand=PHONE),
        lambda: excuse_receipt(actor=Actor.of(below), receipt=receipt_of(made), reason="Không làm"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert receipt_of(made).state == ReceiptState.DELIVERED


def test_work_is_given_to_people_of_the_branch_only():
    above, below = officers()
    made = issued(above)
    with pytest.raises(ReceiptError):
        assign_receipt(actor=Actor.of(below), receipt=receipt_of(made), person=LanFactory())
    assert receipt_of(made).assigned_to is None


def test_an_officer_above_writes_down_what_came_by_telephone_and_on_paper():
    above, _below = officers()
    made = issued(above)
    for by_hand, code in ((ByHand("smoke", "Thu"), "no_means"), (ByHand("paper", " "), "no_name")):
        with pytest.raises(ReceiptError) as refused:
            record_opened(actor=Actor.of(above), receipt=receipt_of(made), by_hand=by_hand)
        assert refused.value.code == code
    assert receipt_of(made).state == ReceiptState.DELIVERED
    seen = record_opened(actor=Actor.of(above), receipt=receipt_of(made), by_hand=PHONE)
    assert (seen.state, seen.means, seen.recorded_by) == (ReceiptState.OPENED, "phone", above)
    done = record_done(
        actor=Actor.of(above), receipt=seen, by_hand=ByHand("paper", "Chị Thu"), proof=Proof("Báo cáo số 5")
    )
    assert (done.state, done.means, done.told_by) == (
        ReceiptState.DONE,
        "paper",
        "Chị Thu",
    ) and faults() == []
    with pytest.raises(ReceiptError):
        record_done(actor=Actor.of(above), receipt=done, by_hand=PHONE, proof=Proof("Lần nữa"))


def test_a_branch_is_excused_with_a_reason():
    above, _below = officers()
    made = issued(above)
    with pytest.raises(ReceiptError):
        excuse_receipt(actor=Actor.of(above), receipt=receipt_of(made), reason="")
    assert receipt_of(made).is_open
    excuse_receipt(actor=Actor.of(above), receipt=receipt_of(made), reason="Xã đang có lũ")
    assert (receipt_of(made).state, faults()) == (ReceiptState.EXCUSED, [])


def test_the_name_of_an_erased_person_is_removed():
    above, _below = officers()
    lan, made = LanFactory(), issued(above)
    record_opened(
        actor=Actor.of(above), receipt=receipt_of(made), by_hand=ByHand("phone", f"Chị {lan.full_name}")
    )
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    assert receipt_of(made).told_by == "" and faults() == []


def test_officer_of_a_commune_does_a_directive_on_the_pages(client):
    above, below = officers()
    receipt = receipt_of(issued(above))
    client.force_login(below)
    assert "Rà soát hội viên nghèo" in client.get(reverse("union:inbox")).text
    page = reverse("union:receipt", args=[receipt.pk])
    assert "Đã xem" in client.get(page).text
    assert client.post(reverse("union:open_receipt", args=[receipt.pk]))["location"] == page
    assert (
        client.post(reverse("union:assign_receipt", args=[receipt.pk]), {"person": below.pk})["location"]
        == page
    )
    sent = {"proof_text": "Đã họp", "file": picture(), "is_unmarked": "no"}
    assert client.post(reverse("union:finish_receipt", args=[receipt.pk]), sent)["location"] == page
    receipt.refresh_from_db()
    assert (receipt.state, receipt.proof_file.name[-4:]) == ("done", ".png")
    assert client.get(reverse("union:receipt_proof", args=[receipt.pk])).getvalue()
    assert "Rà soát hội viên nghèo" not in client.get(reverse("union:inbox")).text
    client.force_login(HoaFactory())
    for name in ("receipt", "finish_receipt", "receipt_by_hand", "excuse_receipt", "receipt_proof"):
        assert client.get(reverse(f"union:{name}", args=[receipt.pk])).status_code == 404


def test_a_picture_without_an_answer_and_a_marked_text_are_refused_on_the_page(client):
    above, below = officers()
    receipt = receipt_of(issued(above))
    client.force_login(below)
    url = reverse("union:finish_receipt", args=[receipt.pk])
    for sent in (
        {"file": picture()},
        {"file": picture(), "is_unmarked": "yes"},
        {"proof_text": "Theo công văn TỐI MẬT"},
        {"file": SimpleUploadedFile("a.txt", "Độ mật: Mật\nKế hoạch của xã năm nay".encode())},
    ):
        assert client.post(url, sent).status_code == 400
    receipt.refresh_from_db()
    assert receipt.state == "delivered"


def test_officer_above_records_excuses_and_closes_on_the_pages(client):
    above, _below = officers()
    made = issued(above, commune(), commune(*FAR))
    first, second = made.receipts.all()
    client.force_login(above)
    sent = {"what": "done", "means": "phone", "told_by": "Chị Thu", "proof_text": "Đã xong"}
    assert client.post(reverse("union:receipt_by_hand", args=[first.pk]), sent).status_code == 302
    excused = client.post(reverse("union:excuse_receipt", args=[second.pk]), {"reason": "Có lũ"})
    assert excused.status_code == 302
    assert [each.state for each in made.receipts.all()] == ["done", "excused"]
    assert made.title in client.get(reverse("union:issued")).text
    assert client.post(reverse("union:close_issue", args=[made.pk]), {"reason": "Xong"}).status_code == 302
    made.refresh_from_db()
    assert made.is_closed


def test_matrix_of_75_communes_is_small_and_has_few_queries(client):
    above, below = officers()
    for number in range(74):
        commune(f"Xã Chiềng Số {number}", 6000 + number)
    made = issued(above)
    assert made.receipts.count() == 75
    open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    client.force_login(above)
    url = reverse("union:issue", args=[made.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url, headers={"accept-encoding": "gzip"})
    assert page.status_code == 200 and len(queries) <= 6
    import gzip  # noqa: PLC0415

    assert (
        len(gzip.compress(page.content) if page.get("content-encoding") is None else page.content) <= 14_000
    )
    rows = client.get(reverse("union:issue_csv", args=[made.pk])).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 76 and sum(row.startswith(f"{commune().name},") for row in rows) == 1
    for person in (below, LanFactory()):
        client.force_login(person)
        assert client.get(url).status_code in (403, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_have_the_same_queries_for_more_rows(client, django_assert_num_queries, count):
    above, below = officers()
    for _each in range(count):
        issued(above, commune())
    for person, name, queries in ((below, "inbox", 7), (above, "issued", 11)):
        client.force_login(person)
        client.get(reverse(f"union:{name}"))
        with django_assert_num_queries(queries):
            assert client.get(reverse(f"union:{name}")).status_code == 200
    assert province()
