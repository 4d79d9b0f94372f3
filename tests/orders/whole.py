"""Invariants of all orders, whatever was killed, restarted or repeated."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.db.models import Count, Sum

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from members.models import Milestone, Notice
from orders.models import Order, OrderLine, OrderStep, Purchase
from orders.orders.enums import TAKING, OrderState, StepKind
from orders.orders.stock import stock_of
from products.producers.news import people_of

# The steps that lead to a state, the last of them included; payment is checked separately.
_LEADS_TO = {
    OrderState.PLACED: {"placed"},
    OrderState.CONFIRMED: {"placed", "confirmed"},
    OrderState.PACKED: {"placed", "confirmed", "packed"},
    OrderState.SHIPPED: {"placed", "confirmed", "packed", "shipped"},
}


def orders_are_whole(shop) -> None:
    """Assert that state, steps, money, ledger entries, notices and stock of every order agree. `shop` is make_shop()'s."""
    people = len(people_of(shop.producer))
    orders = Order.objects.prefetch_related("steps", "lines").order_by("pk")
    entries: dict[str, Counter] = {}
    of_steps = Entry.objects.filter(
        subject__startswith="order:", kind__in=[f"order.{kind}" for kind in StepKind]
    )
    for subject, kind in of_steps.values_list("subject", "kind"):
        entries.setdefault(subject, Counter())[kind] += 1
    for order in orders:
        valid_kinds = [step.kind for step in order.steps.all() if step.undone_at is None]
        kinds = set(valid_kinds) - {StepKind.UNPACKED}
        assert len(valid_kinds) == len(set(valid_kinds)), order
        moves = kinds - {StepKind.PAID, StepKind.REFUNDED, StepKind.SETTLED, StepKind.PART_BACK}
        if order.state in _LEADS_TO:
            assert moves == _LEADS_TO[order.state], (order.state, kinds)
        else:
            assert order.state in moves and "placed" in moves, (order.state, kinds)
        assert (order.ended_at is not None) == (order.state not in _LEADS_TO), order.state
        assert (order.paid_at is not None) == (StepKind.PAID in kinds)
        assert (order.refunded_at is not None) == (StepKind.REFUNDED in kinds)
        assert entries.pop(f"order:{order.ref}") == Counter(
            f"order.{step.kind}" for step in order.steps.all()
        )
        lines = list(order.lines.all())
        assert lines and sum(line.amount for line in lines) == order.goods
        assert all((line.lot_id is not None) == (StepKind.PACKED in kinds) for line in lines)
        notices = Notice.objects.filter(kind="order.placed", key=f"order:{order.number}:placed")
        assert notices.count() == people
        first = Milestone.objects.filter(kind="first_order", subject=f"order:{order.number}")
        assert first.count() == (people if "confirmed" in kinds and order.phone_proven else 0)
        is_undone = order.state in (OrderState.CANCELLED, OrderState.RETURNED)
        assert all((row.undone_at is not None) == is_undone for row in first)
    assert entries == {}
    assert Purchase.objects.annotate(parts=Count("orders")).exclude(parts=1).count() == 0
    assert IdempotencyKey.objects.filter(status=None).count() == 0
    held = OrderLine.objects.filter(order__state__in=TAKING)
    sold = held.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
    assert sold <= shop.lot.quantity
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == shop.lot.quantity - sold
    assert OrderStep.objects.filter(kind="placed").count() == len(orders)
