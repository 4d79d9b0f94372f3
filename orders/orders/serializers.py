from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.money import MAX_DONG
from orders.basket.actions.placing import MAX_COUNT, MAX_LINES
from orders.models import Order, OrderLine, OrderStep, PackedLot, Purchase
from orders.orders.enums import OrderState, StepKind
from orders.orders.presenters import OrderPage
from orders.payments.ways.transfer.paying import transfer_of
from orders.shops.offer_serializers import BIG, LEAST

LABELS_CHECKED = (
    "The label of each pack was checked and none is recalled; required after the error `labels_recalled`"
)


class PackedLotSerializer(serializers.ModelSerializer):
    lot_code = serializers.CharField(source="lot.code", read_only=True)

    class Meta:
        model = PackedLot
        fields = ["lot", "lot_code", "quantity"]
        read_only_fields = fields


class OrderLineSerializer(serializers.ModelSerializer):
    lot_code = serializers.CharField(source="lot.code", allow_null=True, default=None, read_only=True)
    packed = PackedLotSerializer(many=True, read_only=True, help_text="All lots that it was packed from")

    class Meta:
        model = OrderLine
        fields = [
            "id", "offer", "product", "name", "label", "unit", "count", "step", "quantity", "price", "amount", "is_weighed",
            "is_preorder", "ready_date", "lot", "lot_code", "packed",
        ]  # fmt: skip
        read_only_fields = fields


