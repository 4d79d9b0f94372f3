"""The results of a round for the organiser, as CSV or Excel, with names and numbers to reach winners.

Not for publishing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from backend.common.formulas import inert, inert_in_csv
from backend.common.phones import format_phone
from courses.models import ContestRound

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(round_: ContestRound) -> Iterator[list[str | int | None]]:
    yield [
        _("Hạng"), _("Họ và tên"), _("Số điện thoại"), _("Chi hội"), _("Số câu đúng"), _("Dự đoán lệch"), _("Giây làm bài"),
        _("Nộp lúc"), _("Giải"), _("Mã bài thi"),
    ]  # fmt: skip
    names = [prize["name"] for prize in round_.prizes]
    results = round_.results.select_related("user", "branch").order_by("position")
    for line in results.iterator(chunk_size=2_000):
        yield [
            line.rank,
            inert(line.user.full_name),
            format_phone(line.user.phone) if line.user.phone else "",
            inert(str(line.branch or "")),
            line.right,
            line.distance,
            line.elapsed_ms // 1000,
            f"{timezone.localtime(line.submitted_at):%d/%m/%Y %H:%M:%S}",
            inert(names[line.prize]) if line.prize is not None else "",
            str(line.entry_id),
        ]


def write_csv(round_: ContestRound) -> bytes:
    """Return the round's results with names and phone numbers as CSV in UTF-8.

    It begins with the BOM that Excel needs.
    """
    out = io.StringIO()
    table = csv.writer(out)
    for row in rows_of(round_):
        table.writerow([inert_in_csv(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_excel(round_: ContestRound) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Kết quả"))
    for row in rows_of(round_):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
