from __future__ import annotations

from rest_framework import serializers

from products.legal.rule import Surface
from traceability.models import (
    Passport,
)


class GapSerializer(serializers.Serializer):
    """Something that the law requires on a surface and that is missing."""

    surface = serializers.ChoiceField(choices=[surface.value for surface in Surface])
    rule = serializers.CharField(source="gap.rule.id")
    clause = serializers.CharField(source="gap.clause", help_text="Document and article")
    field = serializers.CharField(source="gap.rule.field")
    message = serializers.CharField(source="gap.message")


class PassportSerializer(serializers.ModelSerializer):
    class Meta:
        model = Passport
        fields = ["lot", "number", "facts", "pin", "published_at"]
        read_only_fields = fields
