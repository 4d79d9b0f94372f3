"""The certificate on paper: A4 landscape, the scarf's band above and below, a QR code to its page.

The same certificate and choices give the same bytes: fonts are subset to the printed letters, and the file's
date is the day of issue.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common import codes, qr
from backend.common.dates import format_date
from backend.common.fonts import FONT_FILES
from backend.common.text import nfc
from backend.theme.ornament import CLOTH, SCARF, THREADS, diamond, letters, rectangles
from courses.credentials.disclosure import Disclosure
from courses.credentials.issuer import absolute
from courses.credentials.statements import course_words, result_words, time_words

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 297.0, 210.0  # mm, as all lengths here
TILES = 9
MODULE = WIDTH / (len(SCARF[0]) * TILES)
BAND = len(SCARF) * MODULE
EDGE = 26.0
QR_SIDE = 38.0
FONT = "BeVietnam"
INK, QUIET, INDIGO, MADDER, LINE = "#161B2E", "#4A5068", "#28356B", "#94190F", "#D9D2C3"
POINT = 25.4 / 72


@translation.override("vi")
def certificate_pdf(disclosure: Disclosure) -> bytes:
    """Return the certificate as a PDF of one page, always in Vietnamese.

    Long texts are set smaller. If not all results fit, the page shows their number.
    """
    from fpdf import FPDF  # noqa: PLC0415  # reads its font tables when imported

    credential, statement = disclosure.credential, disclosure.statement
    pdf = FPDF(orientation="L", unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font(FONT, "", FONT_FILES["Medium"])
    pdf.add_font(FONT, "B", FONT_FILES["Bold"])
    pdf.set_creation_date(credential.issued_at.astimezone(dt.UTC).replace(microsecond=0))
    pdf.set_producer("Piêu")
    pdf.set_lang("vi")
    pdf.set_title(f"{_('Chứng nhận')}: {nfc(statement['course']['title'])}")
    pdf.set_author(nfc(statement["issuer"]))
    pdf.add_page()
    _band(pdf, 0.0)
    _band(pdf, HEIGHT - BAND)
    if settings.PIEU_DEMO:
        _line(pdf, _("Bản dùng thử: không phải chứng nhận thật"), BAND + 3.5, 11, bold=True, colour=MADDER)
    _heading(pdf, disclosure)
    _results(pdf, disclosure)
    _foot(pdf, disclosure)
    return bytes(pdf.output())


def _colour(pdf: FPDF, text: str) -> None:
    pdf.set_text_color(*_rgb(text))


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _band(pdf: FPDF, top: float) -> None:
    pdf.set_fill_color(*_rgb(CLOTH))
    pdf.rect(0, top, WIDTH, BAND, style="F")
    for letter in letters(SCARF):
        pdf.set_fill_color(*_rgb(THREADS[letter]))
        for x, y, width, height in rectangles(SCARF, letter):
            for tile in range(TILES):
                left = (tile * len(SCARF[0]) + x) * MODULE
                pdf.rect(left, top + y * MODULE, width * MODULE, height * MODULE, style="F")


def _line(
    pdf: FPDF,
    text: str,
    top: float,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    least: float = 9.0,
) -> float:
    """Draw `text` as one centred line and return its baseline in mm.

    Text that is too wide is set smaller, down to `least`, then cut. `top` is the top of the capital letters.
    """
    text = nfc(text)
    room = WIDTH - 2 * EDGE
    pdf.set_font(FONT, "B" if bold else "", size)
    while pdf.get_string_width(text) > room and size > least:
        size -= 0.5
        pdf.set_font_size(size)
    if pdf.get_string_width(text) > room:
        while text and pdf.get_string_width(text + "…") > room:
            text = text[:-1]
        text += "…"
    _colour(pdf, colour)
    baseline = top + size * POINT * 0.74
    pdf.text((WIDTH - pdf.get_string_width(text)) / 2, baseline, text)
    return baseline


def _heading(pdf: FPDF, disclosure: Disclosure) -> None:
    statement = disclosure.statement
    # Without results below, the words are centred vertically.
    top = BAND + (10.0 if disclosure.results else 26.0)
    _line(pdf, statement["issuer"], top, 13, bold=True, colour=INDIGO)
    _line(pdf, _("CHỨNG NHẬN"), top + 11, 34, bold=True, colour=MADDER)
    if disclosure.name:
        _line(pdf, disclosure.name, top + 30, 27, bold=True)
        subtitle = disclosure.branch_name
        if subtitle:
            _line(pdf, subtitle, top + 43, 12, colour=QUIET)
        _line(pdf, _("đã học xong khoá học"), top + 51, 13, colour=QUIET)
    else:
        subtitle = disclosure.branch_name or _("Người giữ chứng nhận này")
        _line(pdf, subtitle, top + 36, 15)
        _line(pdf, _("đã học xong khoá học"), top + 46, 13, colour=QUIET)
    _line(pdf, statement["course"]["title"], top + 60, 22, bold=True, colour=INDIGO, least=13)
    _line(pdf, f"{course_words(statement)} · {time_words(statement)}", top + 72, 11.5, colour=QUIET)


def _results(pdf: FPDF, disclosure: Disclosure) -> None:
    if not disclosure.results:
        return
    top = BAND + 97.0
    room = WIDTH - 2 * EDGE - QR_SIDE - 12
    pdf.set_draw_color(*_rgb(LINE))
    pdf.set_line_width(0.4)
    pdf.line(EDGE, top - 6.5, WIDTH - EDGE, top - 6.5)
    pdf.set_font(FONT, "B", 13)
    _colour(pdf, INK)
    pdf.text(EDGE, top + 3, _("Kết quả thật"))
    texts = [nfc(result_words(result)) for result in disclosure.results]
    size = 12.5 if len(texts) <= 4 else 11.0
    pdf.set_font(FONT, "", size)
    place, last = top + 11.5, HEIGHT - BAND - 20
    step = size * POINT * 1.4
    for number, text in enumerate(texts):
        lines: Any = pdf.multi_cell(room - 6, text=text, dry_run=True, output="LINES", align="L")
        lines = _two(lines)
        rest = len(texts) - number
        if place + (len(lines) - 1 + (rest > 1)) * step > last:
            lines = [ngettext("và %(count)d kết quả nữa", "và %(count)d kết quả nữa", rest) % {"count": rest}]
        else:
            rest = 0
        _knot(pdf, EDGE, place - 2.7)
        for line in lines:
            pdf.text(EDGE + 6, place, line)
            place += step
        place += 1.2
        if rest:
            break


def _two(lines: list[str]) -> list[str]:
    return lines if len(lines) <= 2 else [lines[0], lines[1][:-1] + "…"]


def _knot(pdf: FPDF, left: float, top: float) -> None:
    """Draw a small diamond of the scarf before each result."""
    grid = diamond(2, "yro")
    side = 3.2 / len(grid)
    for letter in letters(grid):
        pdf.set_fill_color(*_rgb(THREADS[letter]))
        for x, y, width, height in rectangles(grid, letter):
            pdf.rect(left + x * side, top + y * side, width * side, height * side, style="F")


def _foot(pdf: FPDF, disclosure: Disclosure) -> None:
    credential = disclosure.credential
    address = absolute("credentials:credential", credential.code)
    symbol = qr.matrix(address, error="M")
    left, top = WIDTH - EDGE - QR_SIDE, HEIGHT - BAND - QR_SIDE - 15
    module = QR_SIDE / symbol.size
    pdf.set_fill_color(0, 0, 0)
    for y in range(symbol.size):
        x = 0
        while x < symbol.size:
            run = x
            while run < symbol.size and symbol.dark(run, y):
                run += 1
            if run > x:
                pdf.rect(left + x * module, top + y * module, (run - x) * module, module, style="F")
            x = run + 1
    pdf.set_font(FONT, "", 9)
    _colour(pdf, QUIET)
    words = _("Quét để xem còn hiệu lực")
    pdf.text(left + (QR_SIDE - pdf.get_string_width(words)) / 2, top + QR_SIDE + 7, words)
    bottom = HEIGHT - BAND - 8
    issued = _("Cấp ngày %(day)s") % {"day": format_date(timezone.localdate(credential.issued_at))}
    pdf.text(EDGE, bottom - 4.6, f"{issued} · {_('Mã')} {codes.grouped(credential.code)}")
    pdf.text(EDGE, bottom, address)
