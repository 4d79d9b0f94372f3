"""A way of paying that only this file defines: an order works with it, and no other code compares the way."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from orders.errors import OrderError, PhoneUnproven, WrongState
from orders.models import Order, Shop
from orders.orders.actions.packing import pack_order
from orders.orders.actions.stalled_orders import follow_up_stalled_orders
from orders.orders.actions.steps import confirm_order, deliver_order, mark_paid, ship_order
from orders.payments import ways as folders
from orders.payments.ways import finding
from orders.payments.ways.base import Way
from orders.payments.ways.finding import found_ways, modules_of_ways, way_of
from tests.api import client_of
from tests.apps import ROOT
from tests.keyed import KeyedClient
from tests.orders.conftest import BUYER, order_of
from tests.orders.orders.test_pages import ways
from tests.orders.test_api import API, body, part

LABEL = "Đổi bằng thóc"
HOW = "Đem 13 kg thóc đến nhà văn hoá."


class Rice(Way):
    """Payment in rice, which the seller has to weigh before confirming; for shops that entered a note about it."""

    key = "rice"
    label = gettext_lazy(LABEL)
    rank = 5
    is_paid_first = True
    slip_words = "Đã hẹn trả bằng thóc."
    withdrawal_words = "Thóc đã cân thì chở về."
    buyer_panel = "rice/buyer.html"
    buyer_scripts = ("rice/scales.js",)
    seller_panel = "rice/seller.html"
    shop_panel = "rice/shop.html"

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        return "" if shop.holder == "LO THI LAN" and on_page else "Nơi này không lấy thóc."

    def check_confirmable(self, order: Order) -> None:
        if order.paid_at is None:
            raise WrongState("Chưa cân thóc.", code="rice_unweighed")

    def how_to_pay(self, order: Order) -> str:
        return HOW

    def paying(self, order: Order) -> int:
        return order.total // 10_000  # kg

    def waiting_words(self, order: Order) -> str:
        return "Chờ người mua chở thóc đến."

    def form_origins(self, order: Order) -> list[str]:
        return ["https://thoc.example.vn"]


# Its part of each page, in a folder of its own.
PANELS = {
    "rice/buyer.html": "<p>Chở {{ paying }} kg cho đơn {{ order.number }}, {{ page.still_to_pay }} đ</p>",
    "rice/seller.html": "<p>Cân thóc của đơn {{ order.number }}, đã có {{ page.net_paid }} đ</p>",
    "rice/shop.html": "<p>Đặt cân ở {{ producer.name }}</p>",
}


UNPROVEN = replace(BUYER, proven_phones=frozenset())


def way_with(*flags: str) -> Way:
    """Return a way with these attributes; all others are those of the plainest way."""
    named = {"key": "rice", "label": LABEL, "rank": 5}
    way: Way = type("Plain", (Way,), {**named, **dict.fromkeys(flags, True)})()
    return way


@contextmanager
def added_way(way: Way) -> Iterator[Way]:
    """Add a way of paying while the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(finding._ways(), way.key, way)
        yield way


@pytest.fixture
def rice(settings) -> Iterator[Way]:
    engine = settings.TEMPLATES[0]
    ours = engine["OPTIONS"]["loaders"]
    loaders = [("django.template.loaders.locmem.Loader", PANELS), *ours]
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]
    with added_way(Rice()) as way:
        yield way


def test_the_ways_are_found_by_their_place_in_the_order_that_buyers_see():
    assert [way.key for way in found_ways()] == ["transfer", "on_delivery", "card"]
    folders = {path.parent.name for path in (ROOT / "orders/payments/ways").glob("*/way.py")}
    assert folders == {"transfer", "cod", "card"}


def test_modules_of_a_new_way_are_found_in_its_folder(tmp_path, monkeypatch):
    (tmp_path / "rice").mkdir()
    (tmp_path / "rice/__init__.py").touch()
    (tmp_path / "rice/urls.py").write_text("urlpatterns = ['thóc']", "utf-8")
    before = modules_of_ways("urls")
    monkeypatch.setattr(folders, "__path__", [*folders.__path__, str(tmp_path)])
    added = [module for module in modules_of_ways("urls") if module not in before]
    for name in ("rice.urls", "rice"):
        monkeypatch.delitem(sys.modules, f"{folders.__name__}.{name}")
    monkeypatch.delattr(folders, "rice")
    assert [module.urlpatterns for module in added] == [["thóc"]]
    assert [module.__name__.split(".")[-2] for module in before] == ["card", "transfer"]


