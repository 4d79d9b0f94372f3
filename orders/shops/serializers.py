from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.money import MAX_DONG, MIN_PRICE
from orders.models import DeliveryArea, Shop
from orders.payments.ways.transfer.banks import bank_choices
from orders.shops.areas import MAX_DAYS, MAX_FEE
from orders.shops.offer_serializers import BIG


class AreaSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = DeliveryArea
        fields = ["unit", "unit_name", "fee", "free_from", "days"]
        read_only_fields = fields


class ShopSerializer(serializers.ModelSerializer):
    """How a producer sells, for everybody; without the bank account, which only buyers with an order get."""

    takes_transfer = serializers.SerializerMethodField()
    areas = serializers.SerializerMethodField(
        help_text="Places with a fee of their own; a commune's fee takes precedence over its province's"
    )

    class Meta:
        model = Shop
        fields = [
            "producer", "delivery_answered_at", "delivers", "delivery_words", "delivery_fee", "free_from", "delivery_days", "delivers_elsewhere",
            "areas", "has_pickup", "pickup_words", "paused_until", "stopped_from", "takes_cash", "takes_transfer",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "delivery_answered_at": {
                "help_text": "When the seller first decided how goods reach buyers. null: nothing can be ordered"
            }
        }

    @extend_schema_field(AreaSerializer(many=True))
    def get_areas(self, shop: Shop) -> list[dict[str, Any]]:
        rows = shop.areas.select_related("unit") if shop.pk else []
        return list(AreaSerializer(rows, many=True).data)

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_takes_transfer(self, shop: Shop) -> bool:
        return bool(shop.account)


class DaysField(serializers.IntegerField):
    """About how many days a delivery takes, as the seller estimates; null: not stated."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"min_value": 1, "max_value": MAX_DAYS, "allow_null": True, "default": None}
        words = {"help_text": "About how many days a delivery there takes; null: not stated"}
        super().__init__(**limits | words | kwargs)


class AreaWriteSerializer(serializers.Serializer):
    """A commune or province by the state's code, with its delivery fee."""

    unit = serializers.IntegerField(min_value=1, max_value=BIG)
    fee = serializers.IntegerField(min_value=0, max_value=MAX_FEE, help_text="Whole đồng")
    free_from = serializers.IntegerField(
        min_value=MIN_PRICE, max_value=MAX_DONG, allow_null=True, default=None
    )
    days = DaysField()


class AreaRemoveSerializer(serializers.Serializer):
    unit = serializers.IntegerField(min_value=1, max_value=BIG)


class ElsewhereSerializer(serializers.Serializer):
    delivers = serializers.BooleanField(help_text="false: delivery only to the listed areas")


class DeliveryAnswerSerializer(serializers.Serializer):
    """Where goods go and for what fee, and whether buyers may pay in cash. A fee of null: no delivery there."""

    commune_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_FEE, allow_null=True, default=None, help_text="To the producer's own commune, whole đồng"
    )  # fmt: skip
    province_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_FEE, allow_null=True, default=None, help_text="To the rest of the producer's province"
    )  # fmt: skip
    everywhere_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_FEE, allow_null=True, default=None, help_text="To all other places"
    )  # fmt: skip
    commune_days = DaysField()
    province_days = DaysField()
    everywhere_days = DaysField()
    pickup_words = serializers.CharField(
        max_length=600, allow_null=True, default=None, help_text="Place and time, one per line; null: no pickup"
    )  # fmt: skip
    takes_cash = serializers.BooleanField(help_text="On delivery, or at pickup")


class DeliverySerializer(serializers.Serializer):
    delivers = serializers.BooleanField()
    delivery_words = serializers.CharField(max_length=200, allow_blank=True, default="")
    delivery_fee = serializers.IntegerField(
        min_value=0, max_value=MAX_FEE, required=False,
        help_text="Whole đồng; 0 if omitted. The first answer with `delivers` requires it",
    )  # fmt: skip
    free_from = serializers.IntegerField(
        min_value=MIN_PRICE, max_value=MAX_DONG, allow_null=True, default=None,
        help_text="Delivery is free from this order value, in đồng",
    )  # fmt: skip
    has_pickup = serializers.BooleanField()
    pickup_words = serializers.CharField(
        max_length=600,
        allow_blank=True,
        default="",
        help_text="Place and time, one per line; required with has_pickup",
    )
    delivers_elsewhere = serializers.BooleanField(
        required=False,
        help_text="false: delivery only to the listed areas. Unchanged if omitted; the first answer with `delivers` requires it",
    )
    takes_cash = serializers.BooleanField(
        required=False,
        help_text="On delivery, or at pickup. Unchanged if omitted; the first answer requires it",
    )


class AccountSerializer(serializers.Serializer):
    """The account for transfers. If all is empty, nobody can pay by transfer."""

    bank = serializers.ChoiceField(
        choices=bank_choices(),
        allow_blank=True,
        help_text="BIN, the six digits that identify a bank at NAPAS",
    )
    account = serializers.CharField(max_length=30, allow_blank=True)
    holder = serializers.CharField(max_length=60, allow_blank=True, default="")


class PauseSerializer(serializers.Serializer):
    until = serializers.DateField(allow_null=True, help_text="Last day of the pause; null ends the pause")


class StopSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, help_text="Shown to the seller")
    authority = serializers.CharField(
        max_length=160,
        allow_blank=True,
        default="",
        help_text="The authority that demands it and the document's number; then it takes effect at once",
    )


class LiftSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, help_text="Shown to the seller")
