from __future__ import annotations

from rest_framework import serializers

from backend.webhooks.models import Delivery, Endpoint

BIG = 2**31 - 1


class EndpointSerializer(serializers.ModelSerializer):
    kinds = serializers.ListField(child=serializers.CharField(), help_text="Event types")
    off_reason = serializers.SerializerMethodField(
        help_text="Why it is off: hand (switched off), gone (410) or failing; null while it is on"
    )

    class Meta:
        model = Endpoint
        fields = ["id", "producer", "url", "kinds", "is_on", "off_reason", "off_at", "heard_at", "created_at"]
        read_only_fields = fields

    def get_off_reason(self, row: Endpoint) -> str | None:
        return row.off_reason or None


class EndpointWithSecretSerializer(EndpointSerializer):
    secret = serializers.CharField(help_text="whsec_…, returned only once")

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class SecretSerializer(serializers.Serializer):
    secret = serializers.CharField(
        help_text="whsec_…, returned only once. The previous secret signs, too, for one day"
    )


class EndpointWriteSerializer(serializers.Serializer):
    producer = serializers.IntegerField(
        min_value=1,
        max_value=BIG,
        allow_null=True,
        required=False,
        help_text="Null (staff only): events of every producer",
    )
    url = serializers.CharField(max_length=500, help_text="https, at a public address")
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)


class EndpointChangeSerializer(serializers.Serializer):
    url = serializers.CharField(max_length=500, required=False)
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50, required=False)


class WebhookDeliverySerializer(serializers.ModelSerializer):
    message = serializers.CharField(source="message.uid", help_text="The header webhook-id")
    kind = serializers.CharField(source="message.kind")
    happened_at = serializers.DateTimeField(source="message.created_at")
    body = serializers.CharField(source="message.body", help_text="The body that is signed and sent")

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
        help_text="Number of messages sent again, at most 1,000; repeat the request if it is 1,000"
    )
