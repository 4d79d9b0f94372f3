"""Documents go down the tree, replace earlier ones, and bear no mark of a state secret."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, chapter, commune, province
from tests.union.issues.issuing import faults, officers, receipt_of
from union.documents.actions import DocumentError, Facts, StoredFile, issue_document
from union.documents.models import Document
from union.issues.actions.issuing import Content, Target
from union.issues.actions.receipts import Proof, finish_receipt
from union.issues.errors import IssueError
from union.issues.models import Issue
from union.issues.tasks import deliver_issue
from union.issues.text_of_files import FileRefused

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FAR = ("Xã Mường Lạn", 4246)
TEXT = "Kế hoạch rà soát hội viên nghèo của Hội tỉnh".encode()


def send(by, number="12/KH-BTV", target=None, title="Rà soát hội viên nghèo", what="", **facts) -> Document:
    made = issue_document(
        actor=Actor.of(by),
        branch=province(),
        facts=Facts(number, facts.pop("signed_date", timezone.localdate()), **facts),
        content=Content("directive", title, what, working_days=5),
        target=target or Target(below=province(), level="commune"),
    )
    deliver_issue.call(issue_id=made.issue_id)
    return made


def test_a_document_is_issued_with_its_facts_and_states():
    above, _below = officers()
    commune(*FAR)
    made = send(above, urgency="urgent", file=StoredFile("union/documents/a.pdf", "a.pdf", has_text=False))
    assert (made.issue.receipts.count(), made.is_said_unmarked, made.is_urgent) == (2, True, True)
    assert Entry.objects.filter(kind="union.document_issued", subject=made.issue.subject).count() == 1
    assert faults() == []
    Document.objects.update(number="13/KH-BTV")
    assert [each.subject for each in faults()] == [made.issue.subject]


def test_replacing_closes_what_the_old_document_still_asks():
    above, below = officers()
    far = commune(*FAR)
    old = send(above)
    finish_receipt(actor=Actor.of(below), receipt=receipt_of(old.issue), proof=Proof("Đã rà soát"))
    new = send(above, "15/KH-BTV", replaces=old)
    assert [receipt_of(old.issue, each).state for each in (commune(), far)] == ["done", "closed"]
    old.issue.refresh_from_db()
    assert old.issue.closed_reason == "Đã có 15/KH-BTV thay." and old.replaced_by == new
    with pytest.raises(DocumentError) as refused:
        send(above, "16/KH-BTV", replaces=old)
    assert refused.value.code == "already_replaced"
    assert (Document.objects.count(), Issue.objects.count(), faults()) == (2, 2, [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": " "}, "no_number"),
        ({"number": "12/KH-BTV"}, "number_taken"),
        ({"signed_date": dt.date(2100, 1, 1)}, "future_date"),
    ],
)
def test_facts_are_checked(change, code):
    above, _below = officers()
    send(above)
    with pytest.raises(DocumentError) as refused:
        send(above, **({"number": "13/KH-BTV"} | change))
    assert refused.value.code == code and Document.objects.count() == Issue.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"number": "12/KH-MẬT"}, {"title": "Kế hoạch (TỐI MẬT)"}, {"what": "Tài liệu TUYỆT MẬT"}]
)
def test_a_marked_text_is_refused(change):
    above, _below = officers()
    with pytest.raises(FileRefused):
        send(above, **change)
    assert not Document.objects.exists() and not Issue.objects.exists()


def test_only_officers_issue_and_replace_and_only_downwards():
    above, below = officers()
    old = send(above)
    for person in (below, LanFactory(), HoaFactory()):
        with pytest.raises(NotAllowed):
            send(person, "13/KH-BTV")
    facts = Facts("1/KH-XA", timezone.localdate(), replaces=old)
    content, target = Content("directive", "Kế hoạch của xã"), Target(branches=[chapter()])
    with pytest.raises(NotAllowed):
        issue_document(actor=Actor.of(below), branch=commune(), facts=facts, content=content, target=target)
    with pytest.raises(IssueError):
        send(above, "14/KH-BTV", target=Target())
    old.issue.refresh_from_db()
    assert Document.objects.count() == Issue.objects.count() == 1 and not old.issue.is_closed


def form(**change):
    return {
        "branch": province().pk, "number": "12/KH-BTV", "title": "Rà soát hội viên nghèo", "signed_date": "01/12/2026",
        "urgency": "urgent", "to": "communes", "asks": "do", "working_days": "5", "what": "Lập danh sách",
    } | change  # fmt: skip


def test_officer_of_the_province_sends_a_document_on_the_page(client):
    above, below = officers()
    commune(*FAR)
    client.force_login(above)
    url = reverse("union:new_document")
    assert client.get(url).status_code == 200
    sent = form(file=SimpleUploadedFile("ke-hoach.txt", TEXT))
    made_at = client.post(url, sent)["location"]
    made = Document.objects.get()
    assert made_at == reverse("union:issue", args=[made.issue_id]) and made.has_text
    with CaptureQueriesContext(connection) as queries:
        page = client.get(made_at)
    assert "12/KH-BTV" in page.text and len(queries) <= 6
    client.force_login(below)
    file = reverse("union:document_file", args=[made.pk])
    assert client.get(file).getvalue() == TEXT
    assert "12/KH-BTV" in client.get(reverse("union:documents")).text
    assert "12/KH-BTV" in client.get(reverse("union:receipt", args=[receipt_of(made.issue).pk])).text
    for person in (
        OfficerFactory(branch=chapter("Chi hội bản Xa", of=commune(*FAR))),
        LanFactory(),
        HoaFactory(),
    ):
        client.force_login(person)
        assert client.get(file).status_code == 404
        assert "12/KH-BTV" not in client.get(reverse("union:documents")).text
    client.force_login(HoaFactory(phone="+84912345600", card_number="50000000"))
    assert client.get(url).status_code == 403


def test_named_places_get_the_document(client):
    above, _below = officers()
    far = commune(*FAR)
    client.force_login(above)
    answer = client.post(reverse("union:new_document"), form(to="named", named=[far.pk]))
    assert answer.status_code == 302
    assert [each.issued_to for each in Issue.objects.get().receipts.all()] == [far]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "12/KH-MẬT"}, "không nhận tài liệu mật"),
        ({"signed_date": "hôm qua"}, "ngày"),
        ({"to": "named"}, "ít nhất một cơ sở"),
        (
            {"file": ("a.txt", "Mức độ mật: Tối mật\nKế hoạch của Hội tỉnh".encode())},
            "không nhận tài liệu mật",
        ),
        ({"file": ("a.jpg", b"\xff\xd8\xff scan")}, "không đọc được chữ"),
        ({"file": ("a.jpg", b"\xff\xd8\xff scan"), "is_unmarked": "yes"}, "không nhận tài liệu mật"),
    ],
)
def test_a_wrong_form_comes_back_with_a_reason(client, change, words):
    above, _below = officers()
    client.force_login(above)
    if "file" in change:
        change = change | {"file": SimpleUploadedFile(*change["file"])}
    page = client.post(reverse("union:new_document"), form(**change))
    assert page.status_code == 400 and words in page.text
    assert not Document.objects.exists() and not Issue.objects.exists()


def test_a_scan_goes_out_once_the_officer_says_that_it_has_no_mark(client):
    above, _below = officers()
    client.force_login(above)
    scan = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff scan")
    assert client.post(reverse("union:new_document"), form(file=scan, is_unmarked="no")).status_code == 302
    made = Document.objects.get()
    assert (made.has_text, made.is_said_unmarked, faults()) == (False, True, [])


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_documents_has_the_same_queries_for_more_rows(client, django_assert_num_queries, count):
    above, _below = officers()
    for number in range(count):
        send(above, f"{number + 1}/KH-BTV")
    client.force_login(above)
    client.get(reverse("union:documents"))
    with django_assert_num_queries(8):
        assert client.get(reverse("union:documents")).status_code == 200
