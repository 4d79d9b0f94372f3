from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from backend.common.admin import ReadOnlyAdmin
from products.models import Photo
from products.photos.enums import PhotoState
from products.photos.tasks import make_photo_variants


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ["key", "state", "width", "height", "is_public", "producer", "uploaded_at"]
    list_filter = ["state", "is_public", "is_drawing"]
    actions = ["make_sizes"]

    @admin.action(description=gettext_lazy("Làm lại các cỡ ảnh còn thiếu"))
    def make_sizes(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        for photo in queryset.exclude(state=PhotoState.READY):
            make_photo_variants.enqueue(photo_id=photo.pk)
