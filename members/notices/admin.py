from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backend.common.admin import ReadOnlyAdmin
from members.models import Milestone, Notice, NoticeDelivery


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "subject", "happened_at", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]


class DeliveryInline(admin.TabularInline):
    model = NoticeDelivery
    extra = 0
    can_delete = False
    fields = ["channel", "state", "attempts", "last_attempt_at", "error"]
    readonly_fields = ["channel", "state", "attempts", "last_attempt_at", "error"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["title", "user", "kind", "created_at", "read_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    inlines = [DeliveryInline]
