"""Pages of orders, lots and goods on sale when goods are recalled."""

from __future__ import annotations

import pytest
from django.test import Client

from members.models import User
from orders.figures.running_out import running_out
from orders.models import Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order, return_order, ship_order
from tests.orders.conftest import order_of
from tests.traceability.scans.test_origin import make_run
from traceability.recalls.actions.recalls import end_recall, recall_lot

pytestmark = pytest.mark.databases

WHOLE, PART = (
    "Hàng trong đơn này đang bị thu hồi: lô MAN-1",
    "Một số gói của lô MAN-1 trong đơn này đang bị thu hồi",
)


@pytest.fixture
def sent(shop) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    return ship_order(actor=shop.as_.lan, order=order)


def page_of(order: Order, user: User | None = None) -> str:
    """The buyer's page, or with `user` the seller's."""
    client = Client()
    if user is None:
        return client.get(f"/don/{order.ref}/").text
    client.force_login(user)
    return client.get(f"/ban-hang/don/{order.number}/").text


@pytest.mark.slow
def test_both_sides_read_first_that_the_lot_is_called_back(shop, sent):
    assert "đang bị thu hồi" not in page_of(sent) and "đang bị thu hồi" not in page_of(sent, shop.lan)
    recall = recall_lot(
        actor=shop.as_.lan, lot=shop.lot, reason="Có mẻ bị mốc", advice="Đem trả", contact="Lan, 0987 000 111"
    )
    deliver_order(actor=shop.as_.lan, order=sent)
    bought, sold = page_of(sent), page_of(sent, shop.lan)
    for page in (bought, sold):
        assert WHOLE in page and "Có mẻ bị mốc" in page and "Đem trả" in page and "Lan, 0987 000 111" in page
        assert f'href="/thu-hoi/{recall.pk}/"' in page and PART not in page
        assert page.index(WHOLE) < page.index("details-list")
    assert "Xin đừng dùng hàng này." in bought and "Chị gọi ngay cho người mua." not in bought
    assert "Chị gọi ngay cho người mua." in sold
    end_recall(actor=shop.as_.thu, recall=recall, reason="đã gỡ")
    assert "đang bị thu hồi" not in page_of(sent) and "đang bị thu hồi" not in page_of(sent, shop.lan)


@pytest.mark.slow
def test_both_sides_are_led_to_the_labels_where_only_some_are_called_back(shop, sent):
    part = recall_lot(
        actor=shop.as_.lan, lot=shop.lot, run=make_run(shop.lot), first=1, last=2, reason="rách túi"
    )
    for page in (page_of(sent), page_of(sent, shop.lan)):
        assert PART in page and WHOLE not in page and f'href="/thu-hoi/{part.pk}/"' in page
    assert "Bạn xem mã tem trên từng gói." in page_of(sent)


@pytest.mark.slow
def test_unpacked_or_returned_order_shows_no_recall(shop, sent):
    waits = order_of(shop, 1)
    return_order(actor=shop.as_.lan, order=sent, reason="dập")
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    assert "đang bị thu hồi" not in page_of(waits) + page_of(sent) + page_of(sent, shop.lan)


@pytest.mark.slow
def test_pages_name_the_labels_and_why_the_lot_is_not_sold_where_only_some_are_called_back(shop):
    order_of(shop, 1)
    run = make_run(shop.lot)
    recall_lot(actor=shop.as_.lan, lot=shop.lot, run=run, first=1, last=3, reason="rách túi")
    client = Client()
    public = client.get("/products/man-hau/").text
    why = "một số tem của lô MAN-1 đang bị thu hồi, nên cả lô chưa bán được"
    assert "Đang hết hàng" in public and f"Chưa bán tiếp: {why}." in public
    client.force_login(shop.lan)
    page = client.get(f"/lo/{shop.lot.pk}/").text
    assert "Chỉ một số tem của lô này bị thu hồi" in page and f"Đợt {run.pk}, tem 1–3" in page
    assert "Thu hồi một số tem" in page and "Lô này đang bị thu hồi" not in page
    assert [row.words for row in running_out(shop.producer)] == [why]
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    page = client.get(f"/lo/{shop.lot.pk}/").text
    assert "Lô này đang bị thu hồi" in page and "Chỉ một số tem của lô này bị thu hồi" not in page
    assert [row.words for row in running_out(shop.producer)] == ["lô MAN-1 đang bị thu hồi"]
