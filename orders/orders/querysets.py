from __future__ import annotations

from collections.abc import Collection
from statistics import median_high
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from orders.orders.enums import OrderState
from orders.payments.ways.finding import ways_that
from orders.shops.enums import Delivery

if TYPE_CHECKING:
    from orders.models import Order, OrderStep
from orders.shops.querysets import run_by

# How many orders show how long a producer's goods are usually on the way, and how many at least.
DAYS_COUNTED = 20
DAYS_LEAST = 3


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: Any) -> OrderQuerySet:
        """Return the orders of the user's producers and the user's own purchases.

        Nobody else sees a buyer's number and place, not even the Union's staff.
        An officer sees a member's orders only while acting on behalf (làm hộ), as that member.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "producer__") | Q(purchase__user=user)).distinct()

    def sold_by(self, user: Any) -> OrderQuerySet:
        """Return the orders of producers that the user runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "producer__")).distinct()

    def of_proven_numbers(self, phones: Collection[str]) -> OrderQuerySet:
        """Return the orders that were placed with one of `phones` (E.164), which a visitor proved by a code.

        An order of an account is included only if it is the number of that account: somebody else may have mistyped it.
        """
        own = Q(purchase__user=None) | Q(purchase__user__phone=F("buyer_phone"))
        return self.filter(own, buyer_phone__in=[phone for phone in phones if phone])

    def unanswered(self) -> OrderQuerySet:
        """Return the orders of which the seller knows, and for which nobody of the seller recorded a step."""
        unpaid = self.filter(payment__in=ways_that(lambda way: way.is_paid_first), paid_at=None)
        answered = self.filter(steps__by__isnull=False, steps__by_buyer=False)
        return self.exclude(pk__in=unpaid.order_by().values("pk")).exclude(
            pk__in=answered.order_by().values("pk")
        )

    def usual_days(self) -> int | None:
        """Return the days from order to receipt, the median of the newest DAYS_COUNTED that were sent.

        Pre-orders don't count. None with fewer than DAYS_LEAST orders.
        """
        sent = self.filter(state=OrderState.DELIVERED, delivery=Delivery.SHIP, ended_at__isnull=False)
        moments = sent.exclude(lines__is_preorder=True).order_by("-ended_at")
        days = [
            (ended_at - created_at).days + 1
            for created_at, ended_at in moments.values_list("created_at", "ended_at")[:DAYS_COUNTED]
        ]
        return median_high(days) if len(days) >= DAYS_LEAST else None

    def waiting(self) -> OrderQuerySet:
        """Return unfinished orders, without new ones that must be paid first and aren't."""
        return self.filter(
            state__in=[OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED, OrderState.SHIPPED]
        ).exclude(payment__in=ways_that(lambda way: way.is_paid_first), state=OrderState.PLACED, paid_at=None)


class OrderStepQuerySet(models.QuerySet["OrderStep"]):
    def standing(self) -> OrderStepQuerySet:
        """Return the valid steps: those that were not undone."""
        return self.filter(undone_at=None)
