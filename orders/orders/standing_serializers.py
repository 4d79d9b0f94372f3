"""Serializers of the money that buyer and seller owe each other, and of warnings before the next step."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import User
from orders.models import Order
from orders.orders.presenters import SalePage


class OrderRecallSerializer(serializers.Serializer):
    """An open recall of a lot that the order was packed from.

    If `first` is set, it covers only some labels of the lot: each pack must be checked.
    """

    lot = serializers.IntegerField(source="lot_id")
    lot_code = serializers.CharField(source="lot.code")
    since = serializers.DateTimeField()
    reason = serializers.CharField(source="recall.reason")
    advice = serializers.CharField(source="recall.advice")
    first = serializers.IntegerField(allow_null=True)
    last = serializers.IntegerField(allow_null=True)


class TakenDownSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    day = serializers.DateField()


class OrderStandingSerializer(serializers.Serializer):
    still_to_pay = serializers.IntegerField(
        min_value=0, help_text="Amount in đồng that the buyer still has to pay"
    )
    owed_back = serializers.IntegerField(
        min_value=0, help_text="Amount in đồng that the seller received above the order's total"
    )
    told_back = serializers.IntegerField(
        min_value=0,
        help_text="Part of `owed_back` from transfers that a bank feed reported (transfers/); the rest is refunded by hand or to the card (card-refunds/)",
    )
    dispute = serializers.CharField(
        allow_blank=True, help_text="Message for the seller about a cardholder's dispute"
    )
    recalls = OrderRecallSerializer(many=True)
    taken_down = TakenDownSerializer(many=True)


def standing_of(order: Order, viewer: User) -> dict[str, Any]:
    page = SalePage(order, viewer)
    standing = {
        "still_to_pay": page.still_to_pay,
        "owed_back": page.owed,
        "told_back": page.transfer_back,
        "dispute": page.dispute,
        "recalls": page.recalls,
        "taken_down": [{"product": line.product_id, "day": day} for line, day in page.taken_down],
    }
    return dict(OrderStandingSerializer(standing).data)
