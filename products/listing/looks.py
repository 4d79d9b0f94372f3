"""Hints about a product for the officer who decides, and for its producer while completing it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from products.listing.actions.listing import missing_for
from products.listing.moderation import flags
from products.models import Product


class MissingSerializer(serializers.Serializer):
    field = serializers.CharField()
    message = serializers.CharField()
    clause = serializers.CharField(help_text="The legal article that requires it, or a rule of this site")


class WatchedSerializer(serializers.Serializer):
    field = serializers.CharField()
    phrase = serializers.CharField()
    message = serializers.CharField()


class LookSerializer(serializers.Serializer):
    missing = MissingSerializer(many=True)
    watched = WatchedSerializer(many=True)


def look_at(product: Product) -> dict[str, Any]:
    """Return the hints about `product` as JSON data: missing content and watched words."""
    hints = {
        "missing": [
            {"field": each.field, "message": str(each.message), "clause": each.clause}
            for each in missing_for(product)
        ],
        "watched": [
            {"field": flag.field, "phrase": flag.phrase, "message": str(flag.watch.message)}
            for flag in flags(product)
        ],
    }
    return dict(LookSerializer(hints).data)
