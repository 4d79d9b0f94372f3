from __future__ import annotations

from rest_framework import serializers

from traceability.models import (
    Inspection,
    InspectionLook,
)


class InspectionSerializer(serializers.ModelSerializer):
    producer_name = serializers.CharField(source="producer.name", read_only=True)
    inspector_name = serializers.CharField(source="inspector.full_name", read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "id", "producer", "producer_name", "inspector_name", "reason", "granted_at", "until", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class InspectionLookSerializer(serializers.ModelSerializer):
    class Meta:
        model = InspectionLook
        fields = ["lot", "part", "took_bundle", "looked_at"]
        read_only_fields = fields
