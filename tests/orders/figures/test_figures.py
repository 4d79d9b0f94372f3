"""A producer's month in numbers: what is counted, what is compared, and who may see it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from orders.figures.month import month_figures
from orders.figures.moves import Basis, Move, moves_of
from orders.figures.periods import read_period
from orders.figures.running_out import running_out
from orders.models import Offer, Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
)
from orders.shops.enums import Payment
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of
from traceability.gs1.digital_link import Code
from traceability.labels.actions.codes import code_for
from traceability.models import Scan
from traceability.scans.actions.scans import record_scan
from traceability.scans.origin.lookup import look_up

pytestmark = pytest.mark.databases

NOVEMBER = read_period("2026-11")
OCTOBER = NOVEMBER.before


def on(day: int, month: int = 11):
    return time_machine.travel(dt.datetime(2026, month, day, 3, tzinfo=dt.UTC), tick=False)


def delivered(shop, count: int = 4, **more) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, count, **more))
    pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot for line in order.lines.all()})
    ship_order(actor=shop.as_.lan, order=order)
    return deliver_order(actor=shop.as_.lan, order=order)


def page_of(shop, query: str = "", who=None):
    return client_of(who or shop.lan).get(f"/ban-hang/noi/{shop.producer.pk}/so-lieu/{query}")


def book(basis: Basis, period=NOVEMBER, orders=None) -> list[tuple[str, str, int]]:
    moves: list[Move] = moves_of(Order.objects.all() if orders is None else orders, period, basis)
    return [(f"{timezone.localdate(move.at):%d/%m}", move.kind, move.amount) for move in moves]


def test_scans_of_the_first_morning_of_a_month_are_counted_in_it(shop):
    """The database stores them with the previous month, which is not over yet in UTC."""
    moments = (
        "2026-10-31T16:59",
        "2026-10-31T17:00",
        "2026-11-01T00:01",
        "2026-11-30T16:59",
        "2026-11-30T17:00",
    )
    for number, moment in enumerate(moments):
        found = look_up(Code(own_code=code_for(shop.lot.product).value, lot=shop.lot.code))
        at = dt.datetime.fromisoformat(f"{moment}+00:00")
        with time_machine.travel(at, tick=False):
            record_scan(
                found=found,
                address=f"10.0.{number}.1",
                agent="phone",
                at=at if number % 2 else at.astimezone(),
            )
    counted = [month_figures(shop.producer, period).scans for period in (OCTOBER, NOVEMBER, NOVEMBER.next)]
    assert counted == [1, 3, 1]
    months = Scan.objects.order_by("scanned_at").values_list("month", flat=True)
    assert [month.month for month in months] == [10, 10, 11, 11, 11]


def test_month_without_an_order_shows_an_empty_state(shop):
    page = page_of(shop)
    assert page.status_code == 200
    assert "Chưa có đơn nào" in page.text and '<svg class="bars-picture"' not in page.text


@pytest.mark.slow
def test_a_month_is_compared_with_the_previous_one(shop):
    with on(20, 10):
        delivered(shop, 2)
    with on(5):
        delivered(shop, 3)
        order_of(shop, 1)
        cancel_order(actor=shop.as_.lan, order=order_of(shop, 1), reason="hết hàng")
        figures = month_figures(shop.producer, NOVEMBER)
        page = page_of(shop).text
        old = page_of(shop, "?thang=2026-10").text
        book = load_workbook(io.BytesIO(page_of(shop, "?tep=xlsx").content))
    assert (figures.count.standing, figures.count.over, figures.received) == (2, 1, 105_000)
    assert (figures.orders_compared, figures.money_compared) == (
        "nhiều hơn tháng trước 1 đơn",
        "nhiều hơn tháng trước 25.000 đ",
    )
    assert [(best.name, best.words, best.money) for best in figures.best] == [
        ("Mận hậu Mộc Châu", "2 kg", 100_000)
    ]
    assert "nhiều hơn tháng trước 1 đơn" in page and "105.000 đ" in page and "?thang=2026-10" in page
    # Two orders count, one of them unpaid: the page and the sheet state that it counts.
    words = "Tiền hàng của các đơn đặt trong tháng, đã trả tiền hay chưa"
    assert words in page and book["Đặt nhiều nhất"]["A3"].value.startswith(words)
    assert "?thang=2026-12" not in page and "?thang=2026-11" in old and "80.000 đ" in old


def test_the_last_minute_of_a_month_is_in_it_as_vietnam_counts(shop):
    with time_machine.travel(dt.datetime(2026, 10, 31, 16, 59, tzinfo=dt.UTC), tick=False):
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 1))
    with time_machine.travel(dt.datetime(2026, 10, 31, 17, 0, tzinfo=dt.UTC), tick=False):
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 2))
    assert [month_figures(shop.producer, month).received for month in (OCTOBER, NOVEMBER)] == [55_000, 80_000]
    assert [month_figures(shop.producer, month).count.standing for month in (OCTOBER, NOVEMBER)] == [1, 1]


def test_money_that_went_back_is_a_row_of_its_own_day(shop):
    with on(30, 10):
        order = delivered(shop, 4)
    with on(3):
        return_order(actor=shop.as_.lan, order=order, reason="dập")
    with on(4):
        mark_refunded(actor=shop.as_.lan, order=order)
    assert book(Basis.MONEY, OCTOBER) == [("30/10", "paid", 130_000)]
    assert book(Basis.MONEY) == [("04/11", "refunded", -130_000)]
    assert book(Basis.GOODS, OCTOBER) == [("30/10", "delivered", 130_000)]
    assert book(Basis.GOODS) == [("03/11", "returned", -130_000)]


def test_lower_weight_of_paid_goods_is_deducted_on_the_day_of_packing(shop):
    with on(1):
        order = confirm_order(
            actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish, payment=Payment.ON_DELIVERY)
        )
        mark_paid(actor=shop.as_.hoa, order=order)
    with on(2):
        line = order.lines.get()
        pack_order(
            actor=shop.as_.hoa,
            order=order,
            lots={line.pk: shop.fish_lot},
            weighed={line.pk: Decimal("1.7")},
        )
    assert book(Basis.MONEY) == [("01/11", "paid", 180_000), ("02/11", "packed", -27_000)]
    assert book(Basis.GOODS) == []


def test_an_order_that_came_back_before_it_arrived_is_no_revenue_by_goods(shop):
    with on(1):
        order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
        ship_order(actor=shop.as_.lan, order=order)
        return_order(actor=shop.as_.lan, order=order, reason="không ai nhận")
    assert book(Basis.GOODS) == book(Basis.MONEY) == []


@pytest.mark.slow
def test_stock_that_runs_out_is_given_in_days(shop):
    assert running_out(shop.producer) == []
    with time_machine.travel(timezone.now() - dt.timedelta(days=29), tick=False):
        order_of(shop, 2)
    assert running_out(shop.producer) == []
    order_of(shop, 14)
    (row,) = running_out(shop.producer)
    assert (row.product, row.left, row.sold, row.days) == (shop.product, 2, 7, 8)
    page = page_of(shop).text
    assert "còn khoảng 8 ngày" in page and f"/nhat-ky/ghi/?san-pham={shop.product.pk}" in page
    order_of(shop, 4)
    assert [row.words for row in running_out(shop.producer)] == ["đã hết"]


@pytest.mark.slow
def test_many_orders_cost_the_queries_of_one(shop, django_assert_num_queries):
    def look():
        month_figures(shop.producer, NOVEMBER)
        running_out(shop.producer)

    with on(5):
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 1))
        with django_assert_num_queries(18):
            look()
        for _more in range(3):
            mark_paid(actor=shop.as_.lan, order=order_of(shop, 1))
        with django_assert_num_queries(18):
            look()


@pytest.mark.slow
def test_excel_has_days_and_money_as_numbers_and_runs_no_name(shop):
    shop.product.name = "=HYPERLINK(1)"
    shop.product.save()
    bag = Offer.objects.get(pk=shop.bag.pk)
    with on(5):
        delivered(shop, 18, offer=bag)
        answer = page_of(shop, "?tep=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Từng tháng", "Đặt nhiều nhất", "Tem và đơn", "Sắp hết hàng"]
    months, best, _led, short = book.worksheets
    last = [cell.value for cell in list(months.iter_rows())[-1]]
    assert last == ["Tất cả", 1, 0, 480_000]
    assert best["A5"].value == short["A3"].value == "'=HYPERLINK(1)" and best["C5"].value == 450_000
    assert best["C5"].number_format == '0\\.000" đ"'
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("who", ["minh", "hoa", "thu"])
def test_only_the_producers_people_see_the_month(shop, who):
    assert page_of(shop, who=getattr(shop, who)).status_code == 404


@pytest.mark.parametrize("text", ["x", "2026-13", "2026", "2026-Q4", "0000-01", "99999-01", "٢٠٢٦-11"])
def test_an_invalid_month_is_not_found(shop, text):
    assert page_of(shop, f"?thang={text}").status_code == 404
