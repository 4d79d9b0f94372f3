from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from orders.models import Order


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "producer", "state", "channel", "total", "paid_at", "created_at"]
    list_filter = ["state", "channel", "payment"]
    list_select_related = ["producer"]
    search_fields = ["number", "producer__name"]
    exclude = ["buyer_name", "buyer_phone", "buyer_place", "buyer_landmark", "buyer_note"]
