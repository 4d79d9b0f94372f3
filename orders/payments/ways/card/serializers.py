from __future__ import annotations

from rest_framework import serializers

from orders.models import CardRefund


class CardPageSerializer(serializers.Serializer):
    url = serializers.URLField(help_text="At Stripe; the buyer's browser goes there")


class CardRefundSerializer(serializers.ModelSerializer):
    """Money on its way back to a card: `asked` (of us), `pending` (at Stripe), `succeeded` or `failed`, with the reason."""

    class Meta:
        model = CardRefund
        fields = ["id", "amount", "state", "asked_at", "told_at", "problem"]
        read_only_fields = fields
