"""The rows of a revenue book, by the day of payment or by the day of delivery.

By money: an order's money on the day it was paid, at most what the order cost then. A lower price at packing
is a negative row of the packing day; a refund is one of the day it went back. Money that came in excess,
twice or without an order is no revenue and has no row.
By goods: what an order costs on the day it was delivered, and a negative row on the day it was returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from orders.figures.periods import Period
from orders.models import Order, OrderStep, PartReturn
from orders.orders.enums import StepKind
from orders.orders.querysets import OrderQuerySet
from orders.payments.ways.finding import found_ways


class Basis(StrEnum):
    """Which day counts for revenue: that of the payment, or that of the delivery."""

    MONEY = "money"
    GOODS = "goods"


BASIS_WORDS: dict[Basis, StrOrPromise] = {
    Basis.MONEY: _("theo ngày nhận tiền"),
    Basis.GOODS: _("theo ngày giao xong"),
}
MOVE_WORDS: dict[str, StrOrPromise] = {
    StepKind.PAID: _("Tiền bán hàng"),
    StepKind.DELIVERED: _("Giao xong"),
    StepKind.PACKED: _("Cân lại nhẹ hơn, trừ bớt"),
    StepKind.REFUNDED: _("Trả lại tiền"),
    StepKind.PART_BACK: _("Trả lại một phần"),
    "fee": _("Bớt phí giao"),
    StepKind.RETURNED: _("Khách trả hàng"),
}
# Steps that date a row, in addition to Order.paid_at and Order.refunded_at.
DATING = (StepKind.PACKED, StepKind.DELIVERED, StepKind.RETURNED)


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the book: `amount` in đồng, negative for a refund.

    `is_cash`: the order is paid in cash on delivery, and no transfer came for it.
    """

    at: dt.datetime
    order: Order
    kind: str
    amount: int
    is_cash: bool
    part: PartReturn | None = None

    @property
    def words(self) -> str:
        """Return the row's text, what happened and what was sold: "Tiền bán hàng: 2 × Mận hậu"."""
        if self.part is not None:
            goods = "; ".join(str(each) for each in self.part.lines.all())
            return f"{MOVE_WORDS[self.kind]}: {goods}" if goods else str(MOVE_WORDS["fee"])
        words = MOVE_WORDS.get(self.kind) or self.order.way.refund_row_words
        return f"{words}: {'; '.join(str(line) for line in self.order.lines.all())}"

    @property
    def cash(self) -> int:
        return self.amount if self.is_cash else 0

    @property
    def transfer(self) -> int:
        return 0 if self.is_cash else self.amount


def moves_of(orders: OrderQuerySet, period: Period, basis: Basis) -> list[Move]:
    """Return all rows of `period` over `orders`, the earliest first.

    Seven queries for any number of orders.
    """
    in_period = Q(
        steps__kind__in=DATING, steps__at__gte=period.start, steps__at__lt=period.end, steps__undone_at=None
    )
    if basis == Basis.MONEY:
        for name in ("paid_at", "refunded_at"):
            in_period |= Q(**{f"{name}__gte": period.start, f"{name}__lt": period.end})
    in_period |= Q(part_returns__at__gte=period.start, part_returns__at__lt=period.end)
    for way in found_ways():
        in_period |= way.refunded_between(period.start, period.end)
    ids = orders.filter(in_period).order_by().values("pk")
    rows = Order.objects.filter(pk__in=ids).prefetch_related(
        "lines",
        "transfers",
        *(name for way in found_ways() for name in way.money_relations),
        "part_returns__lines__line",
        Prefetch("steps", OrderStep.objects.standing().filter(kind__in=DATING)),
    )
    fold = _by_money if basis == Basis.MONEY else _by_goods
    moves = (move for order in rows for move in fold(order))
    return sorted((m for m in moves if period.holds(m.at)), key=lambda m: (m.at, m.order.pk))


def total_of(moves: Iterable[Move]) -> int:
    return sum(move.amount for move in moves)


def _by_money(order: Order) -> Iterable[Move]:
    if order.paid_at is None:
        return
    at = _moments(order)
    paid = order.total if order.paid_amount is None else order.paid_amount
    remaining = min(paid, order.total)
    later = [part for part in order.part_returns.all() if part.at > order.paid_at]
    costs = order.total + sum(part.amount for part in later)
    whole = min(paid, costs)
    came = min(paid, sum(line.price * line.count for line in order.lines.all()) + order.fee)
    packed = at.get(StepKind.PACKED)
    if packed is None or packed <= order.paid_at:
        came = whole
    yield _move(order, order.paid_at, StepKind.PAID, came)
    if packed is not None and came != whole:
        yield _move(order, packed, StepKind.PACKED, whole - came)
    for part in later:
        before, costs = min(paid, costs), costs - part.amount
        yield _move(order, part.at, StepKind.PART_BACK, min(paid, costs) - before, part)
    # Refunds made at the payment service itself, which nothing in Piêu explains.
    for moment, amount in _beyond(order, paid - remaining):
        remaining -= amount
        yield _move(order, moment, order.payment, -amount)
    if order.refunded_at is not None:
        yield _move(order, order.refunded_at, StepKind.REFUNDED, -remaining)


def _beyond(order: Order, owed: int) -> Iterable[tuple[dt.datetime, int]]:
    """Yield (when, đồng) of successful refunds of the order's way that Piêu doesn't explain.

    Explained are `owed` (the đồng paid above the order's price) and what the way took beyond
    `order.paid_amount`. Yield nothing if the whole order was refunded.
    """
    if order.refunded_at is not None or order.paid_at is None:
        return
    # A payment that came twice or too late is no revenue, and neither is its refund.
    owed += order.way.received_amount(order) - (order.paid_amount or 0)
    for moment, refunded in order.way.refunded_amounts(order):
        amount = max(refunded - owed, 0)
        owed = max(owed - refunded, 0)
        if amount:
            yield max(moment, order.paid_at), amount


def _by_goods(order: Order) -> Iterable[Move]:
    at = _moments(order)
    if delivered := at.get(StepKind.DELIVERED):
        later = [part for part in order.part_returns.all() if part.at > delivered]
        yield _move(order, delivered, StepKind.DELIVERED, order.total + sum(part.amount for part in later))
        for part in later:
            yield _move(order, part.at, StepKind.PART_BACK, -part.amount, part)
        if returned := at.get(StepKind.RETURNED):
            yield _move(order, returned, StepKind.RETURNED, -order.total)


def _moments(order: Order) -> dict[str, dt.datetime]:
    return {step.kind: step.at for step in order.steps.all()}


def _move(order: Order, at: dt.datetime, kind: str, amount: int, part: PartReturn | None = None) -> Move:
    is_cash = order.way.is_cash and not order.transfers.all()
    return Move(at, order, kind, amount, is_cash, part)
