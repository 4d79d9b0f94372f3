"""Serializers that several trades use for questions."""

from __future__ import annotations

from rest_framework import serializers


class FileSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="GIFT, Aiken (UTF-8) or Excel; recognised by its content")
