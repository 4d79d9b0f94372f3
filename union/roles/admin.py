from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from union.roles.models import UnionRole


@admin.register(UnionRole)
class UnionRoleAdmin(ReadOnlyAdmin):
    list_display = ["person", "role", "branch", "given_at", "given_by", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["person", "branch", "given_by"]
    raw_id_fields = ["person", "branch", "given_by", "ended_by"]
