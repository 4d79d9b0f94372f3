from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from traceability.inquiries.enums import InquiryKind
from traceability.lots.limits import BIG
from traceability.models import (
    Inquiry,
)


class InquirySerializer(serializers.ModelSerializer):
    class Meta:
        model = Inquiry
        fields = [
            "id", "kind", "state", "producer", "lot", "serial_text", "text", "contact_phone", "created_at", "answer",
            "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class InquiryWriteSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=InquiryKind.choices)
    text = serializers.CharField(max_length=1000)
    lot = serializers.IntegerField(
        min_value=1,
        max_value=BIG,
        required=False,
        help_text="Omit it for a label that opens no page of this site; that is reported as a problem",
    )
    serial_text = serializers.CharField(
        max_length=120,
        required=False,
        allow_blank=True,
        help_text="The text on the label; with a lot, the serial of one of its labels",
    )
    contact_phone = serializers.CharField(max_length=20, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "lot" not in attrs and attrs["kind"] != InquiryKind.PROBLEM:
            raise serializers.ValidationError({"lot": [_("Hỏi thì cần biết lô hàng nào.")]})
        return attrs


class SentInquirySerializer(serializers.ModelSerializer):
    """An inquiry for the buyer who sent it, at an unguessable address; without the buyer's phone number."""

    class Meta:
        model = Inquiry
        fields = ["ref", "kind", "state", "lot", "text", "created_at", "answer", "answered_at"]
        read_only_fields = fields


class AnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=1000)
