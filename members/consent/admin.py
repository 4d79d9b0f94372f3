from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from members.models import Consent


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user", "purpose", "channel", "given_at", "withdrawn_at", "recorded_by"]
    list_filter = ["purpose", "channel"]
    list_select_related = ["user", "recorded_by"]
    search_fields = ["user__full_name", "user__card_number"]
