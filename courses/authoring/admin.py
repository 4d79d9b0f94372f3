from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Asset, Course, CourseVersion, Enrolment


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
