from __future__ import annotations

from rest_framework import serializers

from traceability.lots.limits import BIG
from traceability.models import (
    Recall,
)


class RecallSerializer(serializers.ModelSerializer):
    class Meta:
        model = Recall
        fields = [
            "id", "lot", "run", "first", "last", "reason", "advice", "contact", "started_at", "until_date", "ended_at",
            "end_reason",
        ]  # fmt: skip
        read_only_fields = fields


class RecallWriteSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, help_text="Shown to buyers")
    advice = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="What buyers should do"
    )
    contact = serializers.CharField(
        max_length=120,
        required=False,
        allow_blank=True,
        help_text="Phone number or name that buyers can contact; public",
    )
    until_date = serializers.DateField(
        required=False, allow_null=True, help_text="The last day; default: until an officer ends it"
    )
    run = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="Only labels of this label run of the lot"
    )
    first = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="First label, from 1"
    )
    last = serializers.IntegerField(min_value=1, max_value=BIG, required=False)


class RecallEndSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
