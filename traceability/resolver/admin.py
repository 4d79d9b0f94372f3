from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import CodeLink


@admin.register(CodeLink)
class CodeLinkAdmin(ReadOnlyAdmin):
    list_display = ["title", "link_type", "product", "lot", "url", "added_at", "ended_how"]
    list_filter = ["link_type", "ended_how"]
    list_select_related = ["product", "lot"]
    search_fields = ["title", "url", "product__name"]
    exclude = ["salt"]
