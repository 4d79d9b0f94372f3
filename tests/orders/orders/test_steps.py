"""An order's way from placed to delivered, back, and what each step may not do."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from backend.ledger.models import Entry
from courses.learning.actions.learning import start_course
from courses.models import TaskState
from courses.practice.actions.tasks import exported_happenings
from courses.practice.enums import OutcomeKind
from members.models import Milestone, Notice
from members.notices.actions.milestones import record_milestone
from members.notices.enums import MilestoneKind
from members.notices.subjects import masked_subject
from members.own_data.records import rows_of
from orders.duties.actions import RetentionNotOver, forget_order
from orders.duties.gaps import gaps_on
from orders.errors import NotAllowed, OrderError, SoldOut, WrongState
from orders.models import BankFeed, Order, OrderStep, Transfer
from orders.orders.actions.overdue import follow_up_waiting_orders, forget_buyers
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    confirm_receipt,
    deliver_order,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
    withdraw_order,
)
from orders.orders.stock import lot_left, stock_of
from orders.shops.actions.shops import save_offer
from tests.factories.courses import task_course
from tests.factories.traceability import LotFactory
from tests.orders.conftest import BUYER, order_of
from traceability.models import Lot
from traceability.recalls.actions.recalls import recall_lot


def packed(shop, count: int = 4) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, count))
    return pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})


def left(shop) -> Decimal:
    return stock_of([shop.product.pk])[shop.product.pk].left("kg")


def test_each_step_of_an_order_is_stored_once(shop):
    order = packed(shop)
    ship_order(actor=shop.as_.lan, order=order, words="xe khách Hải Vân")
    deliver_order(actor=shop.thu_for_lan, order=order)
    for again in (
        lambda: confirm_order(actor=shop.as_.lan, order=order),
        lambda: ship_order(actor=shop.as_.lan, order=order, words="x"),
        lambda: deliver_order(actor=shop.as_.lan, order=order),
        lambda: pack_order(actor=shop.as_.lan, order=order, lots={}),
    ):
        again()
    order.refresh_from_db()
    assert (order.state, order.paid_at is not None, order.ended_at is not None) == ("delivered", True, True)
    steps = list(order.steps.values_list("kind", "by", "on_behalf_of", "words"))
    lan, thu = shop.lan.pk, shop.thu.pk
    assert steps == [
        ("placed", None, None, ""),
        ("confirmed", lan, None, ""),
        ("packed", lan, None, ""),
        ("shipped", lan, None, "xe khách Hải Vân"),
        ("delivered", thu, lan, ""),
        ("paid", thu, lan, ""),
    ]
    assert Entry.objects.filter(subject=f"order:{order.ref}").count() == 6
    assert order.lines.get().lot == shop.lot
    assert (lot_left(shop.lot), left(shop)) == (8, 8)


def test_cash_is_recorded_after_the_buyer_confirmed_delivery(shop):
    order = ship_order(actor=shop.as_.lan, order=packed(shop), words="")
    confirm_receipt(order=order)
    for _again in range(2):
        order = deliver_order(actor=shop.as_.lan, order=order)
    assert (order.state, order.paid_amount) == ("delivered", 130_000)
    assert list(order.steps.order_by("pk").values_list("kind", flat=True))[-2:] == ["delivered", "paid"]


@pytest.mark.slow
def test_lower_weight_lowers_the_price_and_higher_weight_does_not_raise_it(shop):
    for weight, amount in (("1.7", 153_000), ("2.3", 180_000)):
        order = confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish))
        line = order.lines.get()
        with pytest.raises(OrderError) as refused:
            pack_order(actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot})
        assert refused.value.field == f"weight-{line.pk}"
        pack_order(
            actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal(weight)}
        )
        order.refresh_from_db()
        line.refresh_from_db()
        assert (line.quantity, line.amount, order.total) == (Decimal(weight), amount, amount)
    assert lot_left(shop.fish_lot) == 46


def test_packing_asks_for_an_open_lot_of_the_product_with_enough_in_it(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    line = order.lines.get()
    small = LotFactory(product=shop.product, code="MAN-2", quantity=1)
    recalled = LotFactory(product=shop.product, code="MAN-3", quantity=9)
    recall_lot(actor=shop.as_.lan, lot=recalled, reason="mốc")
    for lots, code in (
        ({}, "lot_unknown"),
        ({line.pk: shop.fish_lot}, "lot_unknown"),
        ({line.pk: recalled}, "lot_unknown"),
        ({line.pk: small}, "lot_short"),
    ):
        with pytest.raises(OrderError) as refused:
            pack_order(actor=shop.as_.lan, order=order, lots=lots)
        assert (refused.value.code, refused.value.field) == (code, f"lot-{line.pk}")
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.state, line.lot, order.steps.count()) == ("confirmed", None, 2)


@pytest.mark.slow
def test_two_orders_are_not_packed_from_the_same_kilograms(shop):
    first, second = (confirm_order(actor=shop.as_.lan, order=order_of(shop, 10)) for _n in range(2))
    other = LotFactory(product=shop.product, code="MAN-2", quantity=10)
    pack_order(actor=shop.as_.lan, order=first, lots={first.lines.get().pk: shop.lot})
    pack_order(actor=shop.as_.lan, order=second, lots={second.lines.get().pk: shop.lot})
    third = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
    with pytest.raises(SoldOut, match="Lô MAN-1 chỉ còn 0 kg"):
        pack_order(actor=shop.as_.lan, order=third, lots={third.lines.get().pk: shop.lot})
    pack_order(actor=shop.as_.lan, order=third, lots={third.lines.get().pk: other})


def test_a_step_out_of_turn_is_refused_and_changes_nothing(shop):
    order = order_of(shop)
    line = order.lines.get()
    for act in (
        lambda: pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}),
        lambda: ship_order(actor=shop.as_.lan, order=order),
        lambda: deliver_order(actor=shop.as_.lan, order=order),
        lambda: return_order(actor=shop.as_.lan, order=order, reason="hỏng"),
        lambda: mark_refunded(actor=shop.as_.lan, order=order),
        lambda: confirm_receipt(order=order),
    ):
        with pytest.raises(WrongState):
            act()
    order.refresh_from_db()
    assert (order.state, order.paid_at, order.steps.count()) == ("placed", None, 1)


def test_only_the_producers_people_take_order_steps(shop):
    order = order_of(shop)
    for stranger in (shop.as_.minh, shop.as_.hoa, shop.as_.thu):
        for act in (confirm_order, mark_paid, ship_order, deliver_order):
            with pytest.raises(NotAllowed):
                act(actor=stranger, order=order)
        with pytest.raises(NotAllowed):
            cancel_order(actor=stranger, order=order, reason="x")
    assert OrderStep.objects.count() == 1
    assert list(Order.objects.visible_to(shop.hoa)) == list(Order.objects.visible_to(shop.thu)) == []
    assert list(Order.objects.visible_to(shop.lan)) == [order]


def test_a_cancelled_order_frees_its_goods_and_says_why(shop):
    order = order_of(shop, 20)
    assert left(shop) == 0
    with pytest.raises(OrderError):
        cancel_order(actor=shop.as_.lan, order=order, reason=" ")
    cancel_order(actor=shop.as_.lan, order=order, reason="Mưa đá")
    assert left(shop) == 10
    assert order.steps.get(kind="cancelled").words == "Mưa đá"
    with pytest.raises(WrongState):
        mark_paid(actor=shop.as_.lan, order=order)


def test_money_of_a_cancelled_order_is_given_back_once(shop):
    order = order_of(shop)
    mark_paid(actor=shop.as_.lan, order=order)
    mark_paid(actor=shop.as_.lan, order=order)
    withdraw_order(order=order, proven_phones=[order.buyer_phone])
    assert Notice.objects.filter(user=shop.lan, kind="order.withdrawn").count() == 1
    mark_refunded(actor=shop.as_.lan, order=order)
    mark_refunded(actor=shop.as_.lan, order=order)
    assert list(order.steps.values_list("kind", flat=True)) == ["placed", "paid", "cancelled", "refunded"]


def test_a_buyer_takes_an_order_back_until_it_is_packed(shop):
    order = packed(shop)
    with pytest.raises(WrongState, match="gọi cho nơi sản xuất"):
        withdraw_order(order=order, proven_phones=[order.buyer_phone])
    order.refresh_from_db()
    assert order.state == "packed"
    confirm_receipt(order=order)
    order.refresh_from_db()
    assert (order.state, order.paid_at, order.steps.get(kind="delivered").by_buyer) == (
        "delivered",
        None,
        True,
    )


def test_goods_that_came_back_are_not_for_sale_by_themselves(shop):
    order = packed(shop, 4)
    ship_order(actor=shop.as_.lan, order=order)
    return_order(actor=shop.as_.lan, order=order, reason="Dập hết")
    order.refresh_from_db()
    assert (order.state, lot_left(shop.lot)) == ("returned", 8)
    assert stock_of([shop.product.pk])[shop.product.pk].pieces(shop.bag) == 16


def test_a_buyers_own_order_is_the_producers_first_and_is_undone_with_it(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 1))
    row = Milestone.objects.get(kind="first_order")
    assert (row.user, row.subject, row.undone_at) == (shop.lan, f"order:{order.number}", None)
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết hàng")
    row.refresh_from_db()
    assert row.undone_at is not None


@pytest.mark.slow
def test_a_first_order_of_before_names_no_address_and_is_still_undone(shop):
    """The history of early milestones names the order's address, and none of its rows may change; the milestone itself doesn't."""
    enrolment = start_course(actor=shop.as_.lan, course=task_course(OutcomeKind.FIRST_ORDER))
    order = order_of(shop, 1)
    record_milestone(user=shop.lan, kind=MilestoneKind.FIRST_ORDER, subject=f"order:{order.ref}")
    masked = masked_subject(f"order:{order.ref}")
    Milestone.objects.update(subject=masked)
    TaskState.objects.update(subjects=[masked])
    assert {happening.subject for happening in exported_happenings()} == {masked}
    assert str(order.ref) not in export_text(shop.lan)
    confirm_order(actor=shop.as_.lan, order=order)
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết hàng")
    assert Milestone.objects.filter(undone_at=None).count() == 0
    assert TaskState.objects.get().done_at is None and not enrolment.steps_done.exists()


def export_text(user) -> str:
    return json.dumps({name: list(rows) for name, rows in rows_of(user).items()}, default=str)


def test_a_first_order_closes_the_practice_task_that_asks_for_one_and_its_cancelling_opens_it(shop):
    enrolment = start_course(actor=shop.as_.lan, course=task_course(OutcomeKind.FIRST_ORDER))
    order = order_of(shop, 1)

    def is_done() -> tuple[bool, bool]:
        return TaskState.objects.get().done_at is not None, enrolment.steps_done.exists()

    assert is_done() == (False, False)
    confirm_order(actor=shop.as_.lan, order=order)
    assert is_done() == (True, True)
    assert TaskState.objects.get().subjects == [f"order:{order.number}"]
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết hàng")
    assert is_done() == (False, False)


def test_sellers_own_orders_give_no_first_order_milestone(shop):
    number(shop.lan, "+84912345678")
    own_purchase = dataclasses.replace(
        BUYER, phone="0912 000 000", account=shop.as_.lan, proven_phones=frozenset({"+84912000000"})
    )
    orders = [
        order_of(shop, 1, actor=shop.as_.lan),  # by telephone, as the seller entered it
        order_of(shop, 1),  # with the seller's own number
        order_of(shop, 1, buyer=own_purchase),
    ]
    for order in orders:
        confirm_order(actor=shop.as_.lan, order=order)
    assert Milestone.objects.filter(kind="first_order").count() == 0
    number(shop.lan, "+84912000000")
    confirm_order(actor=shop.as_.lan, order=order_of(shop, 1))
    assert Milestone.objects.filter(kind="first_order").count() == 1


def number(user, phone: str) -> None:
    type(user).objects.filter(pk=user.pk).update(phone=phone, phone_verified_at=timezone.now())


def test_an_unanswered_order_causes_reminders_and_then_lapses(shop):
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        order = order_of(shop, 20)
        assert follow_up_waiting_orders() == 0
    with time_machine.travel("2026-11-20T20:00:00+07:00", tick=False):
        assert (follow_up_waiting_orders(), follow_up_waiting_orders()) == (1, 0)
    assert Notice.objects.filter(kind="order.reminded", user=shop.lan).count() == 1
    with time_machine.travel("2026-11-22T08:00:00+07:00", tick=False):
        assert (follow_up_waiting_orders(), follow_up_waiting_orders()) == (1, 0)
    order.refresh_from_db()
    assert (order.state, left(shop)) == ("cancelled", 10)
    step = order.steps.get(kind="cancelled")
    assert (step.by, step.by_buyer, step.words) == (None, False, "Nơi sản xuất chưa trả lời trong 48 giờ.")
    assert Notice.objects.filter(kind="order.lapsed", user=shop.lan).count() == 1


def test_an_accepted_order_does_not_lapse(shop):
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 20))
    with time_machine.travel("2026-11-24T08:00:00+07:00", tick=False):
        assert follow_up_waiting_orders() == 0
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_buyers_words_go_when_contracts_need_not_be_stored_any_more(shop):
    with time_machine.travel("2026-12-01T08:00:00+07:00", tick=False):
        old = order_of(shop, 1)
        cancel_order(actor=shop.as_.lan, order=old, reason="hết")
        endless = confirm_order(actor=shop.as_.lan, order=order_of(shop, 1))
        feed, day = BankFeed.objects.create(producer=shop.producer), timezone.now()
    of_none = Transfer.objects.create(feed=feed, number="1", amount=1000, made_at=day, content="Ha tra tien")
    # Five calendar years and no day less, at whatever hour the order ended.
    with time_machine.travel("2031-11-30T23:59:00+07:00", tick=False):
        recent = order_of(shop, 1)
        # Paid long before it ended: the payer's text is stored as long as the order's own text.
        paid = Transfer.objects.create(
            feed=feed, number="2", amount=1000, made_at=day, content="Ha tra", order=recent
        )
        assert forget_buyers() == 0
        with pytest.raises(RetentionNotOver):
            forget_order(endless, on=timezone.localdate())
    with time_machine.travel("2031-12-01T00:01:00+07:00", tick=False):
        assert (forget_buyers(), forget_buyers()) == (2, 0)
        # Data deleted by its term is no gap, also if the order was never ended.
        assert [gap for duty, gap in gaps_on(timezone.localdate()) if duty.id == "retention"] == []
    of_none.refresh_from_db()
    paid.refresh_from_db()
    assert (of_none.content, paid.content) == ("", "Ha tra")
    old.refresh_from_db()
    endless.refresh_from_db()
    # An order that was never ended: five years after its last step it names nobody either.
    assert (endless.state, endless.buyer_name, endless.buyer_phone) == ("confirmed", "", "")
    recent.refresh_from_db()
    assert (old.buyer_name, old.buyer_phone, old.buyer_place, old.buyer_landmark) == ("", "", "", "")
    assert recent.buyer_phone == "+84912345678"


def test_offer_counted_in_pieces_needs_whole_numbers(shop):
    Lot.objects.filter(pk=shop.lot.pk).update(unit="hu")
    fields = {"actor": shop.as_.lan, "product": shop.product, "label": "hũ", "unit": "hu", "price": 50_000}
    later = timezone.localdate() + timezone.timedelta(days=9)
    for amounts, field in (
        ({"content": Decimal("120.5")}, "content"),
        ({"content": Decimal(1), "ready_date": later, "promised": Decimal("0.5")}, "promised"),
    ):
        with pytest.raises(OrderError) as refused:
            save_offer(**fields, **amounts)
        assert (refused.value.field, refused.value.code) == (field, "pieces_whole")
    assert shop.product.offers.count() == 1
    assert save_offer(**fields, content=Decimal("12.000")).content == 12