def test_only_the_ways_themselves_know_the_modules_of_cards():
    paths = (path for path in (ROOT / "orders").rglob("*.py") if "ways" not in path.parts)
    found = {path.relative_to(ROOT).as_posix() for path in paths if "ways.card" in path.read_text("utf-8")}
    # Django looks for commands in one folder.
    assert found == {"orders/management/commands/stripe_reconcile.py"}


@pytest.mark.slow
def test_an_order_goes_through_by_a_way_that_is_one_class(rice, client, shop: SimpleNamespace):
    lan = KeyedClient()
    lan.force_login(shop.lan)
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    assert LABEL in client.get("/gio-hang/").text
    paying = {f"payment-{shop.producer.pk}": "rice"}
    client.post("/gio-hang/dat/", ways(shop, **paying))
    order = Order.objects.get()
    order.full_clean(exclude=["purchase"])
    assert (order.payment, order.get_payment_display()) == ("rice", LABEL)

    # Until it is paid it requires nothing from the seller, who can't confirm it.
    page = client.get(f"/don/{order.ref}/").text
    assert HOW in page and LABEL in page
    assert "Trả bằng chuyển khoản" not in lan.get(f"/ban-hang/don/{order.number}/phieu/").text
    assert rice.slip_words in lan.get(f"/ban-hang/don/{order.number}/phieu/").text
    assert not Order.objects.waiting().exists() and not shop.lan.notices.exists()
    with pytest.raises(WrongState, match="Chưa cân thóc"):
        confirm_order(actor=shop.as_.lan, order=order)

    mark_paid(actor=shop.as_.lan, order=order)
    confirm_order(actor=shop.as_.lan, order=order)
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order, words="xe khách")
    deliver_order(actor=shop.as_.lan, order=order)
    order.refresh_from_db()
    assert (order.state, order.paid_amount) == ("delivered", order.total)
    assert LABEL in lan.get(f"/ban-hang/don/{order.number}/").text
    assert HOW not in client.get(f"/don/{order.ref}/").text
    data = client_of(shop.lan).get(f"/api/v1/orders/{order.number}/").json()
    assert data["payment"] == "rice"


def test_an_order_by_an_added_way_is_placed_over_the_api(rice, shop):
    placed = client_of().post(f"{API}/orders/", body(part(shop.bag, 4, payment="rice")), format="json")
    assert (placed.status_code, Order.objects.get().payment) == (201, "rice")
    refused = client_of().post(f"{API}/orders/", body(part(shop.bag, 4, payment="gold")), format="json")
    assert (refused.status_code, Order.objects.count()) == (400, 1)


@pytest.mark.slow
def test_an_added_way_shows_its_own_part_of_each_page(rice, client, shop):
    lan = KeyedClient()
    lan.force_login(shop.lan)
    order = order_of(shop, 4, payment="rice", buyer=replace(BUYER, account=shop.as_.minh))
    client.force_login(shop.minh)
    bought, sold = f"/don/{order.ref}/", f"/ban-hang/don/{order.number}/"

    page = client.get(bought)
    panel = f"<p>Chở {order.total // 10_000} kg cho đơn {order.number}, {order.total} đ</p>"
    assert page.text.count(panel) == 1 and "rice/scales.js" in page.text
    assert rice.withdrawal_words in page.text and "Người bán đã được báo" not in page.text
    assert "form-action 'self' https://thoc.example.vn" in page.headers["Content-Security-Policy"]
    page = lan.get(sold)
    assert f"<p>Cân thóc của đơn {order.number}, đã có 0 đ</p>" in page.text
    assert "Chờ người mua chở thóc đến." in page.text and "Nhận đơn" not in page.text
    assert f"<p>Đặt cân ở {shop.producer.name}</p>" in lan.get(f"/ban-hang/noi/{shop.producer.pk}/").text

    mark_paid(actor=shop.as_.lan, order=order)
    page = client.get(bought)
    assert "<p>Chở" not in page.text and "rice/scales.js" not in page.text
    assert "thoc.example.vn" not in page.headers["Content-Security-Policy"]
    page = lan.get(sold)
    assert f"<p>Cân thóc của đơn {order.number}, đã có {order.total} đ</p>" in page.text
    assert "Chờ người mua" not in page.text and "Nhận đơn" in page.text


