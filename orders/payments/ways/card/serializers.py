from __future__ import annotations

from rest_framework import serializers

from orders.payments.ways.card.models import CardRefund


class CardPageSerializer(serializers.Serializer):
    url = serializers.URLField(help_text="Page at Stripe to open in the buyer's browser")


class CardRefundSerializer(serializers.ModelSerializer):
    """A refund to a card, with its state.

    `asked` (requested at Piêu), `pending` (at Stripe), `succeeded`, or `failed` with the reason.
    """

    class Meta:
        model = CardRefund
        fields = ["id", "amount", "state", "asked_at", "told_at", "problem"]
        read_only_fields = fields
