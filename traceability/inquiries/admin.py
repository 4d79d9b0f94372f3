from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import Inquiry


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin):
    list_display = ["kind", "state", "producer", "lot", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["producer", "lot"]
