"""Statements on their way to a Learning Record Store: how they stand, never what they say of her."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import XapiStatement


@admin.register(XapiStatement)
class XapiStatementAdmin(ReadOnlyAdmin):
    list_display = ["id", "state", "attempts", "made_at", "next_at", "sent_at", "error"]
    list_filter = ["state"]
    exclude = ["user", "body"]
