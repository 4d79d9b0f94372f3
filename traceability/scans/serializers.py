from __future__ import annotations

from rest_framework import serializers

from traceability.labels.runs.serials import printed_serial
from traceability.models import (
    LabelFlag,
)


class LabelFlagSerializer(serializers.ModelSerializer):
    serial = serializers.SerializerMethodField()

    class Meta:
        model = LabelFlag
        fields = ["id", "lot", "run", "number", "serial", "sign", "flagged_at", "looked_at", "finding"]
        read_only_fields = fields

    def get_serial(self, flag: LabelFlag) -> str:
        """Return the label's serial in groups of four, as printed on the label."""
        return printed_serial(flag.run, flag.number)


class FindingSerializer(serializers.Serializer):
    finding = serializers.CharField(max_length=300)


class ScanDaySerializer(serializers.Serializer):
    day = serializers.DateField()
    scans = serializers.IntegerField(min_value=0)


class ScanSummarySerializer(serializers.Serializer):
    """The counts of a lot's scans. A device counts once a day for each label."""

    lot = serializers.IntegerField()
    scans = serializers.IntegerField(min_value=0)
    labels = serializers.IntegerField(min_value=0, help_text="Labels scanned at least once")
    days = ScanDaySerializer(many=True, help_text="The last 30 days with scans")
