from __future__ import annotations

from rest_framework import serializers

from products.producers.enums import VerifiedHow


class SubmitSerializer(serializers.Serializer):
    wants_help = serializers.BooleanField(default=False, help_text="Ask an officer to fill in the rest")


class ReasonsSerializer(serializers.Serializer):
    reasons = serializers.CharField(max_length=1000)


class SeenSerializer(serializers.Serializer):
    seen = serializers.CharField(
        max_length=64,
        help_text="`seen` of the answer that the caller read; 409, and nothing is done, if it changed since",
    )


class VerifySerializer(SeenSerializer):
    """How an officer verified a producer.

    A household needs both confirmations; no identity papers are stored.
    """

    how = serializers.ChoiceField(choices=VerifiedHow.choices, default=VerifiedHow.VISIT)
    saw_birth_date = serializers.BooleanField(
        default=False, help_text="The officer saw the seller's full name and date of birth"
    )
    saw_personal_id = serializers.BooleanField(
        default=False, help_text="The officer saw the seller's personal ID number"
    )


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)
