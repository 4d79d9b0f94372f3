"""A report goes to Excel and comes back without loss."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from backend.common.tables import TableRefused
from tests.union.reports.conftest import typed
from tests.union.reports.test_pages import signed_in
from union.reports.actions.reports import save_report
from union.reports.models import Report, ReportValue
from union.reports.sheets import read_report, report_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.slow]
TEXTS = [
    "=1+1",
    "'=1+1",
    "'trích",
    "+84",
    "-",
    "@lan",
    "1.200",
    "0012",
    "45.000,50",
    "Vườn\x01 rau, 5 hộ",
    "''x",
]


def values_of(report: Report) -> dict:
    return {row.code: (row.number, row.text) for row in report.figures.all()}


def upload(client, report: Report, data: bytes, name: str = "bao-cao.xlsx"):
    url = reverse("union:upload_report", args=[report.ref])
    return client.post(
        url, {"idempotency_key": str(uuid4()), "file": SimpleUploadedFile(name, data)}, follow=True
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_report_survives_excel_both_ways(office, text):
    values = typed(hoi_vien="123.456.789.012", buoi_hop="0", quy="0,05", noi_hop="xa", viec_noi_bat=text)
    report = save_report(actor=office.by.van, report=office.report.near, typed=values, note="=note")
    before = values_of(report)
    found = read_report(report_sheet(report, report.figures.all(), {}), office.form.content, {})
    assert (found.note, found.unknown) == ("=note", ())
    report = save_report(actor=office.by.van, report=report, typed=found.typed, note=found.note)
    assert values_of(report) == before


def test_numbers_that_excel_stored_as_numbers_are_read(office):
    client = signed_in(office.people.van)
    answer = client.get(reverse("union:report_file", args=[office.report.near.ref]))
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["Mã", "Mục", "Đơn vị", "Giá trị", "Vì sao khác Piêu đếm"]
    for line, value in ((3, 1200), (4, 3), (5, 12.5), (6, "tru so xa")):
        sheet.cell(line, 4, value)
    out = io.BytesIO()
    book.save(out)
    page = upload(client, office.report.near, out.getvalue())
    assert "Đã đọc tệp" in page.text
    assert values_of(office.report.near) == {
        "hoi_vien": (1200, ""), "buoi_hop": (3, ""), "quy": (1250, ""), "noi_hop": (None, "xa"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"Ma;x\n1;2\n", "Không thấy các cột"), (b"PK\x03\x04rubbish", "Excel"), (b"\0" * 100, "Excel"),
     ("Mã;Giá trị;Vì sao khác Piêu đếm\nla;1;\n".encode(), "không có dòng nào"),
     ("Mã;Giá trị;Vì sao khác Piêu đếm\nquy;1;\nquy;2;\n".encode(), "hai dòng"),
     ("Mã;Giá trị;Vì sao khác Piêu đếm\nquy;=1+1;\n".encode(), "công thức"),
     ("Mã;Giá trị;Vì sao khác Piêu đếm\nquy;một;\n".encode(), "Chị ghi một số")],
    ids=["no heading", "a broken zip", "no table", "other codes", "a code twice", "a formula", "a word"],
)  # fmt: skip
def test_a_file_that_is_no_report_changes_nothing(office, data, words):
    page = upload(signed_in(office.people.van), office.report.near, data)
    assert words in page.text
    assert not ReportValue.objects.exists() and Report.objects.get(pk=office.report.near.pk).version == 0


def test_a_stranger_gets_and_sends_no_file(office):
    client = signed_in(office.people.xa)
    assert client.get(reverse("union:report_file", args=[office.report.near.ref])).status_code == 404
    assert upload(client, office.report.near, b"Ma").status_code == 404


def test_too_many_rows_are_refused_before_anything_is_written(office):
    lines = "".join(f"m{number};1;\n" for number in range(300))
    with pytest.raises(TableRefused):
        read_report(f"Mã;Giá trị;Vì sao khác Piêu đếm\n{lines}".encode(), office.form.content, {})
