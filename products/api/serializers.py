from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.models import Unit
from products import nutrition
from products.enums import (
    CertificateKind,
    Nutrition,
    NutritionPer,
    ProducerKind,
    ProducerRole,
    ProductState,
    VerifiedHow,
)
from products.models import Certificate, Photo, Producer, ProducerInvitation, ProducerPerson, Product
from products.rules import shows_phone
from products.seen import mark_of_certificate, mark_of_producer, mark_of_product

_SEEN = "A mark of what this answer says; an officer who gives her word on it sends it back"


class PhotoSerializer(serializers.ModelSerializer):
    urls = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = ["key", "state", "width", "height", "colour", "alt", "is_drawing", "urls"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "format": "uri"}})
    def get_urls(self, photo: Photo) -> dict[str, str]:
        return {
            name: settings.PUBLIC_ORIGIN + reverse("products:photo", args=[photo.key, name])
            for name in sorted(photo.variants)
        }


class PhotoUploadSerializer(serializers.Serializer):
    photo = serializers.FileField(
        help_text="JPEG, PNG, WebP or HEIC, at most 15 MB; the original is not kept"
    )
    producer = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    alt = serializers.CharField(required=False, max_length=160, allow_blank=True)


class ProducerSerializer(serializers.ModelSerializer):
    phone = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField(help_text=_SEEN)

    class Meta:
        model = Producer
        fields = [
            "id",
            "ref",
            "kind",
            "name",
            "slug",
            "unit",
            "address",
            "phone",
            "about",
            "branch",
            "verified_at",
            "seen",
        ]
        read_only_fields = fields

    def get_seen(self, producer: Producer) -> str:
        return mark_of_producer(producer)

    @extend_schema_field(OpenApiTypes.STR)
    def get_phone(self, producer: Producer) -> str:
        """Empty where no owner of a household agreed to show it."""
        if producer.kind == ProducerKind.HOUSEHOLD and hasattr(producer, "owner_shows_phone"):
            return producer.phone if producer.owner_shows_phone else ""  # a list asks for all at once
        return producer.phone if shows_phone(producer) else ""


class ProducerWriteSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ProducerKind.choices)
    name = serializers.CharField(max_length=120)
    unit = serializers.PrimaryKeyRelatedField(
        queryset=Unit.objects.exclude(kind="province"),
        pk_field=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
    )
    address = serializers.CharField(max_length=160, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    identity_code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    about = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ProducerChangeSerializer(serializers.Serializer):
    """What is left out stays."""

    kind = serializers.ChoiceField(choices=ProducerKind.choices, required=False)
    name = serializers.CharField(max_length=120, required=False)
    unit = serializers.PrimaryKeyRelatedField(
        queryset=Unit.objects.exclude(kind="province"),
        pk_field=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
    )
    address = serializers.CharField(max_length=160, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    identity_code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    about = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    portrait = serializers.UUIDField(required=False, allow_null=True, help_text="Key of an uploaded photo")


class PersonSerializer(serializers.ModelSerializer):
    """One of those who run a producer; `ref` is her pseudonym."""

    ref = serializers.UUIDField(source="user.ref", read_only=True)
    name = serializers.CharField(source="user", read_only=True)

    class Meta:
        model = ProducerPerson
        fields = ["ref", "name", "role", "since"]
        read_only_fields = fields


class RoleSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=ProducerRole.choices)


class InvitationWriteSerializer(serializers.Serializer):
    contact = serializers.CharField(
        max_length=30, help_text="A phone number, or the eight digits of a member card"
    )
    role = serializers.ChoiceField(choices=ProducerRole.choices, default=ProducerRole.HELPER)


class InvitationSerializer(serializers.ModelSerializer):
    producer_name = serializers.CharField(source="producer", read_only=True)

    class Meta:
        model = ProducerInvitation
        fields = ["id", "producer", "producer_name", "contact", "role", "state", "invited_at", "expires_at"]
        read_only_fields = fields


class ProductSerializer(serializers.ModelSerializer):
    photos = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField(help_text=_SEEN)
    url = serializers.SerializerMethodField()
    season_months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), read_only=True
    )
    nutrition = serializers.CharField(
        read_only=True, help_text="table, single, plain, kind, small; empty: she has not said"
    )
    nutrition_per = serializers.CharField(read_only=True, help_text="100g, 100ml or empty")

    class Meta:
        model = Product
        fields = [
            "id", "producer", "name", "slug", "state", "price", "unit", "ocop_set", "gtin", "is_packed", "net_content",
            "origin", "ingredients", "usage", "storage", "warnings", "alcohol_percent", "materials", "specification",
            "brand", "standards", "shelf_life_days", "season_months", "story", *nutrition.FIELDS, "photos", "url", "listed_at",
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
        """The public page, empty before the first listing."""
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
    """Fields as typed; the same cleaning as the pages decides. Everything but the producer may come later."""

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
    has_added_sugar = serializers.BooleanField(required=False, help_text="Then sugars_g is asked for")
    is_fried = serializers.BooleanField(required=False, help_text="Then saturated_fat_g is asked for")


class ProductCreateSerializer(ProductWriteSerializer):
    producer = serializers.IntegerField(min_value=1, max_value=2**31)


class SubmitSerializer(serializers.Serializer):
    wants_help = serializers.BooleanField(default=False, help_text="An officer is asked to fill in the rest")


class VoiceSerializer(serializers.Serializer):
    voice = serializers.FileField(help_text="MP3, M4A, Ogg, WebM or WAV")


class StepSerializer(serializers.Serializer):
    """A decision, with its state and reasons, or a change of fields: {field: [before, after]}."""

    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ProductState.choices, allow_null=True)
    reasons = serializers.CharField(allow_blank=True)
    fields_changed = serializers.DictField(child=serializers.ListField())
    was_listed = serializers.BooleanField()
    by = serializers.CharField(allow_blank=True)
    on_behalf_of = serializers.CharField(allow_blank=True)


