"""Reports as files: Excel out and in, and the figures of a period for DHIS2."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.submitting import refuse_in_message
from backend.common.workbooks import MAX_BYTES
from members.acting import ActorRequest
from union.reports.actions.reports import known_of, save_report
from union.reports.exchange import data_value_set
from union.reports.models import Report, ReportPeriod
from union.reports.rules import may_write_report
from union.reports.sheets import SheetReport, read_report, report_sheet
from union.reports.views.reports import report_seen_by

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def download(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Return the report as an Excel file, to fill in or to keep."""
    row = report_seen_by(request, ref)
    known = known_of(row) if row.is_open else {}
    answer = HttpResponse(report_sheet(row, row.figures.all(), known), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-{row.period.code}-{row.branch_id}.xlsx"'
    return answer


@login_required
@require_safe
def data_values(request: ActorRequest, pk: int) -> JsonResponse:
    """Return the received reports of a period that the user sees as a DHIS2 dataValueSets message."""
    period = get_object_or_404(ReportPeriod.objects.select_related("form"), pk=pk)
    rows = Report.objects.visible_to(request.actor.member).filter(period=period).select_related("branch")
    reports = list(rows)
    if not reports:
        raise Http404
    answer = JsonResponse(data_value_set(period, reports), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="dataValueSets-{period.code}.json"'
    return answer


@login_required
@require_POST
@replayed
def upload(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Save the figures of a filled file as a draft. It is read before the transaction."""
    row = report_seen_by(request, ref)
    if not may_write_report(request.actor.member, row):
        raise Http404
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MAX_BYTES:
        messages.error(request, _("Chị chọn một tệp Excel dưới 5 MB."))
        return redirect("union:report", row.ref)
    with refuse_in_message(request):
        return _keep(request, row, read_report(file.read(), row.period.form.content, known_of(row)))
    return redirect("union:report", row.ref)


@idempotent
def _keep(request: ActorRequest, row: Report, found: SheetReport) -> HttpResponse:
    with refuse_in_message(request):
        save_report(actor=request.actor, report=row, typed=found.typed, note=found.note)
        messages.info(request, _("Đã đọc tệp. Chị xem lại rồi gửi."))
        if found.unknown:
            messages.info(
                request,
                _("Bỏ qua dòng không có trong mẫu: %(codes)s") % {"codes": ", ".join(found.unknown[:10])},
            )
    return redirect("union:report", row.ref)
