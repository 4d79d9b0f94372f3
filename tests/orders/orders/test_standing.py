"""Notices to buyers, and orders without progress."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.limits import SharedLimit
from backend.common.models import ShortLink
from backend.common.money import format_dong
from members.acting import Actor
from members.models import Milestone, Notice, NoticeDelivery
from members.notices import sms_limits
from orders.basket.actions.placing import place_orders
from orders.errors import NotAllowed, OrderError
from orders.models import BankFeed, Offer, Order, Transfer
from orders.orders import news
from orders.orders.actions.overdue import follow_up_waiting_orders
from orders.orders.actions.packing import pack_order
from orders.orders.actions.settling import owed_back
from orders.orders.actions.stalled_orders import follow_up_stalled_orders
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    confirm_receipt,
    deliver_order,
    mark_paid,
    mark_refunded,
    ship_order,
    withdraw_order,
)
from orders.orders.stock import lot_left
from orders.reviews.actions import write_review
from orders.shops.enums import Payment
from products.models import ProducerPerson
from tests.factories.shops import make_shop_row
from tests.factories.traceability import LotFactory
from tests.orders.conftest import BUYER, order_of, wish
from tests.traceability.scans.test_origin import make_run
from traceability.recalls.actions.recalls import recall_lot

UNPROVEN = dataclasses.replace(BUYER, proven_phones=frozenset())


def texts() -> list[str]:
    rows = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").order_by(
        "enqueued_at", "id"
    )
    return [row.args_kwargs["kwargs"]["text"] for row in rows]


def delivered(shop, **more) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, **more))
    pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot for line in order.lines.all()})
    ship_order(actor=shop.as_.lan, order=order, words="xe khách Hải Vân", unpaid_ok=True)
    return deliver_order(actor=shop.as_.lan, order=order)


def without_link(text: str) -> str:
    return text.removeprefix("Piêu: ").split(" http")[0]


def target_of(text: str) -> str:
    """The path to which the short link at the end of a text leads."""
    return ShortLink.objects.get(pk=text.rpartition("/t/")[2]).target


def test_a_guest_is_notified_of_steps_that_matter_and_of_a_recall(shop):
    order = delivered(shop)
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    messages, number = texts(), order.number
    assert [without_link(text) for text in messages] == [
        f"Bạn đã đặt đơn {number}, 130.000 đ. Xem đơn:",
        f"Đơn {number} đã gửi đi. Nơi chở: xe khách Hải Vân.",
        f"Hàng trong đơn {number} đang bị thu hồi (lô MAN-1): mốc.",
    ]
    assert {target_of(text) for text in messages} == {f"/don/{order.ref}/"}


def test_a_guest_is_asked_to_check_the_labels_if_some_of_the_lot_are_recalled(shop):
    order = delivered(shop)
    recall_lot(actor=shop.as_.lan, lot=shop.lot, run=make_run(shop.lot), first=1, last=2, reason="rách túi")
    message = f"Một số gói của lô MAN-1 trong đơn {order.number} đang bị thu hồi, xin xem mã tem: rách túi."
    assert without_link(texts()[-1]) == message


@pytest.mark.slow
def test_guest_gets_one_limited_text_with_the_address_of_the_purchase(shop, monkeypatch):
    wishes = {
        each.product.producer_id: wish({each: 1}, payment=Payment.ON_DELIVERY)
        for each in (shop.bag, shop.fish)
    }
    both = place_orders(buyer=BUYER, wishes=wishes)
    total = format_dong(sum(order.total for order in both.orders.all()))
    (text,) = texts()
    assert (without_link(text), target_of(text)) == (
        f"Bạn đã đặt 2 đơn, {total}. Xem đơn:",
        f"/mua/{both.ref}/",
    )
    # An order that its seller entered is reported at once; texts to a typed number are limited.
    order_of(shop, 1, actor=shop.as_.lan)
    assert "Người bán đã ghi đơn" in texts()[-1] and len(texts()) == 2
    for _n in range(6):
        order_of(shop, 1, buyer=UNPROVEN, payment=Payment.TRANSFER)
    assert [text.count("đã đặt") for text in texts()] == [1, 0, 1, 1, 1, 1]
    other = dataclasses.replace(UNPROVEN, phone="0912 345 679", network="10.0.0.0/24")
    monkeypatch.setattr(sms_limits, "_of_a_network", SharedLimit("n", 0, seconds=86400, step=1))
    order_of(shop, 1, buyer=other, payment=Payment.TRANSFER)
    assert len(texts()) == 6


def test_a_buyer_with_an_account_has_notices_instead(shop):
    order = delivered(shop, buyer=dataclasses.replace(BUYER, account=Actor.of(shop.hoa)))
    keys = (
        Notice.objects.filter(user=shop.hoa, key__contains=order.number)
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    assert list(keys) == ["order.confirmed", "order.shipped", "order.delivered"] and texts() == []


def test_texts_to_an_unproven_number_are_limited_except_for_a_recall(shop, monkeypatch):
    monkeypatch.setattr(news, "step_messages_a_day", SharedLimit(f"s {uuid4()}", 0, seconds=86400, step=1))
    order = delivered(shop, buyer=UNPROVEN, payment=Payment.TRANSFER)
    assert [text.count("đã đặt") for text in texts()] == [1]
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    assert len(texts()) == 2
    # It proves nothing either: no review, and no practice task.
    with pytest.raises(NotAllowed) as refused:
        write_review(line=order.lines.get(), stars=5)
    assert refused.value.code == "phone_unproven"
    assert not Milestone.objects.filter(kind="first_order").exists()


def test_a_seller_is_not_flooded_by_orders_that_nobody_answered(shop, settings):
    settings.SELLER_SMS_UNANSWERED_PER_DAY = 2
    person = shop.lan
    person.phone, person.phone_verified_at = "+84912345111", timezone.now()
    person.save()

    def reached(order: Order) -> int:
        """The order's notice is there in any case; return how many messages went out with it."""
        notice = Notice.objects.get(user=person, key=f"order:{order.number}:placed")
        return NoticeDelivery.objects.filter(notice=notice).count()

    first, *others = [order_of(shop, 1, buyer=UNPROVEN, payment=Payment.TRANSFER) for _n in range(4)]
    assert [reached(order) for order in (first, *others)] == [1, 1, 0, 0]
    withdraw_order(order=others[0], proven_phones=[others[0].buyer_phone])
    assert Notice.objects.filter(user=person, kind="order.withdrawn", deliveries__isnull=True).exists()
    assert reached(order_of(shop, 1)) == 1  # of a proven number
    for order in (first, *others[1:]):
        confirm_order(actor=shop.as_.lan, order=order)
    assert reached(order_of(shop, 1, buyer=UNPROVEN, payment=Payment.TRANSFER)) == 1


