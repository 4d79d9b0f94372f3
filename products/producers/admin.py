from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from products.models import Producer, ProducerInvitation


@admin.register(Producer)
class ProducerAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "unit", "branch", "verified_at", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "slug"]


@admin.register(ProducerInvitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["producer", "role", "state", "invited_at", "expires_at"]
    list_filter = ["state"]
