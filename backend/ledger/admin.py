from django.contrib import admin

from backend.ledger.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """To read: the database itself refuses a change."""

    list_display = ["id", "kind", "subject", "recorded_at"]
    list_filter = ["kind"]
    search_fields = ["subject"]
    ordering = ["-id"]
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
