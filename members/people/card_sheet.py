"""Member cards for print: ten on an A4 page, to cut along the lines.

Each has the size of a bank card (ISO/IEC 7810 ID-1) and what members/people/_card.html shows. The QR code opens the
log-in page with the number filled in. A card alone opens nothing: its owner also needs a PIN.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import Image

from backend.common import qr
from backend.common.bulk import in_parts
from backend.common.fonts import FONT_FILES
from backend.common.text import name_key, nfc
from backend.theme.ornament import CLOTH, SCARF, THREADS, letters, rectangles
from members.models import Membership, User
from members.people.cards import format_card_number

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 85.6, 53.98  # mm, as all lengths here
COLUMNS, ROWS = 2, 5
LEFT, TOP = (210 - COLUMNS * WIDTH) / 2, (297 - ROWS * HEIGHT) / 2
EDGE = 5.0
QR_SIDE = 25.0
TILES = 4
BAND = len(SCARF) * WIDTH / (len(SCARF[0]) * TILES)
FONT = "BeVietnam"
INK, QUIET, LINE = (22, 27, 46), (74, 80, 104), (150, 150, 150)
POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class _Card:
    name: str
    branch: str
    number: str


@translation.override("vi")
def cards_pdf(members: Iterable[User], *, on_card: Callable[[int], None] = lambda _count: None) -> bytes:
    """Return the cards of `members` as a PDF, always in Vietnamese, sorted by branch and name.

    A page for nobody says so. on_card: called with the number of cards drawn, after each.
    """
    from fpdf import FPDF  # noqa: PLC0415  # reads its font tables when imported

    pdf = FPDF(orientation="P", unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font(FONT, "", FONT_FILES["Medium"])
    pdf.add_font(FONT, "B", FONT_FILES["Bold"])
    pdf.set_creation_date(timezone.now().astimezone(dt.UTC).replace(microsecond=0))
    pdf.set_producer("Piêu")
    pdf.set_lang("vi")
    pdf.set_title(_("Thẻ hội viên"))
    encoder = qr.BatchEncoder(f"{_address()}#so=", 8, letters="0123456789")
    band = _band()
    cards = sorted(_cards_of(members), key=lambda card: (name_key(card.branch), name_key(card.name)))
    for number, page in enumerate(batched(cards, COLUMNS * ROWS, strict=False)):
        pdf.add_page()
        for place, card in enumerate(page):
            left, top = LEFT + place % COLUMNS * WIDTH, TOP + place // COLUMNS * HEIGHT
            _draw(pdf, card, encoder.matrix(card.number), left, top, band=band)
            on_card(number * COLUMNS * ROWS + place + 1)
    if not cards:
        pdf.add_page()
        _text(pdf, _("Chưa có hội viên nào."), LEFT, TOP, 12, room=150)
    return bytes(pdf.output())


def _address() -> str:
    return f"{settings.PUBLIC_ORIGIN}{reverse('account_login')}"


def _cards_of(members: Iterable[User]) -> Iterator[_Card]:
    people = list(members)
    branches: dict[int, str] = {}
    for part in in_parts(member.pk for member in people):
        open_ones = Membership.objects.open().filter(user__in=part)
        branches.update(open_ones.values_list("user_id", "branch__name"))
    for member in people:
        yield _Card(str(member), branches.get(member.pk, ""), member.card_number)


def _draw(pdf: FPDF, card: _Card, symbol: qr.Matrix, left: float, top: float, *, band: Image.Image) -> None:
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.1)
    pdf.rect(left, top, WIDTH, HEIGHT)
    pdf.image(band, left, top, WIDTH, BAND)
    words, room = left + EDGE, WIDTH - QR_SIDE - 3 * EDGE + 2
    y = top + BAND + 4
    _text(pdf, _("Hội Liên hiệp Phụ nữ"), words, y, 7.5, colour=QUIET, room=room)
    _text(pdf, card.branch, words, y + 4, 7.5, colour=QUIET, room=room)
    _text(pdf, card.name, words, y + 11, 12, bold=True, room=room)
    _text(pdf, _("Số thẻ"), words, y + 20, 7.5, colour=QUIET, room=room)
    _text(pdf, format_card_number(card.number), words, y + 24.5, 16, bold=True, room=room)
    right = left + WIDTH - QR_SIDE - EDGE + 2
    pdf.image(_symbol(symbol), right, top + BAND + 4, QR_SIDE, QR_SIDE)
    host = settings.PUBLIC_ORIGIN.partition("://")[2]
    _text(pdf, host, right, top + BAND + 5 + QR_SIDE, 6.5, colour=QUIET, room=QR_SIDE, is_centred=True)
    hint = _("Lần đầu: xin cán bộ Hội phiếu đặt mã PIN.")
    _text(pdf, hint, words, top + HEIGHT - 5, 6.5, colour=QUIET, room=WIDTH - 2 * EDGE)


def _symbol(symbol: qr.Matrix) -> Image.Image:
    """Return the QR code as an image of one pixel a module, with its quiet zone."""
    side = symbol.size + 2 * qr.QUIET_ZONE
    width = -(-side // 8)
    rows = (bits << (8 * width - qr.QUIET_ZONE - symbol.size) for bits in symbol.rows)
    blank = bytes(width * qr.QUIET_ZONE)
    data = blank + b"".join(row.to_bytes(width) for row in rows) + blank
    return Image.frombytes("1", (side, side), data, "raw", "1;I")


def _band() -> Image.Image:
    """Return the scarf's border as an image, some pixels a module so that no viewer blurs it."""
    module = 8
    tile = Image.new("RGB", (len(SCARF[0]) * module, len(SCARF) * module), CLOTH)
    for letter in letters(SCARF):
        for x, y, width, height in rectangles(SCARF, letter):
            box = (x * module, y * module, (x + width) * module, (y + height) * module)
            tile.paste(THREADS[letter], box)
    band = Image.new("RGB", (tile.width * TILES, tile.height))
    for number in range(TILES):
        band.paste(tile, (number * tile.width, 0))
    return band


def _text(
    pdf: FPDF,
    text: str,
    left: float,
    top: float,
    size: float,
    *,
    room: float,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
    is_centred: bool = False,
) -> None:
    """Draw one line, set smaller down to two thirds if it is too wide, then cut. `top` is that of its capitals."""
    text, least = nfc(text), size * 2 / 3
    pdf.set_font(FONT, "B" if bold else "", size)
    while pdf.get_string_width(text) > room and size > least:
        size -= 0.5
        pdf.set_font_size(size)
    while len(text) > 1 and pdf.get_string_width(text) > room:
        text = f"{text.removesuffix('…')[:-1]}…"
    pdf.set_text_color(*colour)
    start = left + (room - pdf.get_string_width(text)) / 2 if is_centred else left
    pdf.text(start, top + size * POINT * 0.74, text)