def test_no_template_outside_the_ways_names_one_of_theirs():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "orders/templates").rglob("*.html")
        if "ways" not in path.parts and "payments/ways/" in path.read_text("utf-8")
    }
    assert found == set()


@pytest.mark.slow
def test_flags_of_an_added_way_decide_what_its_buyer_proves_and_holds(shop):
    """The number isn't verified: twenty bags are on sale, and unverified numbers may reserve half of them."""
    for flag, count in (("needs_proven_number", 1), ("limits_unproven", 11)):
        with added_way(way_with(flag)):
            with pytest.raises(PhoneUnproven):
                order_of(shop, count, payment="rice", buyer=UNPROVEN)
            order_of(shop, count, payment="rice")  # a proven number
            Order.objects.all().delete()
        with added_way(way_with()):
            order_of(shop, count, payment="rice", buyer=UNPROVEN)
            Order.objects.all().delete()
    foreign = replace(BUYER, phone="+33 6 12 34 56 78", proven_phones=frozenset())
    with added_way(way_with()), pytest.raises(OrderError) as refused:
        order_of(shop, payment="rice", buyer=foreign)
    assert refused.value.field == "phone"
    with added_way(way_with("takes_foreign_numbers")):
        assert order_of(shop, payment="rice", buyer=foreign).buyer_phone == "+33612345678"


@pytest.mark.slow
def test_flags_of_an_added_way_decide_what_its_order_waits_for(shop):
    with added_way(way_with("is_paid_before_sending")):
        first, second = (order_of(shop, payment="rice") for _time in range(2))
        for order in (first, second):
            confirm_order(actor=shop.as_.lan, order=order)
        pack_order(actor=shop.as_.lan, order=first, lots={first.lines.get().pk: shop.lot})
        with pytest.raises(WrongState) as refused:
            ship_order(actor=shop.as_.lan, order=first)
        assert refused.value.code == "order_unpaid"
        Order.objects.update(moved_at=timezone.now() - dt.timedelta(days=8))
        follow_up_stalled_orders()
        assert states() == ["packed", "cancelled"]
    with added_way(way_with("is_paid_at_handover")):
        order = order_of(shop, payment="rice")
        confirm_order(actor=shop.as_.lan, order=order)
        Order.objects.filter(pk=order.pk).update(moved_at=timezone.now() - dt.timedelta(days=8))
        follow_up_stalled_orders()
        assert states() == ["packed", "cancelled", "confirmed"]
        for one in (first, order):
            if one == order:
                pack_order(actor=shop.as_.lan, order=one, lots={one.lines.get().pk: shop.lot})
            ship_order(actor=shop.as_.lan, order=one)
            assert deliver_order(actor=shop.as_.lan, order=one).paid_amount == one.total


def states() -> list[str]:
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def test_a_way_is_neither_shown_nor_taken_where_it_refuses_the_shop(rice, client, shop):
    Shop.objects.update(holder="")
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    assert LABEL not in client.get("/gio-hang/").text
    with pytest.raises(OrderError, match="không lấy thóc") as refused:
        order_of(shop, payment="rice")
    assert refused.value.code == "payment_unknown" and not Order.objects.exists()


def test_a_way_is_gone_with_its_folder(shop):
    order = order_of(shop)
    with added_way(Rice()):
        pass
    order.payment = "rice"
    with pytest.raises(ValidationError, match="rice"):
        order.clean_fields(exclude=["purchase"])
    with pytest.raises(KeyError):
        way_of("rice")


def test_only_the_ways_themselves_compare_with_the_key_of_a_way():
    names_one = re.compile(r"\bPayment\.[A-Z]|payment\s*[!=]=|payment=Payment")
    paths = (path for path in (ROOT / "orders").rglob("*.py") if "migrations" not in path.parts)
    found = {path.relative_to(ROOT).as_posix() for path in paths if names_one.search(path.read_text("utf-8"))}
    assert {name for name in found if not name.startswith("orders/payments/ways/")} == set()
