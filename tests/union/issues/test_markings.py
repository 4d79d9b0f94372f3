"""Marks of state secrets are found in names, fields and files; ordinary words are not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from fpdf import FPDF
from openpyxl import Workbook

from backend.common import fonts
from backend.ledger.fields import SaltField
from members.acting import Actor
from tests.factories.members import commune
from tests.factories.products import picture
from tests.union.issues.issuing import issued, officers, receipt_of
from union.issues.actions.receipts import excuse_receipt
from union.issues.files import check_file
from union.issues.markings import marking_in
from union.issues.text_of_files import FileRefused
from union.issues.unmarked import UnmarkedChars, UnmarkedJSON, UnmarkedText
from union.models import Receipt, ReportForm, ReportValue

MARKED = {
    "Công văn TỐI MẬT": "TỐI MẬT",
    "M Ậ T\nKế hoạch": "MẬT",
    "T Ố I M Ậ T": "TỐI MẬT",
    "Độ mật: Mật": "MẬT",
    "HỘI LHPN\nMật\nKế hoạch": "MẬT",
    "Số 12/KH-MẬT": "MẬT",
    "12/MẬT-BTV": "MẬT",
    "(MẬT) Kế hoạch": "MẬT",
    "TOI_MAT.pdf": "TỐI MẬT",
    "tuyet-mat.pdf": "TUYỆT MẬT",
    "Tuyệt mật": "TUYỆT MẬT",
    "Công văn M\u200bẬT": "MẬT",
    "TO\u0302\u0301I MA\u0323\u0302T": "TỐI MẬT",
}
ORDINARY = (
    "Nuôi ong lấy MẬT ONG", "bảo mật thông tin", "BẢO MẬT THÔNG TIN", "Mật ong rừng Sơn La", "mật khẩu tài khoản",
    "trời tối mặt trăng", "CẤP MẬT KHẨU", "tuyệt mật ngọt"[:4], "Kế hoạch số 12/KH-BTV",
)  # fmt: skip


@pytest.mark.parametrize(("text", "mark"), MARKED.items())
def test_a_mark_is_found(text, mark):
    assert marking_in(text) == mark


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_no_mark(text):
    assert marking_in(text) == ""


def pdf(*lines: str) -> bytes:
    page = FPDF()
    page.add_font("vi", fname=str(next(iter(fonts.__path__)) + "/BeVietnamPro-Medium.ttf"))
    page.add_page()
    page.set_font("vi", size=14)
    for line in lines:
        page.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def scan(*lines: str) -> bytes:
    """Return a PDF of one picture with few words beside it."""
    page = FPDF()
    page.add_font("vi", fname=str(next(iter(fonts.__path__)) + "/BeVietnamPro-Medium.ttf"))
    page.add_page()
    page.set_font("vi", size=14)
    page.image(io.BytesIO(picture(60, 80)), w=100)
    for line in lines:
        page.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def docx(text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        half = len(text) // 2
        runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (text[:half], text[half:]))
        archive.writestr("word/document.xml", f"<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>")
    return data.getvalue()


def xlsx(text: str) -> bytes:
    book, data = Workbook(), io.BytesIO()
    book.active.append(["Kế hoạch công tác Hội", text])
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.pdf", pdf), ("a.docx", docx), ("a.xlsx", xlsx), ("a.txt", lambda text: text.encode())],
)
def test_the_text_of_a_file_is_read_and_a_mark_in_it_refused(name, make):
    found = check_file(SimpleUploadedFile(name, make("Kế hoạch nuôi ong lấy mật của xã Tà Xùa")))
    assert (found.extension, found.is_readable) == (name[2:], True)
    with pytest.raises(FileRefused) as refused:
        check_file(SimpleUploadedFile(name, make("Kế hoạch công tác, TUYỆT MẬT, của xã")))
    assert refused.value.code == "state_secret"


def test_a_mark_in_the_name_of_a_file_is_refused():
    with pytest.raises(FileRefused) as refused:
        check_file(SimpleUploadedFile("ke-hoach-TOI-MAT.txt", "Kế hoạch công tác của xã".encode()))
    assert refused.value.code == "state_secret"


@pytest.mark.parametrize(
    "data",
    [
        pdf(), pdf("Trang 1/12"), pdf("- 3 -"), scan(), scan("Quét bằng CamScanner, UBND xã Tà Xùa"),
        b"\x89PNG\r\n\x1a\n rest",
    ],
    ids=["empty", "page", "number", "picture", "stamped", "png"],
)  # fmt: skip
def test_a_file_without_text_is_asked_about(data):
    for answer, code in ((None, "unreadable_file"), (False, "state_secret")):
        with pytest.raises(FileRefused) as refused:
            check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=answer)
        assert refused.value.code == code
    assert check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=True).is_readable is False


def test_a_letterhead_beside_a_whole_text_is_no_scan():
    words = [f"{n}. Các chi hội họp và báo kết quả về Hội xã." for n in range(1, 9)]
    assert check_file(SimpleUploadedFile("a.pdf", scan(*words))).is_readable


# A woman's own words are never refused: they may ask for help. The rest is no text that somebody writes.
MAY_BEAR = {
    "Alarm.text", "Alarm.key", "Alarm.phone", "Alarm.call_when", "Alarm.kinds", "Question.text", "Question.topic", "Question.phone",
    "Question.voice_type", "Answer.citations", "Answer.place", "PublicAnswer.topic", "PublicAnswer.citations", "PublicAnswer.place",
    "Issue.kind", "Receipt.issued_name", "ReportPeriod.code", "ReportValue.code",
}  # fmt: skip


def test_every_text_column_refuses_marks_or_is_excused():
    texts = (models.CharField, models.TextField, models.JSONField)
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("union").get_models()
        for field in model._meta.local_fields
        if isinstance(field, texts) and not field.choices
        if not isinstance(field, (UnmarkedChars, UnmarkedText, UnmarkedJSON, SaltField))
    }
    assert found == MAY_BEAR


@pytest.mark.django_db
def test_no_door_stores_a_marked_text():
    above, officer = officers()
    receipt = receipt_of(issued(above, commune()))
    page = Client()
    page.force_login(officer)
    url = reverse("union:finish_receipt", args=[receipt.pk])
    answer = page.post(url, {"proof_text": "Kế hoạch TỐI MẬT"}, headers={"Accept": "application/json"})
    assert answer.status_code == 400 and "TỐI MẬT" in answer.json()["errors"]["proof_text"][0]
    for write in (
        lambda: excuse_receipt(actor=Actor.of(above), receipt=receipt, reason="Kế hoạch TỐI MẬT"),
        lambda: Receipt.objects.update(told_by="Độ mật: Mật"),
        lambda: Receipt.objects.bulk_update([Receipt(pk=receipt.pk, reason="(MẬT)")], ["reason"]),
        lambda: ReportForm(title="Mẫu", branch=commune(), definition={"a": [{"b": "12/MẬT-BTV"}]}).save(),
        lambda: ReportValue.objects.bulk_create([ReportValue(report_id=1, code="a", text="Tuyệt mật")]),
    ):
        with pytest.raises(FileRefused, match="Piêu không nhận tài liệu mật"), transaction.atomic():
            write()
    receipt.refresh_from_db()
    assert (receipt.state, receipt.proof_text, receipt.reason, receipt.told_by) == ("delivered", "", "", "")


@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03", b"%PDF-1.7 broken", b"PK\x03\x04 broken"])
def test_other_and_broken_files_are_refused(data):
    with pytest.raises(FileRefused):
        check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=True)
