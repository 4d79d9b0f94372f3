from __future__ import annotations

from rest_framework import serializers

from traceability.labels.runs.rendering import RUN_LAYOUTS
from traceability.labels.runs.serials import printed_serial
from traceability.lots.limits import BIG
from traceability.models import (
    LabelPrint,
    LabelRun,
    LabelVoid,
)

LAYOUT_KEYS = sorted(RUN_LAYOUTS)


class RangeSerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=1, max_value=100_000)
    last = serializers.IntegerField(min_value=1, max_value=100_000)
    reason = serializers.CharField(max_length=200)


class PrintRequestSerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    last = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OffsetSerializer(serializers.Serializer):
    """The printer's offsets in mm, to the right and downwards."""

    offset_x = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=-5, max_value=5)
    offset_y = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=-5, max_value=5)


class LabelPrintSerializer(serializers.ModelSerializer):
    first_serial = serializers.SerializerMethodField()
    last_serial = serializers.SerializerMethodField()

    class Meta:
        model = LabelPrint
        fields = [
            "id", "run", "kind", "first", "last", "first_serial", "last_serial", "reason", "printed_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_first_serial(self, taken: LabelPrint) -> str:
        return printed_serial(taken.run, taken.first)

    def get_last_serial(self, taken: LabelPrint) -> str:
        return printed_serial(taken.run, taken.last)


class LabelVoidSerializer(serializers.ModelSerializer):
    class Meta:
        model = LabelVoid
        fields = ["id", "run", "first", "last", "reason", "voided_at"]
        read_only_fields = fields


class LabelRunSerializer(serializers.ModelSerializer):
    class Meta:
        model = LabelRun
        fields = [
            "id", "lot", "count", "layout", "offset_x", "offset_y", "state", "done_count", "verified_count", "error",
            "requested_at", "ready_at",
        ]  # fmt: skip
        read_only_fields = fields


class LabelRunWriteSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    count = serializers.IntegerField(min_value=1, max_value=100_000)
    layout = serializers.ChoiceField(choices=LAYOUT_KEYS)
    offset_x = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=-5, max_value=5, required=False, help_text="mm to the right"
    )
    offset_y = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=-5, max_value=5, required=False, help_text="mm downwards"
    )


class PosterSerializer(serializers.Serializer):
    lot = serializers.IntegerField()
    uri = serializers.URLField(allow_null=True, help_text="Content of the QR code")
