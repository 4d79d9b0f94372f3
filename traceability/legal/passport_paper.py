"""The digital product passport on paper: A4, the facts in the order of Art. 32(1), a QR code to its page."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import qr
from backend.common.dates import format_date
from backend.common.fonts import FONT_FILES
from backend.common.text import nfc
from traceability.models import Passport

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "BeVietnam"
INK, QUIET, INDIGO = (22, 27, 46), (74, 80, 104), (40, 53, 107)
EDGE, WIDTH = 20.0, 210.0  # mm
QR_SIDE = 34.0


def passport_rows(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of everything that a passport says, those without a value left out."""
    rows = [
        (_("Tên sản phẩm"), facts["name"]),
        (_("Mã GTIN"), facts["gtin"]),
        (_("Số lô"), facts["lot"]),
        (_("Nơi làm ra"), facts["maker"]["name"]),
        (_("Địa chỉ"), facts["maker"]["address"]),
        (_("Mã số của nơi làm ra"), facts["maker"]["identityCode"]),
        (_("Xuất xứ"), facts["origin"]),
        (_("Ngày sản xuất (NSX)"), _day(facts["produced"])),
        (_("Hạn sử dụng (HSD)"), _day(facts["expiry"])),
        (_("Khối lượng, dung tích"), facts["netContent"]),
        (_("Thành phần"), facts["ingredients"]),
        (_("Cách dùng"), facts["usage"]),
        (_("Bảo quản"), facts["storage"]),
        (_("Lưu ý an toàn"), facts["warnings"]),
        *[(paper["kind"], f"{paper['number']}, {paper['issuer']}") for paper in facts["certificates"]],
    ]
    return [(str(name), value) for name, value in rows if value]


@override("vi")
def passport_pdf(passport: Passport, *, url: str, steps: Iterable[tuple[str, str, str]]) -> bytes:
    """One A4 page or more, in Vietnamese. `steps` are (what, day, place); the same passport gives the same bytes."""
    from fpdf import FPDF  # noqa: PLC0415  # reads its font tables when imported

    facts = passport.facts or {}
    pdf = FPDF(orientation="P", unit="mm", format="A4")
    pdf.set_margin(EDGE)
    pdf.set_auto_page_break(True, margin=EDGE)
    pdf.add_font(FONT, "", FONT_FILES["Medium"])
    pdf.add_font(FONT, "B", FONT_FILES["Bold"])
    pdf.set_creation_date(passport.published_at.astimezone(dt.UTC).replace(microsecond=0))
    pdf.set_producer("Piêu")
    pdf.set_lang("vi")
    pdf.set_title(nfc(f"{_('Hộ chiếu số của sản phẩm')}: {facts['name']}, {facts['lot']}"))
    pdf.add_page()
    pdf.image(io.BytesIO(qr.png(url, scale=8)), x=WIDTH - EDGE - QR_SIDE, y=EDGE, w=QR_SIDE)
    _line(pdf, _("Hộ chiếu số của sản phẩm"), 11, QUIET, width=WIDTH - 2 * EDGE - QR_SIDE - 6)
    _line(pdf, facts["name"], 22, INDIGO, "B", width=WIDTH - 2 * EDGE - QR_SIDE - 6)
    _line(pdf, _("Nghị định 37/2026/NĐ-CP, Điều 32"), 10, QUIET, width=WIDTH - 2 * EDGE - QR_SIDE - 6)
    pdf.set_y(max(pdf.get_y(), EDGE + QR_SIDE) + 6)
    for name, value in passport_rows(facts):
        _line(pdf, name, 9, QUIET)
        _line(pdf, value, 12, INK, "B")
        pdf.ln(1.5)
    _line(pdf, _("Đường đi của lô"), 9, QUIET)
    for what, day, place in steps:
        _line(pdf, " · ".join(part for part in (what, day, place) if part), 12, INK, "B")
    pdf.ln(4)
    _line(
        pdf,
        _("Bản số %(number)s, công bố ngày %(day)s. Dấu trong sổ cái của Hội: %(pin)s")
        % {"number": passport.number, "day": format_date(passport.published_at.date()), "pin": passport.pin},
        8,
        QUIET,
    )
    _line(pdf, url, 8, QUIET)
    return bytes(pdf.output())


def _line(
    pdf: FPDF, text: str, size: float, colour: tuple[int, int, int], style: str = "", *, width: float = 0
) -> None:
    pdf.set_font(FONT, style, size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(width, size * 0.5, nfc(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _day(text: str) -> str:
    return format_date(dt.date.fromisoformat(text)) if text else ""
