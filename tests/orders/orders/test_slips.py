"""The packing slip: a paper in the parcel that states the origin and can be scanned."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import timezone

from backend.common import qr
from orders.bank.enums import TransferState
from orders.models import BankFeed, Transfer
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, mark_paid
from orders.orders.papers import slip_pdf
from orders.orders.slips import lot_codes
from products.models import Product
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of
from tests.orders.test_cards_and_papers_api import text_of
from traceability.labels.actions.codes import code_for
from traceability.scans.origin.addresses import origin_path

pytestmark = pytest.mark.databases


@pytest.mark.slow
def test_the_slip_has_a_code_for_each_lot_that_leads_to_its_page(shop, client):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
    at = f"/ban-hang/don/{order.number}/phieu/"
    lan = client_of(shop.lan)
    unpacked, scan, waits = lan.get(at).text, "Quét mã này", "Chưa đóng gói."
    assert "slip__code" not in unpacked and scan not in unpacked and waits in unpacked
    printed = text_of(slip_pdf(order))
    assert scan not in printed and waits in printed
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    bare = lot_codes(order.lines.select_related("lot__product"))
    assert [each.address for each in bare] == [f"{settings.PUBLIC_ORIGIN}/products/man-hau/"]
    code_for(shop.product)
    address = settings.PUBLIC_ORIGIN + origin_path(shop.lot)
    page = lan.get(at).content.decode()
    printed = text_of(slip_pdf(order))
    assert scan in page and waits not in page and scan in printed and waits not in printed
    (drawn,) = re.findall(r'class="slip__code"[^>]*>(<svg.*?</svg>)', page, re.DOTALL)
    assert drawn == qr.svg(address) and "MAN-1" in page
    assert client.get(origin_path(shop.lot), HTTP_ACCEPT="text/html").status_code == 200
    assert client_of(shop.hoa).get(at).status_code == 404


def test_slip_shows_the_cash_due_after_a_partial_transfer(shop, client):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    feed = BankFeed.objects.create(producer=shop.producer)
    Transfer.objects.create(
        feed=feed, number=1, order=order, amount=50_000, made_at=timezone.now(), state=TransferState.PARTIAL
    )
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    assert "Khi nhận hàng bạn trả 80.000" in client.get(f"/don/{order.ref}/").text
    client.force_login(shop.lan)
    assert "Thu khi giao: 80.000" in client.get(f"/ban-hang/don/{order.number}/phieu/").text
    assert "Đã nhận tiền 80.000" in client.get(f"/ban-hang/don/{order.number}/").text


@pytest.mark.slow
def test_an_order_is_shown_by_the_name_it_was_ordered_under(shop, client):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    mark_paid(actor=shop.as_.lan, order=order)
    Product.objects.filter(pk=shop.product.pk).update(name="Đào Pháp")
    client.force_login(shop.lan)
    base = f"/ban-hang/don/{order.number}/"
    for address in (
        base,
        f"{base}phieu/",
        f"/don/{order.ref}/",
        f"/don/{order.ref}/bien-nhan/",
        f"/api/v1/orders/{order.number}/",
    ):
        page = client.get(address).content.decode()
        assert "Mận hậu Mộc Châu" in page and "Đào Pháp" not in page, address
    assert [each.name for each in lot_codes(order.lines.prefetch_related("packed__lot__product"))] == [
        "Mận hậu Mộc Châu"
    ]
