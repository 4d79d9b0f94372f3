from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Asset, Course, CourseVersion, Enrolment, LawProvision


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ["title", "topic", "is_builtin", "changed_at", "retired_at"]
    list_filter = ["topic", "is_builtin"]
    search_fields = ["title", "slug"]


@admin.register(CourseVersion)
class CourseVersionAdmin(ReadOnlyAdmin):
    list_display = ["course", "number", "published_at", "minutes", "bytes", "content_sha256"]
    list_select_related = ["course"]


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    list_display = ["original_name", "kind", "state", "progress", "created_at"]
    list_filter = ["kind", "state"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ["user", "version", "started_at", "finished_at"]
    list_select_related = ["user", "version__course"]


@admin.register(LawProvision)
class LawProvisionAdmin(admin.ModelAdmin):
    """Admin of law provisions. When a law changes, the old row gets a last day and a new row is added."""

    list_display = ["document", "article", "valid_from_date", "valid_to_date", "is_confirmed"]
    list_filter = ["is_confirmed"]
    search_fields = ["document", "article", "summary"]