def test_who_uses_up_the_messages_of_strangers_silences_no_order_of_another(shop, monkeypatch):
    """An attacker orders with numbers of others: only the message at placing counts as a stranger's, and only it stops."""
    strangers = SharedLimit(f"m {uuid4()}", 2, seconds=3600, step=1)
    monkeypatch.setattr(sms_limits, "_by_strangers", strangers)
    guest = order_of(shop, 1, buyer=UNPROVEN, payment=Payment.TRANSFER)
    for number in ("0912 345 601", "0912 345 602", "0912 345 603"):
        other = dataclasses.replace(UNPROVEN, phone=number)
        order_of(shop, 1, buyer=other, payment=Payment.TRANSFER)
    assert [text.count("đã đặt") for text in texts()] == [1, 1]
    confirm_order(actor=shop.as_.lan, order=guest)
    assert "Mời bạn chuyển" in texts()[-1] and len(texts()) == 3


def test_a_seller_cannot_flood_a_number_with_orders_that_a_friend_placed(shop):
    for _n in range(14):
        order = order_of(shop, 1, buyer=UNPROVEN, payment=Payment.TRANSFER)
        confirm_order(actor=shop.as_.lan, order=order)
    assert len(texts()) == 5 + 10  # of placing, and of steps


def test_a_number_from_abroad_will_do_where_a_card_pays(shop, settings):
    from_abroad = dataclasses.replace(UNPROVEN, phone="+33 6 12 34 56 78")
    with pytest.raises(OrderError) as refused:
        order_of(shop, buyer=from_abroad, payment=Payment.TRANSFER)
    assert (refused.value.field, refused.value.code) == ("phone", "phone_foreign")
    for number, code in (
        ("+33 6", "phone_unknown"),
        ("0912", "phone_unknown"),
        ("+33 6 12 34 56 78", "payment_unknown"),
    ):
        with pytest.raises(OrderError) as refused:
            order_of(shop, buyer=dataclasses.replace(UNPROVEN, phone=number), payment=Payment.CARD)
        assert refused.value.code == code


