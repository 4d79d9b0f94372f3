from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import LabelPrint, LabelRun, LabelVoid, ProductCode


@admin.register(ProductCode)
class ProductCodeAdmin(ReadOnlyAdmin):
    list_display = ["value", "kind", "product", "since"]
    list_filter = ["kind"]
    list_select_related = ["product"]
    search_fields = ["value", "product__name"]


@admin.register(LabelRun)
class LabelRunAdmin(ReadOnlyAdmin):
    list_display = ["id", "lot", "count", "layout", "state", "done_count", "requested_at", "error"]
    list_filter = ["state", "layout"]
    list_select_related = ["lot"]
    search_fields = ["lot__code"]


@admin.register(LabelPrint)
class LabelPrintAdmin(ReadOnlyAdmin):
    list_display = ["run", "kind", "first", "last", "by", "printed_at"]
    list_select_related = ["run__lot", "by"]


@admin.register(LabelVoid)
class LabelVoidAdmin(ReadOnlyAdmin):
    list_display = ["run", "first", "last", "reason", "voided_at"]
    list_select_related = ["run__lot"]
