from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.law.editions.models import Edition


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["scope", "title", "file_name", "layout", "from_date", "imported_at"]
    list_filter = ["layout"]
