from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import Recall


@admin.register(Recall)
class RecallAdmin(ReadOnlyAdmin):
    list_display = ["lot", "run", "first", "last", "reason", "started_at", "until_date", "ended_at"]
    list_select_related = ["lot", "run__lot"]
