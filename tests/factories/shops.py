"""Shops as rows, without the rules of the actions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from orders.models import Shop
from products.models import Producer


def make_shop_row(producer: Producer, **fields: Any) -> Shop:
    """A shop that answered the delivery question: everywhere, for nothing, unless `fields` override it."""
    answered = {"delivery_answered_at": timezone.now()}
    shop, _made = Shop.objects.update_or_create(producer=producer, defaults=answered | fields)
    return shop


def unset_delivery(*producers: Producer) -> None:
    """Take back the answers of `producers`, or of all shops, so that nothing of them can be ordered."""
    shops = Shop.objects.filter(producer__in=producers) if producers else Shop.objects.all()
    shops.update(delivery_answered_at=None)
