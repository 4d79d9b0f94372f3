from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Branch
from orders.enums import TO_LOOK_AT, ComplaintState, OrderState, Payment
from products.products.enums import ProductState

if TYPE_CHECKING:
    from orders.models import Complaint, Offer, Order, OrderStep, Shop, Transfer


def run_by(user: Any, prefix: str) -> Q:
    """Rows whose producer (at `prefix`) `user` is one of the people of."""
    return Q(**{f"{prefix}people__user": user, f"{prefix}people__until": None})


class ShopQuerySet(models.QuerySet["Shop"]):
    def visible_to(self, user: Any) -> ShopQuerySet:
        """How others sell is theirs: her own, and those of producers she oversees."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = run_by(user, "producer__") | Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()


class OfferQuerySet(models.QuerySet["Offer"]):
    def on_sale(self) -> OfferQuerySet:
        """Open offers of listed products whose producer is verified, does not rest today and was not stopped; of what is left it says nothing."""
        return self.filter(
            is_open=True,
            product__state=ProductState.LISTED,
            product__producer__is_active=True,
            product__producer__verified_at__isnull=False,
        ).exclude(
            Q(product__producer__shop__paused_until__gte=timezone.localdate())
            | Q(product__producer__shop__stopped_from__lte=timezone.now())
        )

    def visible_to(self, user: Any) -> OfferQuerySet:
        """What is on sale for everybody; hers, and those she oversees, always."""
        shown = self.on_sale()
        if not user.is_authenticated:
            return shown
        if user.is_staff:
            return self.all()
        rule = run_by(user, "product__producer__") | Q(
            product__producer__branch__in=Branch.objects.run_by(user)
        )
        return self.filter(Q(pk__in=shown.values("pk")) | rule).distinct()


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
        """Those that ask something of the producer; not those that a card has yet to pay."""
        return self.filter(
            state__in=[OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED, OrderState.SHIPPED]
        ).exclude(payment=Payment.CARD, state=OrderState.PLACED, paid_at=None)


class OrderStepQuerySet(models.QuerySet["OrderStep"]):
    def standing(self) -> OrderStepQuerySet:
        """Those that weren't taken back."""
        return self.filter(undone_at=None)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: Any) -> TransferQuerySet:
        """Money that came into the account of a producer she is one of the people of; it is nobody else's to see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "feed__producer__")).distinct()

    def to_look_at(self) -> TransferQuerySet:
        """Those that ask something of the seller."""
        return self.filter(state__in=TO_LOOK_AT, closed_at=None)

    def counted(self) -> TransferQuerySet:
        """In the order the bank booked them, however they were told."""
        return self.order_by("made_at", "number")


_OBJECTED = Q(objected_at__isnull=False, replied_at=None)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Any) -> ComplaintQuerySet:
        """Those about sellers she is one of the people of, or oversees; staff see all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = run_by(user, "producer__") | Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def waiting(self) -> ComplaintQuerySet:
        """Those that somebody must answer or decide, a seller's objection among them."""
        return self.filter(Q(state=ComplaintState.OPEN) | _OBJECTED)

    def objected(self) -> ComplaintQuerySet:
        """Those whose seller objected and was not answered yet."""
        return self.filter(_OBJECTED)

    def late(self) -> ComplaintQuerySet:
        """Those of `waiting` whose time is over."""
        now = timezone.now()
        return self.filter(
            Q(state=ComplaintState.OPEN, answer_by__lte=now) | _OBJECTED & Q(reply_by__lte=now)
        )
