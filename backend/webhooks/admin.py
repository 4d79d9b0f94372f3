"""Read-only admin of endpoints and deliveries. It shows no secrets."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.webhooks.models import Delivery, Endpoint


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    list_display = ["id", "producer", "url", "is_on", "off_reason", "heard_at"]
    list_filter = ["is_on", "off_reason"]
    list_select_related = ["producer"]
    exclude = ["sealed_secret", "sealed_old"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["id", "message", "endpoint", "state", "attempts", "status", "tried_at", "next_at"]
    list_filter = ["state"]
    list_select_related = ["message", "endpoint"]
