from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.money import MAX_DONG
from backend.common.units import UNITS
from orders.basket.actions.placing import MAX_COUNT
from orders.models import Offer, PriceBreak

BIG = 2**31 - 1


UNIT_CODES = sorted(UNITS)


LEAST = Decimal("0.001")


class BreakSerializer(serializers.ModelSerializer):
    """A price break: from `from_count` pieces on, each piece costs `price`."""

    from_count = serializers.IntegerField(min_value=2, max_value=MAX_COUNT)
    price = serializers.IntegerField(
        min_value=1, max_value=MAX_DONG, help_text="Price per piece, in whole đồng"
    )

    class Meta:
        model = PriceBreak
        fields = ["from_count", "price"]


class OfferSerializer(serializers.ModelSerializer):
    """One way to order a product. `left` is the number of pieces that can still be ordered."""

    product_name = serializers.CharField(source="product.name", read_only=True)
    product_name_en = serializers.CharField(
        source="product.name_en", read_only=True, help_text="Empty without an English name"
    )
    producer = serializers.IntegerField(source="product.producer_id", read_only=True)
    breaks = BreakSerializer(many=True, read_only=True)
    season_months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), read_only=True,
        help_text="Months in which it is sold; outside them `left` is 0. Empty: the whole year",
    )  # fmt: skip
    left = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = [
            "id", "product", "product_name", "product_name_en", "producer", "label", "content", "unit", "price", "breaks", "min_count",
            "is_by_amount", "is_weighed", "ready_date", "promised", "season_months", "is_open", "left",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.INT)
    def get_left(self, offer: Offer) -> int:
        return self.context["stock"][offer.product_id].pieces(offer)


class OfferChangeSerializer(serializers.Serializer):
    """All fields of an offer. Omitted fields get their default."""

    # A field, as in every serializer; the base class has an attribute of this name.
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=60, default="", allow_blank=True,
        help_text="Name of one piece, such as túi 500 g. Goods sold by the amount show the unit instead",
    )  # fmt: skip
    content = serializers.DecimalField(
        max_digits=12, decimal_places=3, min_value=LEAST, help_text="Amount of the lot in one piece"
    )
    unit = serializers.ChoiceField(choices=UNIT_CODES, help_text="The unit of the product's lots")
    price = serializers.IntegerField(
        min_value=1, max_value=MAX_DONG, help_text="Price per piece, in whole đồng"
    )
    breaks = BreakSerializer(
        many=True, required=False, help_text="At most five, each cheaper than the one before"
    )
    min_count = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, default=1)
    is_by_amount = serializers.BooleanField(
        default=False,
        help_text="Sold by the amount: a piece is one step of `content`, and pages show 1,5 kg instead of 3 pieces",
    )
    is_weighed = serializers.BooleanField(
        default=False, help_text="The final price follows the weight at packing and is never above `price`"
    )
    ready_date = serializers.DateField(
        default=None, allow_null=True, help_text="Pre-order: the date when it will be available"
    )
    promised = serializers.DecimalField(
        max_digits=12, decimal_places=3, min_value=LEAST, default=None, allow_null=True,
        help_text="Pre-order: the largest amount that can be ordered",
    )  # fmt: skip

    season_months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), max_length=12, required=False,
        help_text="Sold from stock in these months only; empty: the whole year. Pre-orders are possible at any time",
    )  # fmt: skip

    def validate_breaks(self, steps: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({step["from_count"] for step in steps}) < len(steps):
            raise serializers.ValidationError(_("Mỗi mức mua nhiều chỉ ghi một lần."), code="break_twice")
        return steps

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of save_offer."""
        fields = dict(self.validated_data)
        fields["breaks"] = {step["from_count"]: step["price"] for step in fields.get("breaks", [])}
        return fields


class OfferWriteSerializer(OfferChangeSerializer):
    product = serializers.IntegerField(min_value=1, max_value=BIG)