def taken(shop, **more) -> Order:
    return confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, **more))


def packed(shop, **more) -> Order:
    order = taken(shop, **more)
    return pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})


def shipped(shop) -> Order:
    return ship_order(actor=shop.as_.lan, order=packed(shop), words="")


def weighed(shop, *, is_packed: bool = True) -> Order:
    """An order by transfer for goods that are weighed at packing."""
    make_shop_row(shop.other_product.producer, bank="970418", account="555")
    order = confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish, payment=Payment.TRANSFER))
    if is_packed:
        line = order.lines.get()
        pack_order(
            actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal("1.5")}
        )
    return order


STILL = [
    ("unpaid", lambda shop: taken(shop, payment=Payment.TRANSFER), {2, 5, 7}),
    ("to be weighed before it is paid", lambda shop: weighed(shop, is_packed=False), {3, 7}),
    ("weighed and unpaid", lambda shop: weighed(shop), {2, 5, 7}),
    ("unpacked", taken, {3, 7}),
    ("paid", lambda shop: mark_paid(actor=shop.as_.lan, order=taken(shop, payment=Payment.TRANSFER)), {3, 7, 14}),
    ("unsent", packed, {3, 7}),
    ("on its way", shipped, {7, 14}),
    ("delivered", delivered, set()),
    ("delivered unpaid", lambda shop: delivered(shop, payment=Payment.TRANSFER), {1, 3, 7}),
    ("delivered as its buyer said", lambda shop: confirm_receipt(order=shipped(shop)), {1, 3, 7}),
    (
        "owed",
        lambda shop: cancel_order(
            actor=shop.as_.lan, order=mark_paid(actor=shop.as_.lan, order=taken(shop, payment=Payment.TRANSFER)), reason="mưa"
        ),
        {3, 7, 14},
    ),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "days"), STILL, ids=[row[0] for row in STILL])
def test_a_stalled_order_causes_reminders_on_its_days(shop, name, make, days):
    order, now = make(shop), timezone.now()
    reminders = set()
    # The quick run checks days 1 and 16, the days of reminders, and the day before each.
    quick = {1, 16, *days, *(day - 1 for day in days)} - {0}
    for day in range(1, 17) if os.environ.get("CI") else sorted(quick):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            if follow_up_stalled_orders():
                reminders.add(day)
                assert follow_up_stalled_orders() == 0
    assert reminders == days
    order.refresh_from_db()
    assert (order.state == "cancelled") == (name in ("unpaid", "weighed and unpaid", "owed"))
    if name == "owed":
        mark_refunded(actor=shop.as_.lan, order=order)
    if name == "unpaid":
        assert order.steps.get(kind="cancelled").words == "Không có tiền về trong 7 ngày sau khi nhận đơn."
        assert "đã huỷ. Lý do: Không có tiền về" in texts()[-1]


def test_a_partly_paid_order_or_a_pre_order_does_not_lapse(shop):
    order = taken(shop, payment=Payment.TRANSFER)
    order.lines.update(ready_date=timezone.localdate() + dt.timedelta(days=30), is_preorder=True)
    with time_machine.travel(timezone.now() + dt.timedelta(days=20), tick=False):
        assert follow_up_stalled_orders() == 0
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_unrefunded_money_of_a_departed_seller_is_reported_to_officers_and_the_buyer(shop):
    order = STILL[-1][1](shop)
    ProducerPerson.objects.filter(producer=shop.producer).update(until=timezone.now())
    now = timezone.now()
    for day in (3, 4, 7):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
    words = f"Đơn {order.number}: người bán đã rời Piêu mà còn phải trả lại tiền cho người mua"
    assert [each.title for each in Notice.objects.filter(user=shop.thu, kind="order.owed")] == [words] * 2
    assert not Notice.objects.filter(kind__startswith="order.still", user=shop.lan).exists()
    left = [text for text in texts() if "đã rời Piêu, chưa trả lại tiền. Bạn khiếu nại ở trang đơn" in text]
    assert len(left) == 2


