from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from orders.models import BankFeed, Transfer


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
