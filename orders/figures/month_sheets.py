"""A producer's month as sheets of an Excel file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders.figures.month import MonthFigures
from orders.figures.running_out import RunningOut
from orders.figures.sheets import Money, Sheet
from products.models import Producer


def best_words() -> str:
    """Return the note on the most ordered goods that says what their amounts include."""
    return _(
        "Tiền hàng của các đơn đặt trong tháng, đã trả tiền hay chưa, không kể phí giao và đơn huỷ, trả."
    )


def month_sheets(producer: Producer, figures: MonthFigures, short: list[RunningOut]) -> list[Sheet]:
    counts = {each.first: count for each, count in figures.orders}
    return [
        Sheet(
            _("Từng tháng"),
            [_("Tháng"), _("Số đơn"), _("Đơn huỷ hoặc trả"), _("Tiền nhận được")],
            [
                (each.words, counts[each.first].standing, counts[each.first].over, Money(amount))
                for each, amount in figures.money
            ],
            (18, 12, 18, 20),
            above=[producer.name, figures.month.words.capitalize()],
            total=(
                _("Tất cả"),
                sum(count.standing for count in counts.values()),
                sum(count.over for count in counts.values()),
                Money(sum(amount for _each, amount in figures.money)),
            ),
        ),
        Sheet(
            _("Đặt nhiều nhất"),
            [_("Sản phẩm"), _("Đã đặt"), _("Tiền hàng đã đặt")],
            [(best.name, best.words, Money(best.money)) for best in figures.best],
            (40, 20, 20),
            above=[producer.name, figures.month.words.capitalize(), best_words()],
            total=(_("Tất cả"), None, Money(sum(best.money for best in figures.best))),
        ),
        Sheet(
            _("Tem và đơn"),
            [_("Tháng"), _("Số lần tem được kiểm tra"), _("Đơn từ trang quét tem")],
            [(figures.month.words, figures.scans, figures.led)],
            (18, 28, 26),
            above=[producer.name],
        ),
        Sheet(
            _("Sắp hết hàng"),
            [_("Sản phẩm"), _("Còn"), _("Bán trong 28 ngày qua"), _("Ước chừng")],
            [(row.product.name, row.left_words, row.sold_words, row.words) for row in short],
            (40, 16, 24, 28),
            above=[producer.name],
        ),
    ]
