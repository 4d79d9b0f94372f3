"""The amount to give back is the same whatever reported the money (bank, seller, cards) and in whatever order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Notice
from orders.bank.actions.transfers import (
    link_transfer,
    pay_several,
    reopen_transfer,
    return_transfer,
    several_of,
    unlink_transfer,
)
from orders.errors import OrderError, WrongState
from orders.figures.month import month_figures
from orders.figures.periods import this_month
from orders.models import Order, Transfer
from orders.orders.actions.overdue import follow_up_waiting_orders
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.settling import RecordedMoney, owed_back, reckon
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    give_difference_back,
    mark_paid,
    mark_refunded,
    withdraw_order,
)
from orders.own_data.orders import erase
from orders.payments.ways.card.actions.accounts import forget_closed_accounts
from orders.payments.ways.card.actions.payments import close_card_pages
from orders.payments.ways.card.actions.refunds import ask_refund, send_waiting_refunds
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund
from products.models import ProducerPerson
from tests.orders.bank.test_feed import bank_message, feed, prepaid, send, transfer_rows  # noqa: F401
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of
from tests.orders.payments.test_cards import account, by_card, opened, paid, peer  # noqa: F401
from tests.orders.payments.test_cards import send as send_event

pytestmark = pytest.mark.databases

PARTS = st.lists(st.integers(1, 60), min_size=1, max_size=4)
DEEDS = st.lists(st.sampled_from(["message", "hand", "lower", "over", "give", "give one"]), max_size=14)


# The speed of generating inputs is no failure.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parts=PARTS,
    more=st.lists(st.integers(1, 60), max_size=2),
    card=st.sampled_from([0, 0, 40]),
    deeds=DEEDS,
    data=st.data(),
)
def test_each_dong_is_asked_back_once_in_whatever_order_it_is_reported(parts, more, card, deeds, data):
    """The buyer paid `parts`, the price of the order, and `more` by mistake, all before any report."""
    came = [*parts, *more]
    real, known, gone = (
        sum(came) + card,
        RecordedMoney(costs=sum(parts), by_card=card, is_paid=card >= sum(parts)),
        0,
    )
    untold = data.draw(st.permutations(range(len(came))))
    rows: dict[int, list[int]] = {}

    def fresh(known: RecordedMoney) -> RecordedMoney:
        """Return the settlement after each report: the messages may have reported all of it."""
        known = replace(known, transfers=[tuple(rows[place]) for place in sorted(rows)])
        if not known.is_over and sum(came - gone for came, gone in known.transfers) >= known.costs:
            known = replace(known, is_paid=True)
        return known

    def give(known: RecordedMoney, ways: int) -> tuple[RecordedMoney, int]:
        reckoned, sent = reckon(known), 0
        for place, verdict in list(zip(sorted(rows), reckoned.verdicts, strict=True))[:ways]:
            rows[place][1] += verdict.back
            sent += verdict.back
        if ways > len(rows):
            sent += reckoned.by_hand + reckoned.by_card
            known = replace(
                known,
                given_back=known.given_back + reckoned.by_hand,
                by_card=known.by_card - reckoned.by_card,
            )
        return fresh(known), sent

    for deed in [*deeds, *["message"] * len(came), "give"]:
        if deed == "message" and untold:
            place = untold.pop()
            rows[place] = [came[place], 0]
        elif deed == "hand" and not known.is_paid and not known.is_over and real - gone - card >= known.costs:
            known = replace(known, is_paid=True, by_hand=known.costs + sum(row[1] for row in rows.values()))
        elif deed == "lower":
            known = replace(known, costs=known.costs - data.draw(st.integers(0, known.costs)))
        elif deed == "over":
            known = replace(known, is_over=True)
        known = fresh(known)
        if deed.startswith("give"):
            known, sent = give(known, len(rows) + 1 if deed == "give" else 1)
            gone += sent
        reckoned = reckon(known)
        assert (
            reckoned.owed
            == sum(verdict.back for verdict in reckoned.verdicts) + reckoned.by_card + reckoned.by_hand
        )
        assert (
            min(
                reckoned.net_paid,
                reckoned.owed,
                reckoned.by_card,
                reckoned.by_hand,
                *(v.back for v in reckoned.verdicts),
            )
            >= 0
        )
        # Never more than the amount paid above the price.
        costs = 0 if known.is_over else known.costs
        assert gone + reckoned.owed <= max(real - costs, 0)
    assert (gone, reckon(known).owed) == (max(real - costs, 0), 0)


def test_owed_money_is_split_over_transfers_then_card_then_cash():
    """Of an order of 80 đồng: the verdicts on its transfers, and the amounts kept, owed, owed to a card and owed by hand."""
    for known, verdicts, *amounts in (
        ({}, [], 0, 0, 0, 0),
        ({"is_paid": True, "by_hand": 80}, [], 80, 0, 0, 0),
        ({"is_over": True, "is_paid": True, "by_hand": 80}, [], 80, 80, 0, 80),
        ({"is_over": True, "by_hand": 80, "given_back": 80}, [], 0, 0, 0, 0),
        ({"is_over": True, "by_hand": 80, "given_back": 30}, [], 50, 50, 0, 50),
        ({"is_over": True, "shared": 80}, [], 80, 80, 0, 80),
        ({"shared": 100}, [], 100, 20, 0, 20),
        ({"is_over": True, "by_card": 80}, [], 80, 80, 80, 0),
        ({"by_card": 100}, [], 100, 20, 20, 0),
        ({"transfers": [(50, 0)]}, [("partial", 0)], 50, 0, 0, 0),
        ({"is_paid": True, "transfers": [(50, 0)]}, [("matched", 0)], 50, 0, 0, 0),
        ({"transfers": [(100, 0)]}, [("over", 20)], 100, 20, 0, 0),
        ({"transfers": [(100, 20)]}, [("matched", 0)], 80, 0, 0, 0),
        ({"is_over": True, "transfers": [(80, 0)]}, [("late", 80)], 80, 80, 0, 0),
        ({"is_over": True, "transfers": [(80, 80)]}, [("returned", 0)], 0, 0, 0, 0),
        ({"is_over": True, "given_back": 30, "transfers": [(80, 0)]}, [("late", 50)], 50, 50, 0, 0),
        ({"is_over": True, "given_back": 80, "transfers": [(80, 0)]}, [("returned", 0)], 0, 0, 0, 0),
        ({"given_back": 20, "transfers": [(100, 0)]}, [("matched", 0)], 80, 0, 0, 0),
        ({"given_back": 15, "transfers": [(100, 0)]}, [("over", 5)], 85, 5, 0, 0),
        (
            {"is_over": True, "given_back": 50, "transfers": [(30, 0), (40, 0)]},
            [("returned", 0), ("late", 20)],
            20,
            20,
            0,
            0,
        ),
        ({"transfers": [(80, 0), (80, 0)]}, [("matched", 0), ("doubled", 80)], 160, 80, 0, 0),
        ({"by_card": 40, "transfers": [(60, 0)]}, [("over", 20)], 100, 20, 0, 0),
        ({"shared": 40, "transfers": [(60, 0)]}, [("over", 20)], 100, 20, 0, 0),
        ({"by_card": 50, "by_hand": 50}, [], 100, 20, 20, 0),
        ({"is_over": True, "by_card": 20, "by_hand": 80}, [], 100, 100, 20, 80),
        ({"by_hand": 50, "shared": 30}, [], 80, 0, 0, 0),
        ({"by_card": 50, "shared": 30, "transfers": [(20, 0)]}, [("doubled", 20)], 100, 20, 0, 0),
        ({"given_back": 10}, [], 0, 0, 0, 0),
        (
            {"is_over": True, "is_paid": True, "by_hand": 130, "transfers": [(50, 0)]},
            [("late", 50)],
            130,
            130,
            0,
            80,
        ),
        ({"is_paid": True, "by_hand": 80, "transfers": [(80, 0)]}, [("matched", 0)], 80, 0, 0, 0),
        ({"is_paid": True, "by_hand": 50, "transfers": [(80, 0)]}, [("matched", 0)], 80, 0, 0, 0),
        (
            {"is_over": True, "by_hand": 60, "by_card": 30, "given_back": 40, "transfers": [(20, 5)]},
            [("late", 15)],
            45,
            45,
            30,
            0,
        ),
    ):
        reckoned = reckon(RecordedMoney(costs=80, **known))
        assert [(verdict.state, verdict.back) for verdict in reckoned.verdicts] == verdicts, known
        assert [reckoned.net_paid, reckoned.owed, reckoned.by_card, reckoned.by_hand] == amounts, known


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def owed(order: Order) -> int:
    return owed_back(fresh(order))


def packed(shop, order: Order) -> Order:
    return pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})


def one_back(shop, order: Order, count: int = 1) -> None:
    return_part(actor=shop.as_.lan, order=order, counts={order.lines.get().pk: count}, reason="dập")


def test_each_amount_owed_from_a_transfer_is_recorded_as_returned(client, shop, feed):  # noqa: F811
    order = prepaid(shop)
    send(client, feed, bank_message(order, transferAmount=140_000))
    row = return_transfer(actor=shop.as_.lan, transfer=Transfer.objects.get())
    packed(shop, order)
    for back in (35_000, 60_000):
        one_back(shop, order)
        assert owed(order) == 25_000
        for _again in range(2):
            row = return_transfer(actor=shop.as_.lan, transfer=row)
        assert (row.returned, row.back, row.state, owed(order)) == (back, 0, "matched", 0)
    one_back(shop, order)
    lan = client_of(shop.lan)
    lan.post(reverse("orders:handle-transfer", args=[row.pk, "da-tra"]))
    row.refresh_from_db()
    assert (row.returned, owed(order)) == (85_000, 0)


def test_lower_weight_after_repacking_is_returned_too(client, shop, feed):  # noqa: F811
    shop.bag.is_weighed = True
    shop.bag.save()
    order = prepaid(shop)
    send(client, feed, bank_message(order))
    line = order.lines.get()
    for weight, back in (("1.5", 25_000), ("1.2", 40_000)):
        pack_order(
            actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}, weighed={line.pk: Decimal(weight)}
        )
        row = return_transfer(actor=shop.as_.lan, transfer=Transfer.objects.get())
        assert (row.returned, row.back, owed(order)) == (back, 0, 0)
        unpack_order(actor=shop.as_.lan, order=order)


@pytest.mark.slow
def test_a_manual_refund_is_not_requested_again_when_the_bank_reports_it(client, shop, feed):  # noqa: F811
    over = mark_paid(actor=shop.as_.lan, order=prepaid(shop, 1))
    cancel_order(actor=shop.as_.lan, order=over, reason="mưa đá")
    mark_refunded(actor=shop.as_.lan, order=over)
    lighter = packed(shop, mark_paid(actor=shop.as_.lan, order=prepaid(shop)))
    one_back(shop, lighter)
    give_difference_back(actor=shop.as_.lan, order=lighter)
    send(client, feed, bank_message(over, transferAmount=55_000))
    send(client, feed, bank_message(lighter, transferAmount=130_000))
    assert (transfer_rows(over), owed(over)) == ([(55_000, "returned", 0)], 0)
    assert (transfer_rows(lighter), owed(lighter)) == ([(130_000, "matched", 0)], 0)
    assert not Transfer.objects.to_look_at().exists()
    for order in (over, lighter):
        assert "còn phải trả lại" not in client.get(reverse("orders:order", args=[order.ref])).text
    # A second one is other money.
    send(client, feed, bank_message(over, transferAmount=55_000))
    assert (transfer_rows(over)[1], owed(over)) == ((55_000, "late", 55_000), 55_000)


@pytest.mark.slow
def test_a_transfer_that_paid_several_orders_pays_no_other_and_goes_back_by_its_orders(client, shop, feed):  # noqa: F811
    first, second, third = prepaid(shop, 2), prepaid(shop, 3), prepaid(shop, 1)
    send(
        client,
        feed,
        bank_message(content=f"{first.number} {second.number}", transferAmount=first.total + second.total),
    )
    row = Transfer.objects.get()
    for _again in range(2):
        row = pay_several(actor=shop.as_.lan, transfer=row)
    assert (row.state, several_of(row), Transfer.objects.to_look_at().count()) == ("several", [], 0)
    lan = client_of(shop.lan)
    page = lan.get(reverse("orders:transfer", args=[row.pk])).text
    assert first.number in page and second.number in page and third.number not in page and "/noi/" not in page
    reopen_transfer(actor=shop.as_.lan, transfer=row)
    for act in (
        lambda: link_transfer(actor=shop.as_.lan, transfer=row, number=third.number),
        lambda: return_transfer(actor=shop.as_.lan, transfer=row),
    ):
        with pytest.raises(WrongState, match=first.number):
            act()
    row.refresh_from_db()
    assert (row.order, row.returned, fresh(third).paid_at, fresh(first).paid_at is not None) == (
        None,
        0,
        None,
        True,
    )
    # The same money isn't reported again: another report for one of them is a second payment.
    send(client, feed, bank_message(first))
    assert (transfer_rows(first), owed(first)) == ([(80_000, "doubled", 80_000)], 80_000)
    cancel_order(actor=shop.as_.lan, order=second, reason="mưa đá")
    assert owed(second) == second.total
    mark_refunded(actor=shop.as_.lan, order=second)
    assert (owed(second), fresh(second).refunded_at is not None) == (0, True)


def test_a_returned_transfer_is_not_taken_from_its_order(client, shop, feed):  # noqa: F811
    order = prepaid(shop)
    send(client, feed, bank_message(order, transferAmount=50_000))
    row = return_transfer(actor=shop.as_.lan, transfer=Transfer.objects.get())
    with pytest.raises(WrongState, match="đã ghi trả lại"):
        unlink_transfer(actor=shop.as_.lan, transfer=row)
    row.refresh_from_db()
    assert (row.order, row.state, Transfer.objects.to_look_at().count()) == (order, "returned", 0)
    # The seller has all of it now, besides the refunded amount.
    cancel_order(actor=shop.as_.lan, order=mark_paid(actor=shop.as_.lan, order=order), reason="mưa đá")
    assert owed(order) == 130_000


@pytest.mark.parametrize("way", ["hand", "bank"])
def test_a_card_order_paid_another_way_does_not_lapse(client, shop, account, feed, way):  # noqa: F811
    order, unpaid = by_card(shop), by_card(shop, 1)
    if way == "hand":
        mark_paid(actor=shop.as_.lan, order=order)
    else:
        send(client, feed, bank_message(order))
    for days in (1 / 24, 4):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True):
            follow_up_waiting_orders()
        assert (fresh(order).state, fresh(unpaid).state) == ("placed", "cancelled")
    page = client_of(shop.lan).get(reverse("orders:sale", args=[order.number])).text
    assert "Người mua đã trả 130.000" in page.replace("\xa0", " ") and "đơn tự huỷ" not in page


def test_lapsed_card_order_with_a_partial_transfer_names_the_owed_amount(client, shop, account, feed):  # noqa: F811
    order = by_card(shop)
    send(client, feed, bank_message(order, transferAmount=50_000))
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=True):
        follow_up_waiting_orders()
    order = fresh(order)
    assert (order.state, owed(order)) == ("cancelled", 50_000)
    assert "còn phải trả lại bạn 50.000" in order.steps.get(kind="cancelled").words.replace("\xa0", " ")
    assert any(
        "trả lại người mua 50.000" in str(n.title).replace("\xa0", " ")
        for n in Notice.objects.filter(user=shop.lan)
    )


def test_a_seller_is_notified_when_a_partly_paid_card_order_is_withdrawn(client, shop, account, feed):  # noqa: F811
    order, other = by_card(shop), by_card(shop)
    send(client, feed, bank_message(order, transferAmount=50_000))
    withdraw_order(order=fresh(order), proven_phones=[order.buyer_phone])
    withdraw_order(order=fresh(other), proven_phones=[other.buyer_phone])
    assert owed(fresh(order)) == 50_000
    [title] = [n.title for n in Notice.objects.filter(user=shop.lan) if "đã huỷ đơn" in str(n.title)]
    assert order.number in str(title)


@pytest.mark.slow
def test_a_card_order_paid_by_hand_owes_what_any_order_owes(client, shop, account, peer):  # noqa: F811
    order = by_card(shop)
    page = opened(order)
    past = timezone.now() - dt.timedelta(minutes=1)
    CardPayment.objects.update(state="expired", expires_at=past)
    order = confirm_order(actor=shop.as_.lan, order=mark_paid(actor=shop.as_.lan, order=order))
    packed(shop, order)
    one_back(shop, order, 2)
    assert owed(order) == 50_000
    at, lan = reverse("orders:sale", args=[order.number]), client_of(shop.lan)
    assert "Đã trả lại 50.000" in lan.get(at).text.replace("\xa0", " ")
    give_difference_back(actor=shop.as_.lan, order=order)
    assert owed(order) == 0
    # The card pays, too: its part is refunded by Stripe, and cash by the seller.
    send_event(client, account, peer, peer.pay(page.session))
    assert (CardRefund.objects.get().amount, owed(order)) == (130_000, 0)
    order = cancel_order(actor=shop.as_.lan, order=fresh(order), reason="mưa đá")
    assert owed(order) == 80_000
    with pytest.raises(WrongState):
        ask_refund(actor=shop.as_.lan, order=order)
    assert "Đã trả lại 80.000" in lan.get(at).text.replace("\xa0", " ")
    mark_refunded(actor=shop.as_.lan, order=order)
    assert owed(order) == 0


@pytest.mark.slow
def test_a_transfer_besides_a_card_payment_is_a_refund_due_on_every_page(client, shop, account, peer, feed):  # noqa: F811
    order = paid(client, account, peer, by_card(shop))
    send(client, feed, bank_message(order))
    assert (transfer_rows(order), owed(order)) == ([(130_000, "doubled", 130_000)], 130_000)
    page = client.get(reverse("orders:order", args=[order.ref])).text.replace("\xa0", " ")
    assert "Người bán còn phải trả lại bạn 130.000 đ" in page
    lan = client_of(shop.lan)
    sale_page = lan.get(reverse("orders:sale", args=[order.number]))
    sale = sale_page.context["page"]
    assert (sale.transfer_back, sale.hand_back, sale.card_back) == (130_000, 0, 0)
    with pytest.raises(WrongState):
        ask_refund(actor=shop.as_.lan, order=order)
    return_transfer(actor=shop.as_.lan, transfer=Transfer.objects.get())
    assert (owed(order), CardRefund.objects.count()) == (0, 0)


def test_no_money_is_owed_of_an_order_nobody_paid(shop):
    order = cancel_order(actor=shop.as_.lan, order=order_of(shop), reason="mưa đá")
    assert owed(order) == 0


@pytest.mark.slow
def test_money_on_its_way_to_a_card_finds_it_after_its_seller_is_erased(client, shop, account, peer):  # noqa: F811
    back, waiting, going = paid(client, account, peer, by_card(shop, 1)), by_card(shop, 1), by_card(shop, 1)
    page = opened(going)
    waiting = paid(client, account, peer, waiting)
    peer.is_away = True
    withdraw_order(order=back, proven_phones=[back.buyer_phone])
    erase(shop.minh)
    erase(shop.lan)
    peer.is_away = False
    key = CardAccount.objects.get()
    assert key.sealed_key and key.closed_at and forget_closed_accounts() == 0
    with pytest.raises(OrderError):
        by_card(shop)
    assert send_waiting_refunds() == 1
    # A buyer on the card page can still pay; that money and unclaimed money is refunded by the clock.
    assert send_event(client, account, peer, peer.pay(page.session)).status_code == 200
    assert fresh(going).paid_at is not None and forget_closed_accounts() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=True):
        close_card_pages()
        follow_up_waiting_orders()
        send_waiting_refunds()
    assert [row.state for row in CardRefund.objects.order_by("pk")] == ["succeeded"] * 3
    for order in (back, waiting, going):
        assert (fresh(order).state, owed(order), fresh(order).refunded_at is not None) == (
            "cancelled",
            0,
            True,
        )
    assert forget_closed_accounts() == 1
    assert (CardAccount.objects.get().sealed_key, CardAccount.objects.get().sealed_signing) == ("", "")


def test_erasure_page_names_how_long_the_stripe_keys_stay(shop, account):  # noqa: F811
    url = reverse("members:erase")
    assert "Khoá Stripe của nơi sản xuất" in client_of(shop.lan).get(url).text
    ProducerPerson.objects.create(producer=shop.producer, user=shop.minh)
    assert "Khoá Stripe" not in client_of(shop.lan).get(url).text


def test_best_products_leave_out_what_came_back(client, shop, feed):  # noqa: F811
    order = prepaid(shop)
    send(client, feed, bank_message(order))
    packed(shop, order)
    one_back(shop, order, 3)
    (best,) = month_figures(shop.producer, this_month()).best
    assert (best.money, best.words) == (25_000, "0,5 kg")
