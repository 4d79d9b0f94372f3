from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from union.reports.models import Report, ReportForm, ReportPeriod


@admin.register(ReportForm)
class ReportFormAdmin(ReadOnlyAdmin):
    list_display = ["title", "branch", "period_kind", "level", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["branch"]


@admin.register(ReportPeriod)
class ReportPeriodAdmin(ReadOnlyAdmin):
    list_display = ["form", "code", "due_date", "closing_date", "locked_at"]
    list_select_related = ["form"]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["branch", "period", "state", "due_date", "sent_at", "is_from_paper"]
    list_filter = ["state"]
    list_select_related = ["branch", "period__form"]
