from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import Lot


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    list_display = ["code", "product", "state", "quantity", "unit", "harvested_date", "created_at"]
    list_filter = ["state"]
    list_select_related = ["product"]
    search_fields = ["code", "product__name"]
