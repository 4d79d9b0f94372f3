from __future__ import annotations

from rest_framework import serializers

from backend.webhooks.models import Delivery, Endpoint

BIG = 2**31 - 1


class EndpointSerializer(serializers.ModelSerializer):
    kinds = serializers.ListField(child=serializers.CharField(), help_text="Event types")
    off_reason = serializers.SerializerMethodField(
        help_text="hand, gone (410) or failing; null while it is on"
    )

    class Meta:
        model = Endpoint
        fields = ["id", "producer", "url", "kinds", "is_on", "off_reason", "off_at", "heard_at", "created_at"]
        read_only_fields = fields

    def get_off_reason(self, row: Endpoint) -> str | None:
        return row.off_reason or None


class EndpointWithSecretSerializer(EndpointSerializer):
    secret = serializers.CharField(help_text="whsec_…, shown this once")

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class SecretSerializer(serializers.Serializer):
    secret = serializers.CharField(
        help_text="whsec_…, shown this once. That of before signs beside it for a day"
    )


class EndpointWriteSerializer(serializers.Serializer):
    producer = serializers.IntegerField(
        min_value=1,
        max_value=BIG,
        allow_null=True,
        required=False,
        help_text="Null, for staff: of every producer",
    )
    url = serializers.CharField(max_length=500, help_text="https, and public")
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)


class EndpointChangeSerializer(serializers.Serializer):
    url = serializers.CharField(max_length=500, required=False)
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50, required=False)


class WebhookDeliverySerializer(serializers.ModelSerializer):
    message = serializers.CharField(source="message.uid", help_text="The header webhook-id")
    kind = serializers.CharField(source="message.kind")
    happened_at = serializers.DateTimeField(source="message.created_at")
    body = serializers.CharField(source="message.body", help_text="What is signed and sent")

    class Meta:
        model = Delivery
        fields = [
            "id", "message", "kind", "happened_at", "state", "attempts", "tried_at", "next_at", "status", "answer", "error",
            "body",
        ]  # fmt: skip
        read_only_fields = fields


class EventTypeSerializer(serializers.Serializer):
    kind = serializers.CharField()
    title = serializers.CharField()


class ReplayedSerializer(serializers.Serializer):
    count = serializers.IntegerField(
        help_text="Messages sent once more, 1,000 at most: ask again while it is that"
    )
