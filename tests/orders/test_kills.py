"""Server processes are killed (kill -9) at every statement of every step, and at random under traffic, workers too."""

from __future__ import annotations

import http.client
from collections import Counter

import pytest
from django_tasks_db.models import DBTaskResult

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry, Pending
from members.models import Milestone, MilestoneEvent, Notice, NoticeDelivery
from orders.models import (
    Order,
    OrderLine,
    OrderStep,
    PackedLot,
    PartReturn,
    Purchase,
    ReturnedLine,
    Review,
    Transfer,
)
from orders.payments.ways.card.models import CardEvent, CardPayment, CardRefund
from tests.live import eventually
from tests.orders.conftest import make_shop
from tests.orders.orders.test_hundredfold import (
    AGAIN,
    BUYER,
    SELLER,
    Carrying,
    body,
    buyer_of,
    call_of,
    checkout_form,
    page_of,
)
from tests.orders.phones import Answer, Phone, Program, new_key
from tests.orders.whole import orders_are_whole

pytestmark = pytest.mark.crash
KEPT = (
    Purchase,
    Order,
    OrderLine,
    OrderStep,
    Entry,
    Pending,
    Notice,
    NoticeDelivery,
    Milestone,
    MilestoneEvent,
    DBTaskResult,
    IdempotencyKey,
    PackedLot,
    PartReturn,
    ReturnedLine,
    Review,
    Transfer,
    CardPayment,
    CardEvent,
    CardRefund,
)


def stored_rows() -> list:
    # Notices are sent meanwhile: only the existence of their tasks counts.
    fields = {DBTaskResult: ("id", "task_path", "args_kwargs")}
    return [list(model._default_manager.order_by("pk").values(*fields.get(model, ()))) for model in KEPT]


def tried(send, *arguments, **more) -> Answer | None:
    """Return None if the connection broke."""
    try:
        return send(*arguments, **more)
    except (OSError, http.client.HTTPException):
        return None


def insisted(send, *arguments, key: str) -> Answer:
    """Send it again with the same key until it is answered, as the outbox does."""

    def once() -> Answer | None:
        return tried(send, *arguments, key=key)

    return eventually(once, until=lambda answer: answer is not None and answer.is_done)


def killed_at_every_statement(send, *arguments, commits: int = 1) -> Answer:
    """Send it again and again, the process dying one statement later each time; nothing is left of it until all of it is.

    `commits`: so many transactions, each of them whole or not there. The answer at last, to the same key."""
    key = new_key()
    for _transaction in range(commits):
        before, at = stored_rows(), 0
        now = before
        while now == before:
            at += 1
            assert at < 200
            assert tried(send, *arguments, key=key, **{"X-Die-At": str(at)}) is None
            now = stored_rows()
        assert at > 5
    answer = insisted(send, *arguments, key=key)
    assert stored_rows() == now
    return answer


@pytest.mark.parametrize("door", ["page", "api"])
def test_order_is_placed_once_when_its_process_is_killed_at_every_statement(mortal_project, door):
    shop = make_shop()
    if door == "api":
        answer = killed_at_every_statement(Program(mortal_project.url).send, "orders/", body(shop))
        refs = [order["ref"] for order in answer.body["orders"]]
    else:
        phone = Phone(mortal_project.url)
        phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
        answer = killed_at_every_statement(phone.send, "/gio-hang/dat/", checkout_form(shop))
        assert answer.location == f"/mua/{Purchase.objects.get().ref}/"
        refs = [str(Order.objects.get().ref)]
    assert [str(order.ref) for order in Order.objects.all()] == refs
    orders_are_whole(shop)


# Alternately on page and API: both call the same action.
STEPS = [
    pytest.param(("page", "api")[place % 2], *row, id=row[0])
    for place, row in enumerate([(*row, "lan") for row in SELLER] + [(*row, "") for row in BUYER])
]
STEPS += [pytest.param("page", *row, "lan", id=row[0]) for row in AGAIN]


@pytest.mark.parametrize(("door", "kind", "state", "makes", "who"), STEPS)
def test_step_is_taken_once_when_its_process_is_killed_at_every_statement(
    mortal_project, door, kind, state, makes, who
):
    shop = make_shop()
    order = getattr(Carrying(shop), state)()
    had = Counter(order.steps.values_list("kind", flat=True))
    user = getattr(shop, who) if who else buyer_of(shop)
    hand = (Phone if door == "page" else Program)(mortal_project.url, user)
    address, fields = (page_of if door == "page" else call_of)(shop, order, kind)
    killed_at_every_statement(hand.send, address, fields)
    assert Counter(order.steps.values_list("kind", flat=True)) == had + Counter(makes)
    orders_are_whole(shop)


@pytest.mark.parametrize("door", ["page", "api"])
def test_review_is_stored_once_when_its_process_is_killed_at_every_statement(mortal_project, door):
    shop = make_shop()
    order = Carrying(shop).delivered()
    line, fields = order.lines.get(), {"stars": "5", "words": "Mận giòn, ngọt"}
    if door == "page":
        killed_at_every_statement(
            Phone(mortal_project.url).send, f"/don/{order.ref}/danh-gia/{line.pk}/", fields
        )
    else:
        send, body = Program(mortal_project.url).send, {**fields, "line": line.pk, "stars": 5}
        killed_at_every_statement(send, f"orders/by-ref/{order.ref}/reviews/", body)
    review = Review.objects.get()
    assert (review.line, review.stars, review.words) == (line, 5, fields["words"])
    assert Entry.objects.filter(kind="review.written").count() == 1
    assert Notice.objects.filter(kind="review.written", user=shop.lan).count() == 1
    orders_are_whole(shop)
