"""Draw a leaflet: A5 pages in Vietnamese, a QR code to the page, and at most MOST_PAGES of text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import qr
from backend.common.fonts import FONT_FILES
from backend.common.text import nfc

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "BeVietnam"
INK, QUIET, MADDER, LINE = (22, 27, 46), (74, 80, 104), (148, 25, 15), (150, 150, 150)
WIDTH, HEIGHT, EDGE = 148.0, 210.0, 12.0  # mm, as all lengths here
QR_SIDE = 27.0
FOOT = 13.0
BODY = 11.0  # points, as all sizes
LEADING = 0.5  # mm a point
MOST_PAGES = 4
MOST_LETTERS = 1_200  # drawn at once: on the narrowest paragraph three quarters of a page


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. lead: its number, such as "1."; quiet: the small line below it."""

    text: str
    lead: str = ""
    quiet: str = ""
    is_heading: bool = False
    is_warning: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Leaflet:
    """kicker: a line above the title. notes: what closes the last page, such as who read it. url: for the QR code."""

    title: str
    kicker: str
    url: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    printed: dt.datetime


@override("vi")
def leaflet_pdf(leaflet: Leaflet) -> bytes:
    """Return the leaflet as a PDF of one to MOST_PAGES pages. What doesn't fit is on the page behind the QR code.

    Reads nothing: call it outside of transactions.
    """
    pdf = _document(leaflet)
    _head(pdf, leaflet)
    is_whole = _body(pdf, leaflet.blocks, _notes_height(pdf, leaflet.notes))
    if not is_whole:
        _paragraph(pdf, Block(_("Còn nữa: quét mã ở trang đầu để đọc hết."), is_warning=True))
    pdf.set_draw_color(*LINE)
    pdf.line(EDGE, pdf.get_y() + 1, WIDTH - EDGE, pdf.get_y() + 1)
    pdf.ln(3)
    for note in leaflet.notes:
        _text(pdf, note, 8.5, QUIET)
    return bytes(pdf.output())


def _document(leaflet: Leaflet) -> FPDF:
    from fpdf import FPDF  # noqa: PLC0415  # reads its font tables when imported

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_font(FONT, "", 8)
            self.set_text_color(*QUIET)
            self.set_y(-FOOT + 4)
            self.cell(0, 4, nfc(printed), align="L", new_x="LMARGIN", new_y="TOP")
            self.cell(0, 4, f"{self.page_no()}/{{nb}}", align="R")

    printed = _("In ngày %(day)s") % {"day": timezone.localtime(leaflet.printed).strftime("%d/%m/%Y")}
    pdf = Paper(orientation="P", unit="mm", format=(WIDTH, HEIGHT))
    pdf.set_margin(EDGE)
    pdf.set_auto_page_break(True, margin=FOOT)
    pdf.add_font(FONT, "", FONT_FILES["Medium"])
    pdf.add_font(FONT, "B", FONT_FILES["Bold"])
    pdf.set_creation_date(leaflet.printed.astimezone(dt.UTC).replace(microsecond=0))
    pdf.set_producer("Piêu")
    pdf.set_lang("vi")
    pdf.set_title(nfc(leaflet.title))
    pdf.add_page()
    return pdf


def _head(pdf: FPDF, leaflet: Leaflet) -> None:
    room = WIDTH - 2 * EDGE - QR_SIDE - 4
    # The quiet zone is part of the image; the paper's edge adds to it.
    pdf.image(io.BytesIO(qr.png(leaflet.url, scale=8)), x=WIDTH - EDGE - QR_SIDE + 2, y=EDGE - 2, w=QR_SIDE)
    _text(pdf, leaflet.kicker, 9, QUIET, width=room)
    _text(pdf, leaflet.title, 17, INK, "B", width=room)
    _text(pdf, leaflet.url.partition("://")[2], 7.5, QUIET, width=room)
    pdf.set_y(max(pdf.get_y(), EDGE + QR_SIDE - 2) + 3)


