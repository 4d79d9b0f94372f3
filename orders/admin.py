"""The stock admin of orders, for the Union's technical staff: to look things up. No buyer's name, number or place is shown here."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from orders.models import BankFeed, Offer, Order, Shop, Transfer


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


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "producer", "state", "channel", "total", "paid_at", "created_at"]
    list_filter = ["state", "channel", "payment"]
    list_select_related = ["producer"]
    search_fields = ["number", "producer__name"]
    exclude = ["buyer_name", "buyer_phone", "buyer_place", "buyer_landmark", "buyer_note"]


@admin.register(BankFeed)
class BankFeedAdmin(ReadOnlyAdmin):
    list_display = ["producer", "form", "heard_at", "refused_at"]
    list_select_related = ["producer"]
    search_fields = ["producer__name"]
    exclude = ["ref", "sealed_secret"]


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ["number", "feed", "amount", "state", "order", "made_at"]
    list_filter = ["state"]
    list_select_related = ["feed__producer", "order"]
    search_fields = ["number", "order__number"]
    exclude = ["content", "code", "account"]
