from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from orders.models import Offer, Shop


@admin.register(Shop)
class ShopAdmin(ReadOnlyAdmin):
    list_display = ["producer", "delivers", "has_pickup", "paused_until", "changed_at"]
    list_select_related = ["producer"]
    search_fields = ["producer__name"]
    exclude = ["account", "holder"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    list_display = ["product", "label", "price", "is_open", "ready_date"]
    list_filter = ["is_open"]
    list_select_related = ["product"]
    search_fields = ["product__name", "label"]
