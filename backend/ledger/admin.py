from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.ledger.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Read-only admin of entries. The database refuses changes."""

    list_display = ["id", "kind", "subject", "recorded_at"]
    list_filter = ["kind"]
    search_fields = ["subject"]
    ordering = ["-id"]
