"""Packing slip and receipt as PDF, in the active language, with the content of slip.html and receipt.html."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.common import qr
from backend.common.dates import format_date, format_moment
from backend.common.fonts import FONT_FILES
from backend.common.money import format_dong
from backend.common.phones import format_phone
from backend.common.text import nfc
from backend.common.units import format_quantity
from orders.models import Order, OrderLine
from orders.orders.presenters import OrderBase, OrderPage
from orders.orders.slips import LotCode, lot_codes

if TYPE_CHECKING:
    from fpdf import FPDF

PDF = "application/pdf"
FONT = "BeVietnam"
INK, QUIET = (22, 27, 46), (74, 80, 104)
EDGE = 18.0  # mm
WIDTHS = (80, 34, 28, 32)  # mm: goods, lots, how much, đồng
QR_SIDE = 24.0


def slip_pdf(order: Order) -> bytes:
    """Return the packing slip: goods, seller, buyer, what is to be paid, and a QR code for each lot."""
    title = _("Phiếu của khách %(number)s") if order.is_at_place else _("Phiếu giao hàng %(number)s")
    pdf = _paper(title % {"number": order.number}, order)
    page, lines = OrderBase(order), _lines(order)
    _say(pdf, f"{_('Người bán')}: {_seller(order)}")
    _say(
        pdf,
        f"{_('Khách') if order.is_at_place else _('Người nhận')}: {order.buyer_name} · {format_phone(order.buyer_phone)}",
    )
    if place := ", ".join(part for part in (order.buyer_landmark, order.buyer_place) if part):
        _say(pdf, place)
    _goods(pdf, order, lines)
    if order.paid_at:
        _say(pdf, _("Đã trả tiền."))
    elif page.is_paid_on_delivery:
        words = _("Thu tại chỗ: %(total)s") if order.is_at_place else _("Thu khi giao: %(total)s")
        _say(pdf, words % {"total": format_dong(page.still_to_pay)}, style="B")
    else:
        _say(pdf, str(order.way.slip_words or order.way.label))
    lots = lot_codes(lines)
    for each in lots:
        _lot(pdf, each)
    _say(
        pdf,
        _("Quét mã này, hoặc tem trên gói, để xem hàng từ đâu tới.") if lots else _("Chưa đóng gói."),
        9,
        colour=QUIET,
    )
    return bytes(pdf.output())


def receipt_pdf(order: Order) -> bytes:
    """Return the receipt of an order that the seller marked as paid."""
    assert order.paid_at is not None
    page, pdf = OrderPage(order), _paper(_("Biên nhận đơn %(number)s") % {"number": order.number}, order)
    phone = f" · {format_phone(page.phone)}" if page.phone else ""
    _say(pdf, f"{_('Người bán')}: {_seller(order)}{phone}")
    _say(pdf, f"{_('Ngày đặt')}: {format_moment(order.created_at)}")
    _say(pdf, f"{_('Người bán ghi đã nhận tiền')}: {format_moment(order.paid_at)}")
    if order.paid_amount is not None:
        _say(pdf, f"{_('Số tiền đã nhận')}: {format_dong(order.paid_amount)}")
    if page.is_delivered and order.ended_at:
        _say(pdf, f"{order.state_words}: {format_moment(order.ended_at)}")
    _goods(pdf, order, _lines(order))
    if order.refunded_at:
        _say(pdf, _("Đã trả lại tiền %(when)s.") % {"when": format_moment(order.refunded_at)}, style="B")
    elif page.is_over:
        _say(pdf, order.state_words, style="B")
    elif page.owed:
        _say(pdf, _("Người bán còn trả lại bạn %(amount)s.") % {"amount": format_dong(page.owed)})
    words = _("Biên nhận do Piêu in từ lời ghi của người bán; không phải hoá đơn giá trị gia tăng.")
    _say(pdf, f"{words} {settings.PUBLIC_ORIGIN}{reverse('orders:order', args=[order.ref])}", 9, colour=QUIET)
    return bytes(pdf.output())


def _paper(title: str, order: Order) -> FPDF:
    from fpdf import FPDF  # noqa: PLC0415  # reads its font tables when imported

    pdf = FPDF(orientation="P", unit="mm", format="A4")
    pdf.set_margin(EDGE)
    pdf.set_auto_page_break(True, margin=EDGE)
    pdf.add_font(FONT, "", FONT_FILES["Medium"])
    pdf.add_font(FONT, "B", FONT_FILES["Bold"])
    # The same order in the same state gives the same bytes.
    pdf.set_creation_date(order.moved_at.astimezone(dt.UTC).replace(microsecond=0))
    pdf.set_producer("Piêu")
    pdf.set_lang(get_language() or "vi")
    pdf.set_title(nfc(title))
    pdf.add_page()
    _say(pdf, title, 18, style="B")
    pdf.ln(2)
    return pdf


def _say(
    pdf: FPDF, text: str, size: float = 11, *, style: str = "", colour: tuple[int, int, int] = INK
) -> None:
    pdf.set_font(FONT, style, size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(0, size * 0.5, nfc(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _seller(order: Order) -> str:
    producer = order.producer
    return ", ".join(part for part in (producer.name, producer.address, str(producer.unit)) if part)


def _lines(order: Order) -> list[OrderLine]:
    return list(order.lines.prefetch_related("packed__lot__product").order_by("pk"))


def _goods(pdf: FPDF, order: Order, lines: Sequence[OrderLine]) -> None:
    rows = [
        (
            str(line),
            ", ".join(part.lot.code for part in line.packed.all()),
            format_quantity(line.quantity, line.unit),
            format_dong(line.amount),
        )
        for line in lines
    ]
    rows.append((order.fee_words, "", "", format_dong(order.fee)))
    if order.taken_off:
        rows.append((_("Trả lại, bớt"), "", "", f"−{format_dong(order.taken_off)}"))
    rows.append((_("Tất cả"), "", "", format_dong(order.total)))
    pdf.ln(2)
    pdf.set_font(FONT, "", 10)
    pdf.set_text_color(*INK)
    with pdf.table(
        col_widths=WIDTHS,
        text_align=("LEFT", "LEFT", "RIGHT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        line_height=6,
    ) as table:
        for row in ((_("Hàng"), _("Lô"), _("Số lượng"), _("Tiền")), *rows):
            table.row([nfc(cell) for cell in row])
    pdf.ln(3)


def _lot(pdf: FPDF, each: LotCode) -> None:
    """Draw a lot's QR code next to its text, both on one page."""
    if pdf.will_page_break(QR_SIDE):
        pdf.add_page()
    top = pdf.get_y()
    pdf.image(io.BytesIO(qr.png(each.address, scale=6)), x=EDGE, y=top, w=QR_SIDE)
    words = [each.name, f"{_('Lô')} {each.lot.code}"]
    if each.lot.expiry_date:
        words.append(f"{_('Dùng đến')} {format_date(each.lot.expiry_date)}")
    pdf.set_font(FONT, "", 11)
    pdf.set_text_color(*INK)
    pdf.set_xy(EDGE + QR_SIDE + 4, top + 3)
    pdf.multi_cell(0, 5.5, nfc(" · ".join(words)), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(max(pdf.get_y(), top + QR_SIDE) + 3)