@pytest.mark.slow
def test_nobody_waits_behind_orders_that_nothing_is_done_with(shop, monkeypatch):
    monkeypatch.setattr("orders.orders.actions.stalled_orders.PAGE", 1)
    for _n in range(2):
        early = taken(shop, payment=Payment.TRANSFER)
        early.lines.update(ready_date=timezone.localdate() + dt.timedelta(days=90), is_preorder=True)
    order = taken(shop, payment=Payment.TRANSFER)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2, minutes=1), tick=False):
        assert follow_up_stalled_orders() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1), tick=False):
        assert follow_up_stalled_orders() == 2
    order.refresh_from_db()
    early.refresh_from_db()
    assert (order.state, early.state) == ("cancelled", "confirmed")


@pytest.mark.slow
def test_weighed_order_waits_for_packing_and_then_seven_days_for_payment(shop):
    order, now = weighed(shop, is_packed=False), timezone.now()
    for day in (4, 9):
        with time_machine.travel(now + dt.timedelta(days=day), tick=False):
            follow_up_stalled_orders()
            order.refresh_from_db()
            assert order.state == "confirmed" and not any("chưa thấy tiền" in text for text in texts())
    notices = Notice.objects.filter(user=shop.hoa, key__contains=f"{order.number}:still").values_list(
        "title", flat=True
    )
    assert [title.partition("chị ")[2] for title in notices] == ["đã nhận mà chưa đóng gói"] * 2
    with time_machine.travel(now + dt.timedelta(days=10), tick=False):
        line = order.lines.get()
        pack_order(
            actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal("1.5")}
        )
    for day, state in ((13, "packed"), (16, "packed"), (17, "cancelled")):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
            order.refresh_from_db()
            assert order.state == state
    assert sum("chưa thấy tiền về" in text for text in texts()) == 2
    assert order.steps.get(kind="cancelled").words == "Không có tiền về trong 7 ngày sau khi cân và đóng gói."
    assert lot_left(shop.fish_lot) == 50


@pytest.mark.slow
def test_a_paid_order_that_nobody_takes_does_not_lapse_and_its_officer_sees_it(shop, client):
    order, now = order_of(shop, 4, payment=Payment.TRANSFER), timezone.now()
    order = mark_paid(actor=shop.as_.lan, order=order)
    for day in (1, 2, 3):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_waiting_orders()
            follow_up_stalled_orders()
    order.refresh_from_db()
    assert order.state == "placed"
    notices = {
        who: list(
            Notice.objects.filter(user=who, title__contains="đã trả 130.000")
            .order_by("pk")
            .values_list("kind", flat=True)
        )
        for who in (shop.lan, shop.thu)
    }
    paid, unanswered = (
        [f"order.still:paid, not taken:{day}" for day in (1, 2, 3)],
        ["order.paid_unanswered"] * 2,
    )
    assert notices == {shop.lan: paid, shop.thu: unanswered}
    assert "Đơn không tự huỷ" in client.get(f"/don/{order.ref}/").text
    client.force_login(shop.lan)
    assert "đơn tự huỷ" not in client.get(f"/ban-hang/don/{order.number}/").text


