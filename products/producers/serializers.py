from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.models import Unit
from products.listing.review_marks import mark_of_producer
from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.enums import ProducerKind, ProducerRole, VerificationState
from products.producers.rules import shows_phone
from products.products.serializers import _MARK_HELP


class ProducerSerializer(serializers.ModelSerializer):
    phone = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField(help_text=_MARK_HELP)

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
        """Return the phone number; "" for a household if no owner consents to showing it."""
        if producer.kind == ProducerKind.HOUSEHOLD and hasattr(producer, "owner_shows_phone"):
            return producer.phone if producer.owner_shows_phone else ""  # a list asks for all at once
        return producer.phone if shows_phone(producer) else ""


class VerificationSerializer(serializers.ModelSerializer):
    """The state of a producer's verification, for its people and officers only."""

    state = serializers.ChoiceField(
        source="verification_state", choices=VerificationState.choices, read_only=True
    )
    asked_at = serializers.DateTimeField(source="verification_asked_at", read_only=True, allow_null=True)
    returned_at = serializers.DateTimeField(
        source="verification_returned_at", read_only=True, allow_null=True
    )
    needs = serializers.CharField(
        source="verification_needs", read_only=True, help_text="What an officer asked for"
    )
    shows_goods = serializers.BooleanField(read_only=True, help_text="Listed products are public")

    class Meta:
        model = Producer
        fields = [
            "state",
            "asked_at",
            "returned_at",
            "needs",
            "verified_at",
            "grace_until_date",
            "shows_goods",
        ]
        read_only_fields = fields


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
    """Changes of a producer. Omitted fields stay unchanged."""

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
    """Person who runs a producer. `ref` is the person's pseudonym."""

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
