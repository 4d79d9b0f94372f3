from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from union.documents.models import Document


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["number", "branch", "signed_date", "urgency", "file_name"]
    list_filter = ["urgency"]
    list_select_related = ["branch"]
    raw_id_fields = ["issue", "branch", "replaces"]
