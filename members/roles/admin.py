from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from members.models import RoleGrant


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    list_display = ["user", "role", "branch", "capacity", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["user", "branch", "granted_by"]
    search_fields = ["user__full_name", "user__card_number", "branch__name"]
