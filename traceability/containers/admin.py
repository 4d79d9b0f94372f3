from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import CompanyPrefix, Container


@admin.register(CompanyPrefix)
class CompanyPrefixAdmin(ReadOnlyAdmin):
    list_display = ["prefix", "gln", "producer", "next_serial"]
    list_select_related = ["producer"]
    search_fields = ["prefix", "gln", "producer__name"]


@admin.register(Container)
class ContainerAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "producer", "is_pallet", "parent", "created_at"]
    list_filter = ["is_pallet"]
    list_select_related = ["producer", "parent"]
    search_fields = ["uri"]
