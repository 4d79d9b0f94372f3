from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Branch
from products.producers.querysets import goods_shown
from products.products.enums import ProductState

if TYPE_CHECKING:
    from orders.models import Offer, Shop


def run_by(user: Any, prefix: str) -> Q:
    """Return the condition that `user` runs the row's producer (at `prefix`)."""
    return Q(**{f"{prefix}people__user": user, f"{prefix}people__until": None})


class ShopQuerySet(models.QuerySet["Shop"]):
    def visible_to(self, user: Any) -> ShopQuerySet:
        """Return the shops of producers that the user runs or oversees; staff see all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = run_by(user, "producer__") | Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()


class OfferQuerySet(models.QuerySet["Offer"]):
    def on_sale(self) -> OfferQuerySet:
        """Return the offers that can be ordered; the remaining stock is not checked.

        They are open, of public products. Their producers are active, not paused or stopped, and answered the
        delivery question. A producer that isn't verified sells in its days of grace.
        """
        return self._for_sale().filter(product__producer__shop__delivery_answered_at__isnull=False)

    def without_delivery_answer(self) -> OfferQuerySet:
        """Return the offers that only their producer's missing answer to the delivery question keeps off sale."""
        return self._for_sale().filter(product__producer__shop__delivery_answered_at=None)

    def _for_sale(self) -> OfferQuerySet:
        return self.filter(
            goods_shown("product__producer__"),
            is_open=True,
            product__state=ProductState.LISTED,
            product__producer__is_active=True,
        ).exclude(
            Q(product__producer__shop__paused_until__gte=timezone.localdate())
            | Q(product__producer__shop__stopped_from__lte=timezone.now())
        )

    def visible_to(self, user: Any) -> OfferQuerySet:
        """Return the offers on sale, and all offers of producers that the user runs or oversees.

        Staff see all.
        """
        public = self.on_sale()
        if not user.is_authenticated:
            return public
        if user.is_staff:
            return self.all()
        rule = run_by(user, "product__producer__") | Q(
            product__producer__branch__in=Branch.objects.run_by(user)
        )
        return self.filter(Q(pk__in=public.values("pk")) | rule).distinct()