class ReasonsSerializer(serializers.Serializer):
    reasons = serializers.CharField(max_length=1000)


class CertificateSerializer(serializers.ModelSerializer):
    is_in_force = serializers.BooleanField(read_only=True)
    seen = serializers.SerializerMethodField(help_text=_SEEN)

    class Meta:
        model = Certificate
        fields = [
            "id", "producer", "product", "kind", "state", "number", "issuer", "decision", "decision_date", "issued_date",
            "valid_until", "stars", "points", "is_in_force", "decided_at", "reason", "seen",
        ]  # fmt: skip
        read_only_fields = fields

    def get_seen(self, certificate: Certificate) -> str:
        return mark_of_certificate(certificate)


class CertificateWriteSerializer(serializers.Serializer):
    producer = serializers.IntegerField(min_value=1, max_value=2**31)
    product = serializers.IntegerField(min_value=1, max_value=2**31, required=False)
    kind = serializers.ChoiceField(choices=CertificateKind.choices)
    number = serializers.CharField(max_length=60)
    issuer = serializers.CharField(max_length=120)
    issued_date = serializers.DateField()
    decision = serializers.CharField(max_length=80, required=False, allow_blank=True)
    decision_date = serializers.DateField(required=False)
    valid_until = serializers.DateField(required=False)
    points = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    stars = serializers.IntegerField(min_value=3, max_value=5, required=False)
    issuing_level = serializers.CharField(max_length=10, required=False, allow_blank=True)
    scan = serializers.UUIDField(required=False, help_text="Key of an uploaded photo of the paper")
    scan_is_public = serializers.BooleanField(
        required=False, help_text="Buyers may see the paper once verified"
    )


class CertificateChangeSerializer(serializers.Serializer):
    """What is left out stays."""

    product = serializers.IntegerField(min_value=1, max_value=2**31, required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=CertificateKind.choices, required=False)
    number = serializers.CharField(max_length=60, required=False)
    issuer = serializers.CharField(max_length=120, required=False)
    issued_date = serializers.DateField(required=False)
    decision = serializers.CharField(max_length=80, required=False, allow_blank=True)
    decision_date = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)
    points = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False, allow_null=True
    )
    stars = serializers.IntegerField(min_value=3, max_value=5, required=False, allow_null=True)
    issuing_level = serializers.CharField(max_length=10, required=False, allow_blank=True)
    scan = serializers.UUIDField(
        required=False, allow_null=True, help_text="Key of an uploaded photo of the paper"
    )
    scan_is_public = serializers.BooleanField(required=False)


class SeenSerializer(serializers.Serializer):
    seen = serializers.CharField(
        max_length=64,
        help_text="`seen` of the answer that was looked at; where it was changed since, 409 and nothing is done",
    )


class VerifySerializer(SeenSerializer):
    """What an officer did and saw; a household's verification wants both ticks, which are kept in place of what she saw."""

    how = serializers.ChoiceField(choices=VerifiedHow.choices, default=VerifiedHow.VISIT)
    saw_birth_date = serializers.BooleanField(
        default=False, help_text="She saw the seller's full name and day of birth"
    )
    saw_personal_id = serializers.BooleanField(
        default=False, help_text="She saw the seller's personal ID number"
    )


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)
