"""Buy again from a scan: only in the browser that ordered, the same amount, once, and what changed is said."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from members.middleware import SESSION_KEY
from orders.basket import bought, proofs
from orders.models import Offer, Order
from tests.keyed import KeyedClient
from tests.orders.orders.test_pages import ways
from traceability.models import Lot
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.leads import lead_of


@pytest.fixture
def guest(shop) -> KeyedClient:
    """A browser that ordered four bags without an account, and has an empty basket again."""
    client = KeyedClient()
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    assert client.post("/gio-hang/dat/", ways(shop)).status_code == 302
    assert "basket" not in client.session
    return client


@pytest.fixture
def again(shop) -> str:
    return reverse("orders:buy-again-from-scan", args=[lead_of(shop.lot.pk)])


def test_the_browser_that_ordered_gets_the_same_amount_with_one_tap(guest, shop, again):
    assert guest.cookies[bought.COOKIE].value == "1"
    assert "Đặt mua lại 4 × túi 500 g" in guest.get(again).content.decode()
    for _tap in range(2):
        assert guest.post(again).url == "/gio-hang/"
        assert guest.session["basket"] == {str(shop.bag.pk): 4}
    assert guest.session["led_by"] == {str(shop.bag.pk): shop.lot.pk}


def test_nobody_else_who_scans_the_label_learns_or_buys_anything(guest, shop, again):
    stranger = KeyedClient()
    shown = stranger.get(again)
    assert (shown.status_code, shown.content) == (204, b"")
    assert stranger.post(again).url == "/gio-hang/" and "basket" not in stranger.session
    # The next person at the same phone who signs in is somebody else, too.
    guest.force_login(shop.minh)
    assert guest.get(again).status_code == 204


def test_other_goods_and_a_forged_lead_offer_nothing(guest, shop):
    for lead in (lead_of(shop.fish_lot.pk), f"{shop.lot.pk}:forged", lead_of(10**9)):
        path = reverse("orders:buy-again-from-scan", args=[lead])
        assert guest.get(path).status_code == 204
        guest.post(path)
    assert "basket" not in guest.session


def test_a_changed_price_and_a_smaller_rest_are_said(guest, shop, again):
    Offer.objects.filter(pk=shop.bag.pk).update(price=27_000)
    page = guest.post(again, follow=True).content.decode()
    assert "Mận hậu Mộc Châu: giá nay 27.000 đ/túi 500 g, lần trước 25.000 đ/túi 500 g." in page
    Lot.objects.filter(pk=shop.lot.pk).update(quantity="3.5")  # 2 kg are held by the order
    page = guest.post(again, follow=True).content.decode()
    assert "Mận hậu Mộc Châu chỉ còn 3 phần." in page
    assert guest.session["basket"] == {str(shop.bag.pk): 3}


def test_goods_that_are_out_or_no_longer_sold_are_named_and_stay_out_of_the_basket(guest, shop, again):
    Lot.objects.filter(pk=shop.lot.pk).update(quantity=2)
    answer = guest.post(again, follow=True)
    assert answer.redirect_chain == [("/products/man-hau/", 302)]
    assert "Nay chưa đặt lại được: Mận hậu Mộc Châu." in answer.content.decode()
    Lot.objects.filter(pk=shop.lot.pk).update(quantity=10)
    Offer.objects.filter(pk=shop.bag.pk).update(is_open=False)
    assert "Nay chưa đặt lại được" in guest.post(again, follow=True).content.decode()
    assert "basket" not in guest.session


def test_a_seller_who_no_longer_delivers_there_is_named_in_the_basket(guest, shop, again):
    guest.post("/gio-hang/noi-giao/", {"unit": shop.far.pk, "commune": ""})
    shop.producer.shop.delivers_elsewhere = False
    shop.producer.shop.save()
    page = guest.post(again, follow=True).content.decode()
    assert "Vườn nhà Lan không giao đến Xã Quỳnh Nhai" in page and "disabled" in page


def test_a_recalled_lot_is_not_bought_again(guest, shop, again):
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="Có sâu")
    assert "Lô này đang bị thu hồi" in guest.post(again, follow=True).content.decode()
    assert "basket" not in guest.session


def test_a_closed_list_of_orders_is_forgotten_for_scans_too(guest, again):
    guest.post(reverse("orders:forget-numbers"))
    assert guest.get(again).status_code == 204


def test_what_a_buyer_proved_is_forgotten_when_an_officer_begins_to_help(shop):
    officer = KeyedClient()
    officer.force_login(shop.thu)
    session = officer.session
    session[proofs.KEY] = [["+84912345678", timezone.now().isoformat()]]
    session[bought.KEY] = [[1, str(shop.thu.ref)]]
    session.save()
    assert officer.post(reverse("members:start_helping", args=[shop.lan.pk])).status_code == 302
    assert officer.session[SESSION_KEY]
    assert proofs.KEY not in officer.session and bought.KEY not in officer.session
    assert not Order.objects.exists()
