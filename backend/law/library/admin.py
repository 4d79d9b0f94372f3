"""Read-only admin of the library: actions, imports and the shipped catalogue write."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.law.library.models import Change, Document, Provision, ProvisionText


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "title", "issued_date", "valid_from_date", "valid_to_date", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["number", "title"]


@admin.register(Provision)
class ProvisionAdmin(ReadOnlyAdmin):
    list_display = ["document", "ref", "kind", "number", "title", "valid_from_date", "valid_to_date"]
    list_filter = ["kind"]
    list_select_related = ["document"]
    raw_id_fields = ["document", "parent"]
    search_fields = ["document__number", "ref", "title"]


@admin.register(ProvisionText)
class ProvisionTextAdmin(ReadOnlyAdmin):
    list_display = ["provision", "valid_from_date", "valid_to_date", "edition"]
    list_select_related = ["provision__document", "edition"]
    raw_id_fields = ["provision", "edition"]


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["document", "provision", "kind", "by_document", "from_date", "to_date", "withdrawn_at"]
    list_filter = ["kind"]
    list_select_related = ["document", "provision__document", "by_document"]
    raw_id_fields = ["document", "provision", "by_document", "recorded_by"]
