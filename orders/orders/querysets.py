from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from orders.orders.enums import OrderState
from orders.payments.ways.finding import ways_that

if TYPE_CHECKING:
    from orders.models import Order, OrderStep
from orders.shops.querysets import run_by


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: Any) -> OrderQuerySet:
        """Orders of her producers, and what she bought; a buyer's number and place are nobody else's, the Union's staff included.

        An officer sees the orders of a member in làm hộ, as that member.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "producer__") | Q(purchase__user=user)).distinct()

    def sold_by(self, user: Any) -> OrderQuerySet:
        """Orders of the producers she is one of the people of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "producer__")).distinct()

    def waiting(self) -> OrderQuerySet:
        """Those that ask something of the producer; not those that are to be paid first."""
        return self.filter(
            state__in=[OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED, OrderState.SHIPPED]
        ).exclude(payment__in=ways_that(lambda way: way.is_paid_first), state=OrderState.PLACED, paid_at=None)


class OrderStepQuerySet(models.QuerySet["OrderStep"]):
    def standing(self) -> OrderStepQuerySet:
        """Those that weren't taken back."""
        return self.filter(undone_at=None)
