"""The stock admin of lots and labels, for the Union's technical staff: to look things up. Changes go through the pages, whose
actions write the ledger. (Events and scans have composite keys, which the admin can't show.)"""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from traceability.models import (
    CodeLink,
    CompanyPrefix,
    Container,
    ELabel,
    Inquiry,
    Inspection,
    InspectionLook,
    LabelFlag,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    Passport,
    PrintedHost,
    ProductCode,
    Recall,
)


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    list_display = ["code", "product", "state", "quantity", "unit", "harvested_date", "created_at"]
    list_filter = ["state"]
    list_select_related = ["product"]
    search_fields = ["code", "product__name"]


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


@admin.register(Recall)
class RecallAdmin(ReadOnlyAdmin):
    list_display = ["lot", "run", "first", "last", "reason", "started_at", "until_date", "ended_at"]
    list_select_related = ["lot", "run__lot"]


@admin.register(LabelFlag)
class LabelFlagAdmin(ReadOnlyAdmin):
    list_display = ["run", "number", "sign", "flagged_at", "looked_at"]
    list_filter = ["sign"]
    list_select_related = ["run__lot"]


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin):
    list_display = ["kind", "state", "producer", "lot", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["producer", "lot"]


@admin.register(CodeLink)
class CodeLinkAdmin(ReadOnlyAdmin):
    list_display = ["title", "link_type", "product", "lot", "url", "added_at", "ended_how"]
    list_filter = ["link_type", "ended_how"]
    list_select_related = ["product", "lot"]
    search_fields = ["title", "url", "product__name"]
    exclude = ["salt"]


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ["producer", "inspector", "granted_at", "until", "ended_at"]
    list_select_related = ["producer", "inspector"]


@admin.register(InspectionLook)
class InspectionLookAdmin(ReadOnlyAdmin):
    list_display = ["inspection", "lot", "took_bundle", "looked_at"]
    list_select_related = ["inspection", "lot"]


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


@admin.register(Passport)
class PassportAdmin(ReadOnlyAdmin):
    list_display = ["lot", "number", "published_at", "erased_at"]
    list_select_related = ["lot"]


@admin.register(ELabel)
class ELabelAdmin(ReadOnlyAdmin):
    list_display = ["product", "since", "until"]
    list_select_related = ["product"]


@admin.register(PrintedHost)
class PrintedHostAdmin(ReadOnlyAdmin):
    list_display = ["host", "note", "since"]
    search_fields = ["host", "note"]
