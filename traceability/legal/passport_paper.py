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
from products.products import nutrition
from traceability.legal.passport_standing import Ended
from traceability.models import Passport, Recall

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "BeVietnam"
INK, QUIET, INDIGO, MADDER = (22, 27, 46), (74, 80, 104), (40, 53, 107), (148, 25, 15)
EDGE, WIDTH = 20.0, 210.0  # mm
QR_SIDE = 34.0
NAMES = 46.0  # width of the column of names


def passport_rows(facts: dict[str, Any], ended: Ended = Ended()) -> list[tuple[str, str]]:  # noqa: B008  # it is frozen
    """Return the (name, value) rows of a passport; empty values, the photo and the steps are left out.

    Papers in `ended` are marked as no longer valid.
    """
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
        *nutrition.rows(facts.get("nutrition")),
        (_("Cách dùng"), facts["usage"]),
        (_("Bảo quản"), facts["storage"]),
        (_("Lưu ý an toàn"), facts["warnings"]),
        *[(paper["kind"], _paper(paper, ended)) for paper in facts["certificates"]],
    ]
    return [(str(name), value) for name, value in rows if value]


def _paper(paper: dict[str, Any], ended: Ended) -> str:
    line = f"{paper['number']}, {paper['issuer']}"
    if until := paper.get("until"):
        line += ", " + _("có giá trị đến %(day)s") % {"day": until}
    if (paper["number"], paper["issuer"]) in ended.papers:
        line += ". " + _("Nay không còn hiệu lực.")
    return line


@override("vi")
def passport_pdf(
    passport: Passport,
    *,
    url: str,
    steps: Iterable[tuple[str, str, str]],
    recall: Recall | None = None,
    ended: Ended = Ended(),  # noqa: B008  # it is frozen
    changed: str = "",
) -> bytes:
    """Return the passport as one or more A4 pages in Vietnamese. A recall comes first.

    `steps` are (what, day, place). The same arguments give the same bytes.
    """
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
    if recall is not None:
        title = _("Có gói trong lô bị thu hồi") if recall.run_id else _("Lô này đang bị thu hồi")
        _line(pdf, title.upper(), 14, MADDER, "B")
        for words in filter(None, (recall.reason, recall.advice)):
            _line(pdf, words, 12, MADDER, "B")
        pdf.ln(4)
    if changed:
        _line(pdf, changed, 11, MADDER, "B")
        pdf.ln(4)
    for name, value in passport_rows(facts, ended):
        _row(pdf, name, value)
    for number, step in enumerate(steps):
        _row(pdf, "" if number else _("Đường đi của lô"), " · ".join(part for part in step if part))
    pdf.ln(4)
    _line(
        pdf,
        _("Bản số %(number)s, công bố ngày %(day)s. Dấu trong sổ cái của Hội: %(pin)s")
        % {"number": passport.number, "day": format_date(passport.published_at), "pin": passport.pin},
        8,
        QUIET,
    )
    _line(pdf, url, 8, QUIET)
    return bytes(pdf.output())


def _row(pdf: FPDF, name: str, value: str) -> None:
    """Print the name to the left of its value, both on one page."""
    from fpdf.enums import MethodReturnValue  # noqa: PLC0415  # as fpdf itself

    pdf.set_font(FONT, "B", 11)
    height = pdf.multi_cell(
        WIDTH - 2 * EDGE - NAMES, 5.5, nfc(value), align="L", dry_run=True, output=MethodReturnValue.HEIGHT
    )
    if isinstance(height, float) and pdf.will_page_break(height):
        pdf.add_page()
    top = pdf.get_y()
    pdf.set_font(FONT, "", 9)
    pdf.set_text_color(*QUIET)
    pdf.multi_cell(NAMES - 4, 5.5, nfc(name), align="L", new_x="LMARGIN", new_y="NEXT")
    below = pdf.get_y()
    pdf.set_xy(EDGE + NAMES, top)
    pdf.set_font(FONT, "B", 11)
    pdf.set_text_color(*INK)
    pdf.multi_cell(0, 5.5, nfc(value), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(max(below, pdf.get_y()) + 1.5)


def _line(
    pdf: FPDF, text: str, size: float, colour: tuple[int, int, int], style: str = "", *, width: float = 0
) -> None:
    pdf.set_font(FONT, style, size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(width, size * 0.5, nfc(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _day(text: str) -> str:
    return format_date(dt.date.fromisoformat(text)) if text else ""
