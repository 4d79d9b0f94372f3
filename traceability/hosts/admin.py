from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import PrintedHost


@admin.register(PrintedHost)
class PrintedHostAdmin(ReadOnlyAdmin):
    list_display = ["host", "note", "since"]
    search_fields = ["host", "note"]
