from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from members.models import AssistSession


@admin.register(AssistSession)
class AssistSessionAdmin(ReadOnlyAdmin):
    list_display = ["officer", "member", "started_at", "ended_at"]
    list_select_related = ["officer", "member"]
    search_fields = ["officer__full_name", "member__full_name"]
