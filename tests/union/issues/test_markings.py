"""Marks of state secrets are found in names, fields and files; ordinary words are not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from openpyxl import Workbook

from backend.common import fonts
from union.issues.files import check_file
from union.issues.markings import marking_in
from union.issues.text_of_files import FileRefused

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


@pytest.mark.parametrize("data", [pdf(), b"\x89PNG\r\n\x1a\n rest"])
def test_a_file_without_text_is_asked_about(data):
    for answer, code in ((None, "unreadable_file"), (False, "state_secret")):
        with pytest.raises(FileRefused) as refused:
            check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=answer)
        assert refused.value.code == code
    assert check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=True).is_readable is False


@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03", b"%PDF-1.7 broken", b"PK\x03\x04 broken"])
def test_other_and_broken_files_are_refused(data):
    with pytest.raises(FileRefused):
        check_file(SimpleUploadedFile("a.pdf", data), is_said_unmarked=True)