def _body(pdf: FPDF, blocks: Iterable[Block], closing: float) -> bool:
    """Draw the blocks as long as the last page keeps `closing` mm free. Return whether all were drawn."""
    for block in _pieces(blocks):
        height = _height(pdf, block)
        bottom = HEIGHT - FOOT - (closing if pdf.page_no() == MOST_PAGES else 0)
        if pdf.get_y() + height > bottom:
            if pdf.page_no() == MOST_PAGES:
                return False
            # A long paragraph flows over to the next page; a heading or a short one isn't torn.
            if height < HEIGHT / 3:
                pdf.add_page()
        _paragraph(pdf, block)
    return True


def _pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, long ones in several pieces, so that what is drawn at once stays bounded."""
    for block in blocks:
        first, *others = wrap(block.text, MOST_LETTERS) or [""]
        if not others:
            yield block
            continue
        yield replace(block, text=first, quiet="")
        for text in others[:-1]:
            yield replace(block, text=text, quiet="", lead=" " if block.lead else "")
        yield replace(block, text=others[-1], lead=" " if block.lead else "")


def _paragraph(pdf: FPDF, block: Block) -> None:
    if block.is_heading:
        pdf.ln(2)
        _text(pdf, block.text, 13, INK, "B")
        pdf.ln(0.8)
        return
    indent = 5.0 * block.depth
    lead = 6.5 if block.lead else 0.0
    colour, style = (MADDER, "B") if block.is_warning else (INK, "")
    if block.lead:
        pdf.set_x(EDGE + indent)
        pdf.set_font(FONT, "B", BODY)
        pdf.set_text_color(*INK)
        pdf.cell(lead, BODY * LEADING, nfc(block.lead))
    _text(pdf, block.text, BODY, colour, style, left=indent + lead)
    if block.quiet:
        _text(pdf, block.quiet, 8.5, QUIET, left=indent + lead)
    pdf.ln(1.4)


def _height(pdf: FPDF, block: Block) -> float:
    """Return how high the block is. A heading counts with two lines below it, so that it isn't the last of a page."""
    if block.is_heading:
        return 13 * LEADING + 2.8 + 2 * BODY * LEADING
    left = 5.0 * block.depth + (6.5 if block.lead else 0.0)
    own = _text_height(pdf, block.text, BODY, "B" if block.is_warning else "", left)
    return own + (_text_height(pdf, block.quiet, 8.5, "", left) if block.quiet else 0) + 1.4


def _notes_height(pdf: FPDF, notes: Iterable[str]) -> float:
    """Return the room of the closing notes, and of the line that says that there is more."""
    return sum(_text_height(pdf, note, 8.5, "", 0) for note in notes) + 4 + 2 * BODY * LEADING + 1.4


def _text_height(pdf: FPDF, text: str, size: float, style: str, left: float) -> float:
    from fpdf.enums import MethodReturnValue  # noqa: PLC0415  # as fpdf itself

    pdf.set_font(FONT, style, size)
    height = pdf.multi_cell(
        WIDTH - 2 * EDGE - left,
        size * LEADING,
        nfc(text),
        align="L",
        dry_run=True,
        output=MethodReturnValue.HEIGHT,
    )
    return float(height)  # type: ignore[arg-type]  # the type of all that multi_cell may return


def _text(
    pdf: FPDF,
    text: str,
    size: float,
    colour: tuple[int, int, int],
    style: str = "",
    *,
    left: float = 0,
    width: float = 0,
) -> None:
    pdf.set_font(FONT, style, size)
    pdf.set_text_color(*colour)
    pdf.set_x(EDGE + left)
    room = width or WIDTH - 2 * EDGE - left
    pdf.multi_cell(room, size * LEADING, nfc(text), align="L", new_x="LMARGIN", new_y="NEXT")
