"""Serializers that classes and meetings use."""

from __future__ import annotations

from rest_framework import serializers


class CardSerializer(serializers.Serializer):
    card = serializers.CharField(
        max_length=300, help_text="Eight digits, or the text that a scanner read from a card"
    )