@pytest.mark.slow
def test_an_order_that_a_part_was_paid_of_lapses_and_names_the_part(shop):
    order, now = order_of(shop, 4, payment=Payment.TRANSFER), timezone.now()
    feed = BankFeed.objects.create(producer=shop.producer)
    Transfer.objects.create(feed=feed, number=1, order=order, amount=50_000, made_at=now, state="partial")
    with time_machine.travel(now + dt.timedelta(hours=49), tick=False):
        follow_up_waiting_orders()
    order.refresh_from_db()
    words = order.steps.get(kind="cancelled").words.replace("\xa0", " ")
    assert (order.state, words) == (
        "cancelled",
        "Nơi sản xuất chưa trả lời trong 48 giờ, và còn phải trả lại bạn 50.000 đ.",
    )
    notice = Notice.objects.get(user=shop.lan, kind="order.lapsed").title
    assert "chị trả lại người mua 50.000" in notice and owed_back(order) == 50_000
    # It isn't forgotten: reminders go out as for any order with a refund due, and the officer is notified after three weeks.
    for day in (2, 3, 21):
        with time_machine.travel(now + dt.timedelta(hours=50, days=day), tick=False):
            follow_up_stalled_orders()
    assert {row.kind for row in Notice.objects.filter(user=shop.lan, kind__startswith="order.still")} == {
        "order.still:owed:3", "order.still:owed:21",
    }  # fmt: skip
    assert officer_notices(shop, order) == ["owed:21"]


def officer_notices(shop, order: Order) -> list[str]:
    rows = (
        Notice.objects.filter(user=shop.thu, key__contains=f"{order.number}:still")
        .exclude(key__endswith=":help")
        .order_by("pk")
    )
    return [key.rpartition("still:")[2] for key in rows.values_list("key", flat=True)]


@pytest.mark.slow
def test_a_paid_order_rings_every_week_with_its_officers_until_it_is_delivered(shop):
    order, now = (
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 4, payment=Payment.TRANSFER)),
        timezone.now(),
    )
    for day in (29, 36, 37, 44, 400):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
            follow_up_stalled_orders()
    assert officer_notices(shop, order) == [f"paid, not taken:{day}" for day in (29, 30, 37, 44, 394)]
    later = now + dt.timedelta(days=401)
    with time_machine.travel(later, tick=False):
        order = confirm_order(actor=shop.as_.lan, order=order)
    for day in (13, 14, 21):
        with time_machine.travel(later + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
    assert officer_notices(shop, order)[5:] == ["paid, not sent:14", "paid, not sent:21"]
    with time_machine.travel(later + dt.timedelta(days=22), tick=False):
        order = pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
        deliver_order(actor=shop.as_.lan, order=order)
    with time_machine.travel(later + dt.timedelta(days=99), tick=False):
        follow_up_stalled_orders()
    assert len(officer_notices(shop, order)) == 7


@pytest.mark.slow
def test_owed_money_of_a_cancelled_order_is_reminded_until_returned(shop):
    order, now = (
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 4, payment=Payment.TRANSFER)),
        timezone.now(),
    )
    cancel_order(actor=shop.as_.lan, order=order, reason="Mưa đá")
    for day in (14, 21, 28):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
    assert officer_notices(shop, order) == ["owed:21", "owed:28"]
    mark_refunded(actor=shop.as_.lan, order=order)
    with time_machine.travel(now + dt.timedelta(days=60), tick=False):
        follow_up_stalled_orders()
    assert len(officer_notices(shop, order)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("is_weighed", [True, False])
def test_an_unpaid_pre_order_notifies_both_sides_and_remains(shop, is_weighed):
    harvest = timezone.localdate() + dt.timedelta(days=30)
    offer = Offer.objects.create(
        product=shop.product, label="kg", content=1, unit="kg", price=40_000, is_weighed=is_weighed, ready_date=harvest, promised=20
    )  # fmt: skip
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, offer, payment=Payment.TRANSFER))
    now = timezone.now() + dt.timedelta(days=30)
    if is_weighed:
        with time_machine.travel(now, tick=False):
            lot, line = LotFactory(product=shop.product, code="H", quantity=20), order.lines.get()
            pack_order(actor=shop.as_.lan, order=order, lots={line.pk: lot}, weighed={line.pk: Decimal(4)})
    for day in (2, 5, 10, 20):
        with time_machine.travel(now + dt.timedelta(days=day, minutes=1), tick=False):
            follow_up_stalled_orders()
    notices = Notice.objects.filter(user=shop.lan, title__contains="chưa thấy tiền về. Chị hỏi người mua")
    assert notices.count() == 3
    assert sum("người bán chưa thấy tiền về" in text for text in texts()) == 2
    assert not any("tự huỷ" in text for text in texts())
    order.refresh_from_db()
    assert order.state == ("packed" if is_weighed else "confirmed")
