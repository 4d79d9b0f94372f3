"""A revenue book as sheets of an Excel file."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from orders.figures.book import Book
from orders.figures.moves import BASIS_WORDS
from orders.figures.sheets import Money, Sheet
from products.models import Producer


def book_sheets(producer: Producer, book: Book) -> list[Sheet]:
    above = [
        producer.name,
        *book_heading(producer),
        _("Sổ doanh thu %(period)s, %(basis)s")
        % {"period": book.period.words, "basis": BASIS_WORDS[book.basis]},
        _("Chỉ có đơn trên Piêu. Đây không phải tờ khai thuế."),
        *(_threshold_words(book)),
    ]
    sums = book.sums
    return [
        Sheet(
            _("Sổ doanh thu"),
            [_("Ngày"), _("Số đơn"), _("Nội dung"), _("Tiền mặt"), _("Chuyển khoản, thẻ"), _("Cộng")],
            (
                (
                    timezone.localdate(move.at),
                    move.order.number,
                    move.words,
                    Money(move.cash),
                    Money(move.transfer),
                    Money(move.amount),
                )
                for move in book.moves
            ),
            (12, 14, 60, 16, 18, 18),
            above=above,
            total=(_("Tất cả"), None, None, Money(sums.cash), Money(sums.transfer), Money(sums.whole)),
        ),
        Sheet(
            _("Từng tháng"),
            [_("Tháng"), _("Tiền mặt"), _("Chuyển khoản, thẻ"), _("Cộng")],
            [
                (month.words, Money(each.cash), Money(each.transfer), Money(each.whole))
                for month, each in book.months
            ],
            (18, 16, 18, 18),
            above=above[:4],
            total=(_("Tất cả"), Money(sums.cash), Money(sums.transfer), Money(sums.whole)),
        ),
    ]


def book_heading(producer: Producer) -> list[str]:
    """Return the heading of the book: address and tax number, with a blank for an unknown number."""
    place = ", ".join(part for part in (producer.address, str(producer.unit)) if part)
    return [
        _("Địa chỉ: %(place)s") % {"place": place},
        _("Mã số thuế hoặc mã hộ: %(code)s") % {"code": producer.identity_code or "…"},
    ]


def _threshold_words(book: Book) -> list[str]:
    if not book.thresholds:
        return []
    if not book.is_confirmed:
        return [_("Mức doanh thu phải nộp thuế: chưa ai xác nhận, các nguồn nói khác nhau.")]
    return [
        _("%(words)s (%(clause)s; xác nhận ngày %(day)s)")
        % {
            "words": each.claim.words,
            "clause": each.claim.clause,
            "day": format_date(timezone.localdate(each.confirmed.at)),
        }
        for each in book.thresholds
        if each.confirmed
    ]
