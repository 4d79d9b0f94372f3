from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import CourseOrigin, TakenPack


@admin.register(CourseOrigin)
class CourseOriginAdmin(ReadOnlyAdmin):
    list_display = ["course", "issuer", "slug", "signer"]
    list_select_related = ["course"]


@admin.register(TakenPack)
class TakenPackAdmin(ReadOnlyAdmin):
    list_display = ["version", "number_there", "taken_at", "taken_by", "manifest_sha256"]
    list_select_related = ["version__course", "taken_by"]
