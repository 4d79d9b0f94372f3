"""Pages of reports: what a branch has to write, the one screen, and the overview of a period."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.outbox_answers import refused_form, saved, wants_json
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.rules import has_desk
from union.reports import presenters
from union.reports.actions.periods import lock_period, reopen_period
from union.reports.actions.reports import (
    accept_report,
    excuse_report,
    expect_report,
    extend_report,
    known_of,
    return_report,
    save_report,
)
from union.reports.forms import EntryForm, ExtendForm, FileForm, ReasonForm, initial_of
from union.reports.models import Report, ReportPeriod
from union.reports.rules import may_decide_report, may_make_exception, may_run_period, may_write_report

WITH_PERIOD = ("period__form__branch", "branch", "counts_for")


@login_required
@require_safe
def reports(request: ActorRequest) -> HttpResponse:
    """List the reports that wait for the member: to write, then to decide; and the periods of the forms."""
    member = request.actor.member
    rows = Report.objects.visible_to(member).select_related(*WITH_PERIOD)
    periods = ReportPeriod.objects.visible_to(member).select_related("form")
    context = {
        "open": paginate(request, rows.to_write_by(member).order_by("due_date", "branch__name", "pk")),
        "to_decide": rows.to_decide_by(member).order_by("sent_at", "pk")[:20],
        "periods": periods.order_by("-start_date", "form__title", "pk")[:12],
        "writes_forms": has_desk(member),
    }
    return render(request, "union/reports/reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show a report: to write while it is open, then to read and to decide. POST saves or sends it."""
    row = report_seen_by(request, ref)
    member = request.actor.member
    definition = row.period.form.content
    writes = row.is_open and not row.period.is_locked and may_write_report(member, row)
    if request.method == "POST" and not may_write_report(member, row):
        raise Http404
    known = known_of(row) if writes or request.method == "POST" else {}
    initial = {
        **initial_of(definition, row.figures.all(), known),
        "note": row.note,
        "version": row.version,
        "is_from_paper": row.is_from_paper,
    }
    form = EntryForm(request.POST or None, definition=definition, known=known, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, form.names()) as submission:
            return _save(request, row, form)
        status = submission.status_code
    if form.errors:
        status = max(status, 400)
        if wants_json(request):
            return refused_form(form, status)
    decides = may_decide_report(member, row) and not row.period.is_locked
    context: dict[str, Any] = {
        "report": row,
        "form": form if writes or form.errors else None,
        "sections": presenters.entries(form) if writes or form.errors else (),
        "lines": presenters.report_lines(definition, row.figures.all()),
        "merger": presenters.merged_into(row),
        "days_left": presenters.days_left(row),
        "accepts": decides and row.is_sent,
        "returns": decides and (row.is_sent or row.is_accepted),
        "excepts": not row.period.is_locked and may_make_exception(member, row),
        "file_form": FileForm(),
        "reason_form": ReasonForm(),
        "extend_form": ExtendForm(auto_id="extend_%s"),
    }
    return render(request, "union/reports/report.html", context, status=status)


def _save(request: ActorRequest, row: Report, form: EntryForm) -> HttpResponse:
    sends = request.POST.get("act") == "send"
    save_report(
        actor=request.actor,
        report=row,
        typed=form.typed(),
        note=form.cleaned_data["note"],
        version=form.cleaned_data["version"],
        is_from_paper=form.cleaned_data["is_from_paper"],
        sends=sends,
    )
    if not wants_json(request):
        messages.info(request, _("Đã gửi báo cáo.") if sends else _("Đã lưu, chưa gửi."))
    return saved(request, reverse("union:report", args=[row.ref]))


@login_required
@require_POST
@idempotent
def decide(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Accept or return a report, or make an exception for its branch."""
    row = report_seen_by(request, ref)
    with refuse_in_message(request):
        _decide(request, row)
        messages.info(request, _("Đã ghi."))
    return redirect("union:report", row.ref)


def _decide(request: ActorRequest, row: Report) -> None:
    act, actor, reason = request.POST.get("act"), request.actor, request.POST.get("reason", "")
    match act:
        case "accept":
            accept_report(actor=actor, report=row)
        case "return":
            return_report(actor=actor, report=row, reason=reason)
        case "excuse":
            excuse_report(actor=actor, report=row, reason=reason)
        case "expect":
            expect_report(actor=actor, report=row)
        case "extend":
            form = ExtendForm(request.POST)
            if not form.is_valid():
                raise DomainError(_("Chị chọn ngày và ghi vì sao."), code="report_extend")
            extend_report(actor=actor, report=row, **form.cleaned_data)
        case _:
            raise Http404


@login_required
@require_safe
def period(request: ActorRequest, pk: int) -> HttpResponse:
    """Show all branches of a period: rates, who is late, and the sums."""
    return render(request, "union/reports/period.html", _period_context(request, pk))


def _period_context(request: ActorRequest, pk: int) -> dict[str, Any]:
    row = get_object_or_404(ReportPeriod.objects.select_related("form__branch"), pk=pk)
    rows = Report.objects.visible_to(request.actor.member).filter(period=row)
    found = list(rows.select_related("branch", "counts_for"))
    if not found:
        raise Http404
    # Who runs the period sees the sums of the whole form; others see those of their own branch.
    runs = may_run_period(request.actor.member, row)
    branch = row.form.branch if runs else found[0].counts_for
    return {"period": row, "overview": presenters.overview(row, found, branch), "runs": runs}


@login_required
@require_POST
@idempotent
def lock(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReportPeriod.objects.visible_to(request.actor.member), pk=pk)
    with refuse_in_message(request):
        if request.POST.get("act") == "reopen":
            reopen_period(actor=request.actor, period=row)
            messages.info(request, _("Đã mở lại kỳ này."))
        else:
            lock_period(actor=request.actor, period=row)
            messages.info(request, _("Đã khoá kỳ này."))
    return redirect("union:report_period", row.pk)


def report_seen_by(request: ActorRequest, ref: UUID) -> Report:
    rows = Report.objects.visible_to(request.actor.member).select_related(
        *WITH_PERIOD, "saved_by", "sent_by", "decided_by"
    )
    return get_object_or_404(rows, ref=ref)
