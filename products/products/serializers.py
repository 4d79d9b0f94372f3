from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from products.listing.review_marks import mark_of_product
from products.models import Product
from products.photos.serializers import PhotoSerializer
from products.products import nutrition
from products.products.enums import Nutrition, NutritionPer, ProductState

_MARK_HELP = "Version of this answer; an officer sends it back with a decision on it"


class ProductSerializer(serializers.ModelSerializer):
    photos = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField(help_text=_MARK_HELP)
    url = serializers.SerializerMethodField()
    season_months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), read_only=True
    )
    nutrition = serializers.CharField(
        read_only=True, help_text="table, single, plain, kind, small; empty: not stated"
    )
    nutrition_per = serializers.CharField(read_only=True, help_text="100g, 100ml or empty")

    class Meta:
        model = Product
        fields = [
            "id", "producer", "name", "slug", "state", "price", "unit", "ocop_set", "gtin", "is_packed", "net_content",
            "origin", "ingredients", "usage", "storage", "warnings", "alcohol_percent", "materials", "specification",
            "brand", "standards", "shelf_life_days", "season_months", "story", "name_en", "summary_en", *nutrition.FIELDS, "photos", "url", "listed_at",
            "seen",
        ]  # fmt: skip
        read_only_fields = fields

    def get_seen(self, product: Product) -> str:
        return mark_of_product(product)

    @extend_schema_field(PhotoSerializer(many=True))
    def get_photos(self, product: Product) -> list[dict[str, Any]]:
        return list(PhotoSerializer([link.photo for link in product.photo_links.all()], many=True).data)

    @extend_schema_field(OpenApiTypes.STR)
    def get_url(self, product: Product) -> str:
        """Return the URL of the public page; "" before the first listing."""
        return (
            settings.PUBLIC_ORIGIN + reverse("products:detail", args=[product.slug]) if product.slug else ""
        )


def _nutrient(field: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=7,
        decimal_places=2,
        min_value=0,
        max_value=nutrition.BY_FIELD[field].most,
        required=False,
        allow_null=True,
    )


class ProductWriteSerializer(serializers.Serializer):
    """Product fields as typed; they are cleaned as on the pages. Every field may be added later."""

    name = serializers.CharField(max_length=120, required=False)
    price = serializers.IntegerField(min_value=1, max_value=10**10, required=False, help_text="Whole dong")
    unit = serializers.CharField(max_length=10, required=False, help_text="kg, g, lit, chai, hop …")
    ocop_set = serializers.IntegerField(min_value=1, max_value=26, required=False)
    gtin = serializers.CharField(
        max_length=14, required=False, help_text="8, 12, 13 or 14 digits with the check digit"
    )
    is_packed = serializers.BooleanField(required=False)
    net_content = serializers.CharField(max_length=40, required=False, allow_blank=True)
    origin = serializers.CharField(max_length=120, required=False, allow_blank=True)
    ingredients = serializers.CharField(max_length=600, required=False, allow_blank=True)
    usage = serializers.CharField(max_length=600, required=False, allow_blank=True)
    storage = serializers.CharField(max_length=400, required=False, allow_blank=True)
    warnings = serializers.CharField(max_length=400, required=False, allow_blank=True)
    alcohol_percent = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=100, required=False
    )
    materials = serializers.CharField(max_length=200, required=False, allow_blank=True)
    specification = serializers.CharField(max_length=200, required=False, allow_blank=True)
    brand = serializers.CharField(max_length=80, required=False, allow_blank=True)
    standards = serializers.CharField(max_length=200, required=False, allow_blank=True)
    shelf_life_days = serializers.IntegerField(min_value=1, max_value=3650, required=False)
    season_months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), required=False, max_length=12
    )
    story = serializers.CharField(max_length=3000, required=False, allow_blank=True)
    nutrition = serializers.ChoiceField(
        choices=Nutrition.choices,
        required=False,
        allow_blank=True,
        help_text="A table of nutrition, or why packed food needs none",
    )
    nutrition_per = serializers.ChoiceField(choices=NutritionPer.choices, required=False, allow_blank=True)
    energy_kcal = _nutrient("energy_kcal")
    protein_g = _nutrient("protein_g")
    carbohydrate_g = _nutrient("carbohydrate_g")
    sugars_g = _nutrient("sugars_g")
    fat_g = _nutrient("fat_g")
    saturated_fat_g = _nutrient("saturated_fat_g")
    sodium_mg = _nutrient("sodium_mg")
    has_added_sugar = serializers.BooleanField(
        required=False, help_text="If true, the nutrition table needs sugars_g"
    )
    is_fried = serializers.BooleanField(
        required=False, help_text="If true, the nutrition table needs saturated_fat_g"
    )


class ProductCreateSerializer(ProductWriteSerializer):
    producer = serializers.IntegerField(min_value=1, max_value=2**31)


class EnglishSerializer(serializers.Serializer):
    """English texts of a product; an empty one is removed."""

    name_en = serializers.CharField(max_length=120, allow_blank=True)
    summary_en = serializers.CharField(max_length=400, allow_blank=True)


class StepSerializer(serializers.Serializer):
    """Step in a product's history: a decision with its state and reasons, or a change of its fields.

    A change is {field: [before, after]}.
    """

    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ProductState.choices, allow_null=True)
    reasons = serializers.CharField(allow_blank=True)
    fields_changed = serializers.DictField(child=serializers.ListField())
    was_listed = serializers.BooleanField()
    by = serializers.CharField(allow_blank=True)
    on_behalf_of = serializers.CharField(allow_blank=True)
