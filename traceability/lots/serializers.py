from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.units import UNITS
from members.models import Unit
from traceability.lots.limits import BIG
from traceability.models import (
    Lot,
)
from traceability.recalls.serializers import RecallSerializer

UNIT_CODES = sorted(UNITS)


class CommuneField(serializers.PrimaryKeyRelatedField):
    """A field for a commune or ward by the state's code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Unit.objects.exclude(kind="province"),
            pk_field=serializers.IntegerField(min_value=1, max_value=BIG),
            **kwargs,
        )


class LotSerializer(serializers.ModelSerializer):
    recall = serializers.SerializerMethodField()
    label_recalls = serializers.SerializerMethodField()

    class Meta:
        model = Lot
        fields = [
            "id", "product", "code", "state", "quantity", "unit", "harvested_date", "produced_date", "expiry_date", "sold_until",
            "place", "created_at", "recall", "label_recalls",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RecallSerializer(allow_null=True))
    def get_recall(self, lot: Lot) -> dict[str, Any] | None:
        """Return the open recall of the whole lot: its own, or that of a lot it was made from; or None.

        Read from `open_reach`, which the viewset prefetches.
        """
        whole = [reach.recall for reach in lot.open_reach if reach.run_id is None]  # type: ignore[attr-defined]
        return RecallSerializer(whole[0]).data if whole else None

    @extend_schema_field(RecallSerializer(many=True))
    def get_label_recalls(self, lot: Lot) -> list[dict[str, Any]]:
        """Return open recalls of only some of the lot's labels, the oldest first.

        Read from `open_reach`, which the viewset prefetches.
        """
        parts = [reach.recall for reach in lot.open_reach if reach.run_id is not None]  # type: ignore[attr-defined]
        return [dict(RecallSerializer(recall).data) for recall in parts]


class LotWriteSerializer(serializers.Serializer):
    product = serializers.IntegerField(min_value=1, max_value=BIG)
    quantity = serializers.DecimalField(max_digits=10, decimal_places=3, min_value=0)
    unit = serializers.ChoiceField(choices=UNIT_CODES)
    code = serializers.CharField(max_length=20, required=False, help_text="GS1 AI (10); generated if omitted")
    harvested_date = serializers.DateField(required=False)
    produced_date = serializers.DateField(required=False)
    expiry_date = serializers.DateField(required=False)
    place = CommuneField(required=False)


class LotChangeSerializer(serializers.Serializer):
    """Changes of a lot. Omitted fields stay unchanged."""

    quantity = serializers.DecimalField(max_digits=10, decimal_places=3, min_value=0, required=False)
    unit = serializers.ChoiceField(choices=UNIT_CODES, required=False)
    code = serializers.CharField(max_length=20, required=False)
    harvested_date = serializers.DateField(required=False, allow_null=True)
    produced_date = serializers.DateField(required=False, allow_null=True)
    expiry_date = serializers.DateField(required=False, allow_null=True)
    place = CommuneField(required=False)


class LotKeepSerializer(serializers.Serializer):
    until = serializers.DateField(help_text="The last day of sale")


class LotRenameSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=20)


class WordsErasedSerializer(serializers.Serializer):
    erased = serializers.BooleanField(help_text="False if there was nothing to erase")
