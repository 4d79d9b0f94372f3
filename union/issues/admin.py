"""Read-only admin of issues: actions write."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from union.issues.models import Issue, Receipt, Succession


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "branch", "issued_at", "due_date", "closed_at"]
    list_filter = ["kind"]
    list_select_related = ["branch"]
    raw_id_fields = ["branch", "below", "issued_by", "closed_by"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    list_display = ["issue", "issued_name", "state", "delivered_at", "opened_at", "done_at"]
    list_filter = ["state"]
    list_select_related = ["issue"]
    raw_id_fields = [
        "issue",
        "branch",
        "issued_to",
        "opened_by",
        "assigned_to",
        "assigned_by",
        "done_by",
        "excused_by",
        "recorded_by",
    ]


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    list_display = ["branch", "successor", "at", "by"]
    list_select_related = ["branch", "successor", "by"]
    raw_id_fields = ["branch", "successor", "by"]
