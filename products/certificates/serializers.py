from __future__ import annotations

from rest_framework import serializers

from products.certificates.enums import CertificateKind
from products.listing.review_marks import mark_of_certificate
from products.models import Certificate
from products.products.serializers import _MARK_HELP


class CertificateSerializer(serializers.ModelSerializer):
    is_in_force = serializers.BooleanField(read_only=True)
    seen = serializers.SerializerMethodField(help_text=_MARK_HELP)

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
    """Changes of a certificate. Omitted fields stay unchanged."""

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
