"""The same tap a hundred times at once, over HTTP against two server processes: one order, one step, one answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from members.models import Notice, User
from orders.models import Order, OrderStep, Purchase
from orders.orders.actions.packing import pack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.steps import cancel_order, confirm_order, deliver_order, mark_paid, ship_order
from orders.orders.stock import stock_of
from tests.orders.conftest import make_shop, order_of
from tests.orders.phones import Answer, Phone, Program, at_once, new_key

pytestmark = [pytest.mark.crash, pytest.mark.everything]
TIMES = 100
THREADS = 16


def hundredfold(send: Callable[..., Answer], *args: object, key: str) -> Answer:
    """Send it a hundred times at once; return the answer that all of them got."""
    answers = Counter(at_once(lambda _n: send(*args, key=key), range(TIMES), THREADS))
    assert len(answers) == 1, answers
    (answer,) = answers
    assert answer.is_done, answer
    return answer


def checkout_form(shop, **more: str) -> dict[str, str]:
    number = shop.producer.pk
    return {
        "name": "Nguyễn Thu Hà",
        "phone": "0912345678",
        "unit": str(shop.far.pk),
        f"delivery-{number}": "ship",
        f"payment-{number}": "transfer",
        **more,
    }


def body(shop, count: int = 1) -> dict:
    line = {"offer": shop.bag.pk, "count": count}
    part = {"producer": shop.producer.pk, "delivery": "ship", "payment": "transfer", "lines": [line]}
    return {"name": "Nguyễn Thu Hà", "phone": "0912345678", "place": "Hà Nội", "parts": [part]}


def one_order(shop, *, count: int) -> Order:
    """Return the only order there is, notified and recorded once; `count` bags are gone."""
    order = Order.objects.get()
    assert Purchase.objects.get() == order.purchase
    assert [step.kind for step in order.steps.all()] == ["placed"]
    assert Entry.objects.filter(kind="order.placed").count() == 1
    assert Notice.objects.filter(kind="order.placed", user=shop.lan).count() == 1
    assert stock_of([shop.product.pk])[shop.product.pk].pieces(shop.bag) == 20 - count
    return order


def test_a_basket_sent_a_hundred_times_is_one_order(busy_project):
    shop = make_shop()
    phone, key = Phone(busy_project.url), new_key()
    phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "3"})
    answer = hundredfold(phone.send, "/gio-hang/dat/", checkout_form(shop), key=key)
    order = one_order(shop, count=3)
    assert answer.location == f"/mua/{order.purchase.ref}/"
    # The buyer orders the same again: another key, another order.
    phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "3"})
    again = phone.send("/gio-hang/dat/", checkout_form(shop))
    assert again.is_done and again.location != answer.location
    assert (Order.objects.count(), Purchase.objects.count()) == (2, 2)


def test_an_order_of_the_api_sent_a_hundred_times_is_one_and_other_keys_are_others(busy_project):
    shop = make_shop()
    buyer, key = Program(busy_project.url), new_key()
    answer = hundredfold(buyer.send, "orders/", body(shop, 3), key=key)
    order = one_order(shop, count=3)
    assert answer.body["orders"][0]["ref"] == str(order.ref)
    keys = [new_key() for _n in range(5)]
    answers = at_once(lambda key: buyer.send("orders/", body(shop), key=key), keys * 20, THREADS)
    refs = Counter(answer.body["orders"][0]["ref"] for answer in answers)
    assert sorted(refs.values()) == [20] * 5 and str(order.ref) not in refs
    assert {str(ref) for ref in Order.objects.values_list("ref", flat=True)} == {*refs, str(order.ref)}
    assert stock_of([shop.product.pk])[shop.product.pk].pieces(shop.bag) == 20 - 3 - 5


class Carrying:
    """Return orders one step before each step, made by the actions themselves."""

    def __init__(self, shop) -> None:
        self.shop, self.actor = shop, shop.as_.lan

    def placed(self) -> Order:
        return order_of(self.shop, 1)

    def confirmed(self) -> Order:
        return confirm_order(actor=self.actor, order=self.placed())

    def packed(self) -> Order:
        order = self.confirmed()
        return pack_order(actor=self.actor, order=order, lots={order.lines.get().pk: self.shop.lot})

    def shipped(self) -> Order:
        return ship_order(actor=self.actor, order=self.packed())

    def delivered(self) -> Order:
        return deliver_order(actor=self.actor, order=self.shipped())

    def owing(self) -> Order:
        """Cancelled after it was paid."""
        order = mark_paid(actor=self.actor, order=self.confirmed())
        return cancel_order(actor=self.actor, order=order, reason="Mưa đá")

    def overpaid(self) -> Order:
        """An order with a part removed after it was paid."""
        order = self.delivered()
        return_part(actor=self.actor, order=order, fee=10_000, reason="Đến muộn")
        return order


# Button, order, and the steps that it adds to the existing ones.
SELLER = [
    ("confirmed", "placed", {"confirmed"}),
    ("packed", "confirmed", {"packed"}),
    ("shipped", "packed", {"shipped"}),
    ("delivered", "shipped", {"delivered", "paid"}),
    ("paid", "confirmed", {"paid"}),
    ("cancelled", "confirmed", {"cancelled"}),
    ("returned", "delivered", {"returned"}),
    ("refunded", "owing", {"refunded"}),
]
# These are another step when they are tapped again with another key.
AGAIN = [
    ("part_back", "delivered", {"part_back"}),
    ("unpacked", "packed", {"unpacked"}),
    ("settled", "overpaid", {"settled"}),
]
BUYER = [("withdraw", "placed", {"cancelled"}), ("receive", "shipped", {"delivered"})]


def buyer_of(shop) -> User:
    """Return Minh, whose account has the number of the orders, which a guest would have to prove."""
    User.objects.filter(pk=shop.minh.pk).update(phone="+84912345678", phone_verified_at=timezone.now())
    return shop.minh


def page_of(shop, order: Order, kind: str) -> tuple[str, dict[str, str]]:
    """Return address and fields of the form behind a step's button."""
    base = f"/ban-hang/don/{order.number}/"
    if kind == "packed":
        return f"{base}dong-goi/", {f"lot-{order.lines.get().pk}": str(shop.lot.pk)}
    if kind == "shipped":
        return f"{base}giao/", {"words": "bưu điện EB1VN", "unpaid_ok": "on"}
    if kind in ("cancelled", "returned"):
        return f"{base}thoi/{kind}/", {"reason": "Mưa đá"}
    if kind == "part_back":
        return f"{base}bot/", {"fee": "10.000", "reason": "Đến muộn"}
    if kind in ("withdraw", "receive"):
        return f"/don/{order.ref}/{'huy' if kind == 'withdraw' else 'da-nhan'}/", {}
    return f"{base}buoc/{kind}/", {}


