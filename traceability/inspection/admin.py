from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import Inspection, InspectionLook


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ["producer", "inspector", "granted_at", "until", "ended_at"]
    list_select_related = ["producer", "inspector"]


@admin.register(InspectionLook)
class InspectionLookAdmin(ReadOnlyAdmin):
    list_display = ["inspection", "lot", "took_bundle", "looked_at"]
    list_select_related = ["inspection", "lot"]
