from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import ELabel, Passport


@admin.register(Passport)
class PassportAdmin(ReadOnlyAdmin):
    list_display = ["lot", "number", "published_at", "erased_at"]
    list_select_related = ["lot"]


@admin.register(ELabel)
class ELabelAdmin(ReadOnlyAdmin):
    list_display = ["product", "since", "until"]
    list_select_related = ["product"]
