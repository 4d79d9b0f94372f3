"""Serializers of a purchase: offers, delivery, payment and the buyer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from backend.common.money import MAX_DONG
from orders.basket.actions.placing import MAX_COUNT, MAX_LINES
from orders.keys import payment_choices
from orders.shops.areas import MAX_FEE
from orders.shops.enums import Delivery
from orders.shops.offer_serializers import BIG


class WishLineSerializer(serializers.Serializer):
    offer = serializers.IntegerField(min_value=1, max_value=BIG)
    count = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, help_text="Pieces")
    seen_price = serializers.IntegerField(
        min_value=0, max_value=MAX_DONG, required=False,
        help_text="The price per piece that the buyer saw. If it changed since, nothing is ordered (409). It never sets the price.",
    )  # fmt: skip


class WayField(serializers.ChoiceField):
    """A field for a way of paying. Its choices are looked up for each new serializer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=payment_choices(), **kwargs)


class WishSerializer(serializers.Serializer):
    """What the buyer orders of one producer, with delivery and payment."""

    producer = serializers.IntegerField(min_value=1, max_value=BIG)
    delivery = serializers.ChoiceField(choices=Delivery.choices)
    payment = WayField()
    pickup_point = serializers.CharField(
        max_length=200, allow_blank=True, default="", help_text="A line of the shop's pickup_words; default: the first"
    )  # fmt: skip
    seen_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_DONG, required=False,
        help_text="The delivery fee that the buyer saw. If it changed since, nothing is ordered (409). It never sets the fee.",
    )  # fmt: skip
    agreed_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_FEE, allow_null=True, default=None,
        help_text="Orders by telephone only: the delivery fee that the caller agreed with the buyer; null: that of the delivery areas",
    )  # fmt: skip
    lines = WishLineSerializer(many=True, allow_empty=False)


class OrderWriteSerializer(serializers.Serializer):
    """A purchase. Prices are computed from the offers; `seen_price` and `seen_fee` never set one."""

    name = serializers.CharField(max_length=80)
    phone = serializers.CharField(max_length=20)
    place = serializers.CharField(
        max_length=120,
        allow_blank=True,
        default="",
        help_text="The commune, if `unit` is a province. Without `unit`: commune and province in one line, as older programs send it",
    )
    unit = serializers.IntegerField(
        min_value=1, max_value=BIG, allow_null=True, default=None,
        help_text="Official code of the commune or province of delivery; required if a shop has delivery areas",
    )  # fmt: skip
    landmark = serializers.CharField(max_length=200, allow_blank=True, default="")
    note = serializers.CharField(max_length=300, allow_blank=True, default="")
    phone_proof = serializers.CharField(
        max_length=200, allow_blank=True, default="", help_text="The proof from buyer-phones/prove/, for payment on delivery"
    )  # fmt: skip
    is_adult = serializers.BooleanField(
        default=False, help_text="The buyer confirms to be 18 or older; required if the order has alcohol"
    )
    by_telephone = serializers.BooleanField(
        default=False, help_text="The caller is the seller and enters an order made by telephone"
    )
    parts = WishSerializer(many=True, allow_empty=False)

    def validate_parts(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        offers = [line["offer"] for part in parts for line in part["lines"]]
        if len(offers) > MAX_LINES:
            raise serializers.ValidationError(_("Một lần đặt nhiều nhất 40 mặt hàng."), code="basket_large")
        if len({part["producer"] for part in parts}) < len(parts) or len(set(offers)) < len(offers):
            raise serializers.ValidationError(
                _("Mỗi nơi sản xuất và mỗi mặt hàng chỉ ghi một lần."), code="twice"
            )
        return parts