def call_of(shop, order: Order, kind: str) -> tuple[str, dict]:
    """Return address and body of a step at the API."""
    base = f"orders/{order.number}/"
    if kind == "packed":
        return f"{base}pack/", {"lines": [{"line": order.lines.get().pk, "lot": shop.lot.pk}]}
    if kind == "part_back":
        return f"{base}part-back/", {"fee": 10_000, "reason": "Đến muộn"}
    if kind in ("withdraw", "receive"):
        return f"orders/by-ref/{order.ref}/{kind}/", {}
    verb = {
        "confirmed": "confirm",
        "shipped": "ship",
        "delivered": "deliver",
        "returned": "return",
        "unpacked": "unpack",
    }
    reasons = {"reason": "Mưa đá"} if kind in ("cancelled", "returned") else {}
    if kind == "shipped":
        reasons = {"unpaid_ok": True}
    return f"{base}{verb.get(kind, 'cancel' if kind == 'cancelled' else kind)}/", reasons


@pytest.mark.parametrize("door", ["page", "api"])
def test_each_step_tapped_a_hundred_times_is_taken_once(busy_project, door):
    shop = make_shop()
    before = Carrying(shop)
    for kinds, user in ((SELLER, shop.lan), (BUYER, buyer_of(shop))):
        hand = (Phone if door == "page" else Program)(busy_project.url, user)
        for kind, state, makes in kinds:
            order, key = getattr(before, state)(), new_key()
            had = Counter(order.steps.values_list("kind", flat=True))
            address, fields = (page_of if door == "page" else call_of)(shop, order, kind)
            notice_count = Notice.objects.filter(user=shop.lan).count()
            hundredfold(hand.send, address, fields, key=key)
            assert Counter(order.steps.values_list("kind", flat=True)) == had + Counter(makes), kind
            # Once more by another person, with another key: the state is already reached.
            assert hand.send(address, fields).is_done, kind
            written = Entry.objects.filter(subject=f"order:{order.ref}").values_list("kind", flat=True)
            assert Counter(written) == Counter(f"order.{each}" for each in had + Counter(makes)), kind
            assert Notice.objects.filter(user=shop.lan).count() == notice_count + (kind == "withdraw"), kind
            assert IdempotencyKey.objects.filter(key=key).count() == 1
    assert OrderStep.objects.filter(by_buyer=True, kind__in=("cancelled", "delivered")).count() == 2
    assert stock_of([shop.product.pk])[shop.product.pk].pieces(shop.bag) == 20 - 7


def test_a_key_that_comes_back_with_other_words_is_refused_and_changes_nothing(busy_project):
    shop = make_shop()
    buyer, key = Program(busy_project.url), new_key()
    buyer.send("orders/", body(shop, 3), key=key)
    answers = at_once(lambda n: buyer.send("orders/", body(shop, 4 + n % 3), key=key), range(TIMES), THREADS)
    assert {answer.status for answer in answers} == {422}
    assert not re.search("Traceback", busy_project.log())
    one_order(shop, count=3)