class OrderStepSerializer(serializers.ModelSerializer):
    """A step of an order. Only the producer's people see the names of those who took it."""

    kind = serializers.ChoiceField(choices=StepKind.choices, read_only=True)
    by = serializers.SerializerMethodField()
    on_behalf_of = serializers.SerializerMethodField()

    class Meta:
        model = OrderStep
        fields = ["kind", "at", "undone_at", "words", "by_buyer", "by", "on_behalf_of"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_by(self, step: OrderStep) -> str:
        return self._name(step, "by")

    @extend_schema_field(OpenApiTypes.STR)
    def get_on_behalf_of(self, step: OrderStep) -> str:
        return self._name(step, "on_behalf_of")

    def _name(self, step: OrderStep, who: str) -> str:
        return str(getattr(step, who) or "") if self.context.get("shows_people") else ""


class OrderRowSerializer(serializers.ModelSerializer):
    """An order. Only its buyer gets `ref`, the key of orders/by-ref/.

    Until they are packed, weighed goods count in `goods` with their highest price.
    """

    ref = serializers.SerializerMethodField()
    producer_name = serializers.CharField(source="producer.name", read_only=True)
    lines = OrderLineSerializer(many=True, read_only=True)

    class Meta:
        model = Order
        fields = [
            "number", "ref", "producer", "producer_name", "state", "channel", "delivery", "payment", "buyer_name", "buyer_phone",
            "buyer_place", "buyer_landmark", "buyer_note", "goods", "fee", "fee_agreed", "taken_off", "total", "paid_at", "refunded_at", "answer_by",
            "created_at", "ended_at", "lines",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_ref(self, order: Order) -> str | None:
        is_buyer = order.purchase.user_id is not None and order.purchase.user_id == self.context["viewer"].pk
        return str(order.ref) if is_buyer else None


class OrderDetailSerializer(OrderRowSerializer):
    steps = OrderStepSerializer(many=True, read_only=True)

    class Meta(OrderRowSerializer.Meta):
        fields = [*OrderRowSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class TransferSerializer(serializers.Serializer):
    """How to pay by transfer, directly to the producer.

    `vietqr` is the text of the VietQR code; empty if there can't be one.
    """

    bank = serializers.CharField()
    account = serializers.CharField()
    holder = serializers.CharField(allow_blank=True)
    amount = serializers.IntegerField()
    purpose = serializers.CharField(help_text="The order's number, to write in the transfer note")
    vietqr = serializers.CharField(source="code", allow_blank=True)


class BoughtOrderSerializer(serializers.ModelSerializer):
    """An order without the buyer's personal data, for anyone who knows its address."""

    producer_name = serializers.CharField(source="producer.name", read_only=True)
    producer_phone = serializers.SerializerMethodField()
    pickup_words = serializers.SerializerMethodField()
    lines = OrderLineSerializer(many=True, read_only=True)
    steps = OrderStepSerializer(many=True, read_only=True)
    transfer = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = [
            "number", "ref", "producer", "producer_name", "producer_phone", "state", "delivery", "payment", "pickup_words",
            "goods", "fee", "fee_agreed", "taken_off", "total", "paid_at", "refunded_at", "answer_by", "created_at", "ended_at", "lines", "steps",
            "transfer",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_producer_phone(self, order: Order) -> str:
        return OrderPage(order).phone

    @extend_schema_field(OpenApiTypes.STR)
    def get_pickup_words(self, order: Order) -> str:
        return order.pickup_words

    @extend_schema_field(TransferSerializer(allow_null=True))
    def get_transfer(self, order: Order) -> dict[str, Any] | None:
        """Return how to pay by transfer; null if nothing is to be transferred, or not any longer."""
        transfer = transfer_of(order)
        return TransferSerializer(transfer).data if transfer else None


class BoughtStateSerializer(serializers.ModelSerializer):
    state = serializers.ChoiceField(choices=OrderState.choices, read_only=True)

    class Meta:
        model = Order
        fields = ["number", "ref", "state", "ended_at"]
        read_only_fields = fields


class PlacedOrderSerializer(serializers.ModelSerializer):
    ref = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = ["number", "ref", "producer", "goods", "fee", "total", "answer_by"]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_ref(self, order: Order) -> str | None:
        return None if self.context["by_telephone"] else str(order.ref)


class PurchaseSerializer(serializers.ModelSerializer):
    """One purchase, with an order for each producer.

    Only the buyer gets the refs, not a seller who wrote the order down.
    """

    ref = serializers.SerializerMethodField()
    orders = PlacedOrderSerializer(many=True, read_only=True)

    class Meta:
        model = Purchase
        fields = ["ref", "created_at", "orders"]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_ref(self, purchase: Purchase) -> str | None:
        return None if self.context["by_telephone"] else str(purchase.ref)


class PackPartSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=LEAST)


class PackLineSerializer(serializers.Serializer):
    line = serializers.IntegerField(min_value=1, max_value=BIG)
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    weight = serializers.DecimalField(
        max_digits=14, decimal_places=3, min_value=LEAST, required=False,
        help_text="Measured weight, in the line's unit, for goods sold by weight",
    )  # fmt: skip
    also = PackPartSerializer(
        many=True, required=False, help_text="Amounts from other lots, in the line's unit; the rest is from `lot`"
    )  # fmt: skip

    def validate_also(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(parts) > MAX_LINES or len({part["lot"] for part in parts}) < len(parts):
            raise serializers.ValidationError(_("Mỗi lô chỉ ghi một lần."), code="twice")
        return parts


class PackingSerializer(serializers.Serializer):
    lines = PackLineSerializer(many=True, allow_empty=False)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(lines) > MAX_LINES or len({line["line"] for line in lines}) < len(lines):
            raise serializers.ValidationError(_("Mỗi dòng của đơn chỉ ghi một lần."), code="twice")
        return lines


class ShipSerializer(serializers.Serializer):
    words = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="Carrier and tracking number; shown to the buyer",
    )
    labels_checked = serializers.BooleanField(default=False, help_text=LABELS_CHECKED)
    unpaid_ok = serializers.BooleanField(
        default=False, help_text="Ship although no transfer for it has arrived yet"
    )


class DeliverSerializer(serializers.Serializer):
    labels_checked = serializers.BooleanField(default=False, help_text=LABELS_CHECKED)


class BackLineSerializer(serializers.Serializer):
    line = serializers.IntegerField(min_value=1, max_value=BIG)
    count = serializers.IntegerField(min_value=1, max_value=MAX_COUNT, help_text="Pieces")


class PartBackSerializer(serializers.Serializer):
    """What to return or refund of an order that otherwise continues."""

    lines = BackLineSerializer(many=True, required=False)
    fee = serializers.IntegerField(
        min_value=0, max_value=MAX_DONG, default=0, help_text="Amount of the delivery fee, in whole đồng"
    )
    came_back = serializers.BooleanField(
        default=True, help_text="True if the goods came back, too, and not only the money"
    )
    reason = serializers.CharField(max_length=200, help_text="Shown to the buyer")

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(lines) > MAX_LINES or len({line["line"] for line in lines}) < len(lines):
            raise serializers.ValidationError(_("Mỗi dòng của đơn chỉ ghi một lần."), code="twice")
        return lines


class OrderReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200, help_text="Shown to the buyer")
