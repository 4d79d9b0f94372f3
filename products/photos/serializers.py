from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from products.models import Photo


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
        help_text="JPEG, PNG, WebP or HEIC, at most 15 MB; the original is not stored"
    )
    producer = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    alt = serializers.CharField(required=False, max_length=160, allow_blank=True)


class VoiceSerializer(serializers.Serializer):
    voice = serializers.FileField(help_text="MP3, M4A, Ogg, WebM or WAV")
