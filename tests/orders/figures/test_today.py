"""The home of a seller: the road to the first order, and three figures once there is something to sell."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from members.acting import Actor
from members.notices.actions.milestones import undo_milestone
from members.notices.enums import MilestoneKind
from orders.figures.road import road_of
from orders.figures.today import today_of
from orders.models import Shop
from orders.orders.actions.steps import cancel_order, confirm_order, mark_paid
from orders.shops.enums import Payment
from products.models import Producer, Product
from products.share.actions import record_share
from tests.factories.members import OfficerFactory
from tests.keyed import KeyedClient
from tests.orders.conftest import order_of
from tests.traceability.scans.test_origin import make_run
from traceability.models import LabelPrint, Lot


def done(member) -> list[bool]:
    return [stitch.is_done for stitch in road_of(member)]


def following(member) -> list[str]:
    return [stitch.label for stitch in road_of(member) if stitch.is_next]


def test_the_road_of_a_new_member_begins_at_the_first_product(shop):
    road = road_of(shop.minh)
    assert [stitch.label for stitch in road] == [
        "Lên sàn",
        "Xác minh",
        "Giao đâu và phí",
        "Nhận tiền",
        "In tem và chia sẻ",
    ]
    assert [stitch.is_done for stitch in road] == [False] * 5
    assert [stitch.url for stitch in road] == ["/san-pham-cua-toi/moi/", "", "", "", ""]
    assert following(shop.minh) == ["Lên sàn"]


def test_each_stitch_of_the_road_is_computed_from_what_happened(shop):
    Product.objects.filter(producer=shop.producer).update(state="submitted")
    Producer.objects.filter(pk=shop.producer.pk).update(verified_at=None)
    Shop.objects.filter(producer=shop.producer).update(delivery_answered_at=None, bank="", account="")
    assert (done(shop.lan), following(shop.lan)) == ([False] * 5, ["Lên sàn"])
    Product.objects.filter(producer=shop.producer).update(state="listed")
    assert (done(shop.lan), following(shop.lan)) == ([True, False, False, False, False], ["Xác minh"])
    Producer.objects.filter(pk=shop.producer.pk).update(verified_at=timezone.now())
    assert following(shop.lan) == ["Giao đâu và phí"]
    Shop.objects.filter(producer=shop.producer).update(delivery_answered_at=timezone.now(), takes_cash=False)
    assert following(shop.lan) == ["Nhận tiền"]
    Shop.objects.filter(producer=shop.producer).update(takes_cash=True)
    assert (done(shop.lan), following(shop.lan)) == ([True, True, True, True, False], ["In tem và chia sẻ"])


@pytest.mark.slow
def test_the_last_stitch_is_done_once_labels_are_printed_and_goods_are_shared(shop):
    record_share(actor=shop.as_.lan, producer=shop.producer, product=shop.product)
    assert done(shop.lan)[-1] is False
    assert road_of(shop.lan)[-1].url == reverse("traceability:choose-lot")
    LabelPrint.objects.create(run=make_run(shop.lot), kind="first", first=1, last=2, by=shop.lan)
    assert (done(shop.lan), following(shop.lan)) == ([True] * 5, [])
    undo_milestone(user=shop.lan, kind=MilestoneKind.GOODS_SHARED, subject=f"product:{shop.product.pk}")
    assert done(shop.lan)[-1] is False
    assert road_of(shop.lan)[-1].url == reverse("orders:share", args=[shop.product.pk])


def test_goods_without_a_lot_need_no_labels_for_the_last_stitch(shop):
    Lot.objects.filter(product=shop.product).delete()
    assert done(shop.lan)[-1] is False
    record_share(actor=shop.as_.lan, producer=shop.producer)
    assert done(shop.lan)[-1] is True


@pytest.mark.slow
def test_every_stitch_leads_to_a_page_and_the_first_order_ends_the_road(shop):
    client = KeyedClient()
    client.force_login(shop.lan)
    page = client.get("/").text
    for stitch in road_of(shop.lan):
        assert f'href="{stitch.url}"' in page
        # 409: the page that says what a label of this product still needs.
        assert client.get(stitch.url, follow=True).status_code in (200, 409), stitch
    order_of(shop, 1)
    assert road_of(shop.lan) is None
    assert "Đường tới đơn đầu tiên" not in client.get("/").text


def test_an_officer_who_sells_nothing_has_no_road(db):
    assert road_of(OfficerFactory()) is None


@pytest.mark.slow
def test_three_figures_count_todays_orders_the_months_money_and_goods_in_stock(shop):
    assert today_of(shop.minh) is None
    before = today_of(shop.lan)
    assert (before.orders, before.money, before.in_stock, before.listed) == (0, 0, 1, before.listed)
    paid, cancelled = order_of(shop, 2, payment=Payment.TRANSFER), order_of(shop, 1)
    actor = Actor.of(shop.lan)
    confirm_order(actor=actor, order=paid)
    mark_paid(actor=actor, order=paid)
    cancel_order(actor=actor, order=cancelled, reason="Hết hàng")
    paid.refresh_from_db()
    now = today_of(shop.lan)
    assert (now.orders, now.money) == (1, paid.total)
    shop.lot.state = "closed"
    shop.lot.save()
    assert today_of(shop.lan).in_stock == 0
    client = KeyedClient()
    client.force_login(shop.lan)
    assert client.get("/").text.count('class="figures"') == 1
