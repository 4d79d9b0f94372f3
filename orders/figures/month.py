"""A producer's month: orders, money and best sellers, next to the five months before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.money import dong_words
from backend.common.units import format_quantity
from orders.figures.moves import Basis, moves_of
from orders.figures.periods import Period
from orders.models import Order, OrderLine, ReturnedLine
from orders.orders.enums import HOLDING
from orders.orders.querysets import OrderQuerySet
from products.models import Producer, ProducerPerson
from traceability.models import Scan

MONTHS_BACK = 5
BEST = 5


@dataclass(frozen=True, slots=True)
class OrderCount:
    """Orders placed in a month: valid ones, and cancelled or returned ones."""

    standing: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """A product with its amounts by unit and its đồng in the month's valid orders, paid or not.

    Returned parts are deducted, and delivery fees are not included.
    """

    product: int
    name: str
    amounts: tuple[tuple[str, Decimal], ...]
    money: int

    @property
    def words(self) -> str:
        return ", ".join(format_quantity(amount, unit) for unit, amount in self.amounts)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month's figures. `money` and `orders` are by month, the oldest first and this one last.

    money: received less refunded.
    scans: how often the producer's labels were checked.
    led: the month's orders that came from a lot's page.
    """

    month: Period
    orders: list[tuple[Period, OrderCount]]
    money: list[tuple[Period, int]]
    best: list[Best]
    scans: int
    led: int

    @property
    def table(self) -> list[tuple[Period, int, OrderCount]]:
        """Return rows of (month, received đồng, orders)."""
        counts = dict(self.orders)
        return [(each, amount, counts[each]) for each, amount in self.money]

    @property
    def count(self) -> OrderCount:
        return self.orders[-1][1]

    @property
    def received(self) -> int:
        return self.money[-1][1]

    @property
    def is_empty(self) -> bool:
        """Return True if nothing was ordered or paid in all these months."""
        return not any(count.standing or count.over for _each, count in self.orders) and not any(
            amount for _each, amount in self.money
        )

    @property
    def orders_compared(self) -> str:
        now, before = self.orders[-1][1].standing, self.orders[-2][1].standing
        return compared(now - before, _("%(count)s đơn") % {"count": abs(now - before)})

    @property
    def money_compared(self) -> str:
        difference = self.money[-1][1] - self.money[-2][1]
        return compared(difference, dong_words(abs(difference)))


def compared(difference: int, words: str) -> str:
    """Return a text such as "nhiều hơn tháng trước 3 đơn"; `words` is the difference as text."""
    if not difference:
        return _("bằng tháng trước")
    if difference > 0:
        return _("nhiều hơn tháng trước %(amount)s") % {"amount": words}
    return _("ít hơn tháng trước %(amount)s") % {"amount": words}


def month_figures(producer: Producer, month: Period) -> MonthFigures:
    """Return the figures of `month` and the months before it; eleven queries for any number of orders."""
    months = [month]
    for _place in range(MONTHS_BACK):
        months.insert(0, months[0].before)
    span = Period(months[0].first, len(months))
    orders = Order.objects.filter(producer=producer)
    received: dict[dt.date, int] = {each.first: 0 for each in months}
    for move in moves_of(orders, span, Basis.MONEY):
        received[_local(move.at).replace(day=1)] += move.amount
    counts = _counts(orders, span)
    return MonthFigures(
        month,
        [(each, counts.get(each.first, OrderCount())) for each in months],
        [(each, received[each.first]) for each in months],
        _best(producer, month),
        _scans(producer, month),
        _led(producer, month),
    )


def _local(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def _counts(orders: OrderQuerySet, span: Period) -> dict[dt.date, OrderCount]:
    rows = (
        orders.filter(created_at__gte=span.start, created_at__lt=span.end)
        .order_by()
        .annotate(month=TruncMonth("created_at"))
        .values_list("month")
        .annotate(standing=Count("pk", Q(state__in=HOLDING)), all=Count("pk"))
    )
    return {_local(month): OrderCount(standing, whole - standing) for month, standing, whole in rows}


def _scans(producer: Producer, month: Period) -> int:
    """Return how often the producer's labels and lots were checked.

    Repeats by the same phone, or by many devices of one network, on one day don't count.
    """
    # Rows are partitioned by the month in UTC: scans before seven in the morning of the 1st are in the
    # month before.
    scans = Scan.objects.filter(
        month__in=(month.before.first, month.first), scanned_at__gte=month.start, scanned_at__lt=month.end
    )
    return scans.filter(is_repeat=False, lot__product__producer=producer).count()


def _led(producer: Producer, month: Period) -> int:
    """Return the number of the month's valid orders that a lot's page led to, without the sellers' own."""
    own_people = ProducerPerson.objects.filter(producer=producer, until=None).values("user")
    orders = Order.objects.filter(
        producer=producer,
        state__in=HOLDING,
        created_at__gte=month.start,
        created_at__lt=month.end,
        lines__scanned_lot__isnull=False,
    )
    return orders.exclude(purchase__user__in=own_people).distinct().count()


def _best(producer: Producer, month: Period) -> list[Best]:
    lines = OrderLine.objects.filter(
        order__producer=producer,
        order__state__in=HOLDING,
        order__created_at__gte=month.start,
        order__created_at__lt=month.end,
    )
    back: dict[tuple[int, str], tuple[Decimal, int]] = {}
    parts = ReturnedLine.objects.filter(line__in=lines).order_by("pk")
    for product, unit, whole, pieces, count, money in parts.values_list(
        "line__product", "line__unit", "line__quantity", "line__count", "count", "amount"
    ):
        so_far, off = back.get((product, unit), (Decimal(0), 0))
        back[product, unit] = (so_far + whole * count / pieces, off + money)
    rows = (
        lines.order_by()
        .values_list("product", "product__name", "unit")
        .annotate(sum_quantity=Sum("quantity"), sum_amount=Sum("amount"))
    )
    found: dict[int, Best] = {}
    for product, name, unit, quantity, amount in rows:
        less, off = back.get((product, unit), (Decimal(0), 0))
        if amount == off and quantity == less:
            continue
        known = found.get(product, Best(product, name, (), 0))
        left = (quantity - less).quantize(Decimal("0.001"))
        found[product] = Best(product, name, (*known.amounts, (unit, left)), known.money + amount - off)
    return sorted(found.values(), key=lambda best: (-best.money, best.name))[:BEST]
