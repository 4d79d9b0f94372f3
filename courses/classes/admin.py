"""Read-only admin of classes and meetings: never the link into a class, nor the address of a calendar."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Attendance, ClassMaterial, LiveClass, Meeting, MeetingPresence, SignUp


@admin.register(LiveClass)
class LiveClassAdmin(ReadOnlyAdmin):
    list_display = ["title", "branch", "trainer", "starts_at", "places", "cancelled_at"]
    list_select_related = ["branch", "trainer"]
    search_fields = ["title"]
    exclude = ["link"]


@admin.register(SignUp)
class SignUpAdmin(ReadOnlyAdmin):
    list_display = ["user", "live_class", "state", "queued_at"]
    list_filter = ["state"]
    list_select_related = ["user", "live_class"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["user", "live_class", "how", "attended_at"]
    list_filter = ["how"]
    list_select_related = ["user", "live_class"]


@admin.register(ClassMaterial)
class ClassMaterialAdmin(ReadOnlyAdmin):
    list_display = ["title", "live_class", "added_at"]
    list_select_related = ["live_class"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["branch", "lesson_key", "led_by", "started_at", "ended_at"]
    list_select_related = ["branch", "led_by"]


@admin.register(MeetingPresence)
class MeetingPresenceAdmin(ReadOnlyAdmin):
    list_display = ["user", "meeting", "at"]
    list_select_related = ["user", "meeting__branch"]
