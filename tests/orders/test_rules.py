"""Who may do what to offers, orders, reviews and complaints: every kind of caller against every rule."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members.models import User
from orders.complaints import rules as complaints_rules
from orders.complaints.enums import ComplaintKind
from orders.exchanges import rules as exchanges_rules
from orders.models import Complaint, Order, Purchase
from orders.orders import rules as orders_rules
from orders.orders.enums import Channel, OrderState
from orders.reviews import rules as reviews_rules
from orders.shops import rules as shops_rules
from orders.shops.enums import Payment
from products.models import ProducerPerson
from tests.factories.members import OfficerFactory, StaffFactory

OWN = {"lan", "both", "own_staff"}
OVERSEE = {"thu", "both", "staff", "own_staff"}
JUDGE = {"thu", "staff"}


@pytest.fixture
def callers(shop):
    """Lan sells; `both` sells and is Lan's officer, `own_staff` sells and is staff."""
    found = {
        "visitor": AnonymousUser(),
        "minh": shop.minh,
        "hoa": shop.hoa,
        "lan": shop.lan,
        "thu": shop.thu,
        "both": OfficerFactory(branch=shop.branch),
        "staff": StaffFactory(),
        "own_staff": StaffFactory(),
    }
    for name in ("both", "own_staff"):
        ProducerPerson.objects.create(producer=shop.producer, user=found[name])
    return found


def test_each_rule_admits_exactly_the_listed_callers(shop, callers):
    producer, order = shop.producer, Order(producer=shop.producer)
    complaint = Complaint(producer=producer, kind=ComplaintKind.COMPLAINT)
    take_down = Complaint(producer=producer, kind=ComplaintKind.TAKE_DOWN)
    for number, (rule, admitted) in enumerate(
        (
            (lambda user: shops_rules.may_sell(user, producer), OWN | OVERSEE),
            (lambda user: shops_rules.may_set_account(user, producer), OWN),
            (lambda user: shops_rules.may_stop_sales(user, producer), {"staff"}),
            (lambda user: orders_rules.may_take_order(user, producer), OWN),
            (lambda user: orders_rules.may_handle(user, order), OWN),
            (lambda user: reviews_rules.may_hide_review(user, producer), JUDGE),
            (lambda user: complaints_rules.may_answer_complaint(user, complaint), OWN | OVERSEE),
            (lambda user: complaints_rules.may_answer_complaint(user, take_down), set()),
            (lambda user: complaints_rules.may_decide_take_down(user, take_down), JUDGE),
            (lambda user: complaints_rules.may_object(user, take_down), OWN),
            (exchanges_rules.may_keep_exchanges, OVERSEE),
        )
    ):
        answers = {name: rule(user) for name, user in callers.items()}
        assert {name for name, may in answers.items() if may} == admitted, number
        assert set(answers.values()) <= {True, False}, number


def test_an_order_counts_as_real_only_with_a_proven_number_or_a_paid_card_of_somebody_who_does_not_sell_it(
    shop,
):
    User.objects.filter(pk=shop.lan.pk).update(phone="+84912345671", phone_verified_at=timezone.now())
    buyer, seller = "+84912345678", "+84912345671"
    proven = {"phone_proven": True}
    card = {"payment": Payment.CARD, "paid_at": timezone.now()}
    for fields, is_real, may_prove in (
        ({}, False, True),
        (proven, True, False),
        (card, True, False),
        ({"payment": Payment.CARD}, False, True),
        ({"payment": Payment.TRANSFER, "paid_at": timezone.now()}, False, True),
        (proven | {"channel": Channel.TELEPHONE}, False, False),
        ({"channel": Channel.TELEPHONE}, False, False),
        (proven | {"purchase": Purchase(user=shop.lan)}, False, False),
        ({"purchase": Purchase(user=shop.lan)}, False, False),
        ({"purchase": Purchase(user=shop.minh)}, False, True),
        (proven | {"purchase": Purchase(user=shop.minh)}, True, False),
        (proven | {"buyer_phone": seller}, False, False),
        ({"buyer_phone": seller}, False, False),
        ({"buyer_phone": "+842123852852"}, False, False),
        ({"buyer_phone": ""}, False, False),
    ):
        given = {
            "channel": Channel.PAGE,
            "buyer_phone": buyer,
            "purchase": Purchase(),
            "payment": Payment.ON_DELIVERY,
        }
        order = Order(producer=shop.producer, state=OrderState.DELIVERED, **given | fields)
        found = (
            orders_rules.is_real(order),
            reviews_rules.may_review(order),
            orders_rules.may_prove_number(order),
        )
        assert found == (is_real, is_real, may_prove), fields
        for order.state in set(OrderState) - {OrderState.DELIVERED}:
            assert (reviews_rules.may_review(order), orders_rules.may_prove_number(order)) == (
                False,
                False,
            ), fields
