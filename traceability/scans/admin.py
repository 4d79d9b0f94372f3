from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import LabelFlag


@admin.register(LabelFlag)
class LabelFlagAdmin(ReadOnlyAdmin):
    list_display = ["run", "number", "sign", "flagged_at", "looked_at"]
    list_filter = ["sign"]
    list_select_related = ["run__lot"]
