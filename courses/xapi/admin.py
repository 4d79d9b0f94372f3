"""Read-only admin of statements for a Learning Record Store: their delivery state, never their content."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import XapiStatement


@admin.register(XapiStatement)
class XapiStatementAdmin(ReadOnlyAdmin):
    list_display = ["id", "state", "attempts", "made_at", "next_at", "sent_at", "error"]
    list_filter = ["state"]
    exclude = ["user", "body"]
