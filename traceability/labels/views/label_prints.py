"""Pages of a finished run: its print ledger, the file of a print, voids, and the printer's offset."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.common.units import format_number
from members.acting import ActorRequest
from members.models import User
from traceability.labels.actions import shift_sheet, void_labels
from traceability.labels.actions.prints import print_labels
from traceability.labels.enums import RunState
from traceability.labels.forms import OffsetForm, PrintForm, VoidForm
from traceability.labels.presenters import PrintPage, RunPage
from traceability.labels.range_form import WHOLE
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.calibration import calibration_page
from traceability.labels.runs.printed_files import SheetNotOpen, sheet_response
from traceability.labels.runs.rendering import RUN_LAYOUTS
from traceability.labels.runs.serials import printed_serial
from traceability.labels.views.labels import find_run, run_context
from traceability.models import LabelPrint, LabelRun


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def print_run(request: ActorRequest, run_id: int) -> HttpResponse:
    """Ask which labels to print, record the print, and go to its page.

    The first print of a whole run is one tap. A reprint needs a reason.
    """
    actor = request.actor
    row = _mine(actor.member, run_id)
    if row.state != RunState.READY:
        return redirect("traceability:run", row.pk)
    form = PrintForm(_filled(request.POST) if request.method == "POST" else None, run=row, request=request)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            taken = print_labels(actor=actor, run=row, first=form.first, last=form.last, reason=form.words)
            return redirect("traceability:print", taken.pk)
    context = {**run_context(RunPage(row, actor.member)), "form": form}
    return render(request, "traceability/labels/print.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def label_print(request: ActorRequest, print_id: int) -> HttpResponse:
    """Show an entry of the print ledger, with its file and how to print it."""
    taken = _taken(request.actor.member, print_id)
    context = {**run_context(PrintPage(taken, request.actor.member)), "taken": taken}
    return render(request, "traceability/labels/taken.html", context)


@login_required
@require_safe
def sheet(request: ActorRequest, print_id: int) -> HttpResponseBase:
    """Serve the PDF of an entry of the print ledger, to users who may print the labels.

    If it can't be opened, because the print is over a day old or the file isn't made, redirect to the entry's
    page.
    """
    taken = _taken(request.actor.member, print_id)
    if not may_print_labels(request.actor.member, taken.run.lot):
        raise Http404
    try:
        return sheet_response(request, taken)
    except SheetNotOpen:
        return redirect("traceability:print", taken.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def void(request: ActorRequest, run_id: int) -> HttpResponse:
    """Void labels in two steps: range and reason, then a page that warns that this can't be undone."""
    actor = request.actor
    row = _mine(actor.member, run_id)
    if row.state != RunState.READY:
        return redirect("traceability:run", row.pk)
    form = VoidForm(request.POST or None, run=row, request=request)
    context = {**run_context(RunPage(row, actor.member)), "form": form}
    if request.method == "POST" and form.is_valid():
        count = form.last - form.first + 1
        if request.POST.get("confirmed") == f"{form.first}-{form.last}":
            with refuse_in_form(form):
                void_labels(actor=actor, run=row, first=form.first, last=form.last, reason=form.words)
                messages.success(request, _("Đã huỷ %(count)s tem.") % {"count": format_number(count)})
                return redirect("traceability:run", row.pk)
        else:
            context |= {
                "count": count,
                "confirmed": f"{form.first}-{form.last}",
                "from_serial": printed_serial(row, form.first),
                "to_serial": printed_serial(row, form.last),
            }
            return render(request, "traceability/labels/void_confirm.html", context)
    return render(request, "traceability/labels/void.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def shift(request: ActorRequest, run_id: int) -> HttpResponse:
    """Set the printer's offset of a ready run, which makes a new file with the same labels."""
    actor = request.actor
    row = _mine(actor.member, run_id)
    if row.state != RunState.READY:
        return redirect("traceability:run", row.pk)
    form = OffsetForm(
        request.POST or None, initial={"offset_x": _plain(row.offset_x), "offset_y": _plain(row.offset_y)}
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            shift_sheet(actor=actor, run=row, **form.cleaned_data)
            return redirect("traceability:run", row.pk)
    context = {**run_context(RunPage(row, actor.member)), "form": form}
    return render(request, "traceability/labels/shift.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def calibrate(request: ActorRequest) -> HttpResponse:
    """Explain how to measure a printer's offset, once per printer."""
    return render(request, "traceability/labels/calibrate.html", {"papers": RUN_LAYOUTS.values()})


@login_required
@require_safe
def calibration_sheet(request: ActorRequest, layout_key: str) -> HttpResponse:
    """Serve the test page of a paper: on a sheet, outlines of labels and marks that measure the offset.

    The page of a roll is a frame inside the label.
    """
    layout = RUN_LAYOUTS.get(layout_key)
    if layout is None:
        raise Http404
    response = HttpResponse(calibration_page(layout), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="to-thu-{layout.key}.pdf"'
    return response


def _mine(member: User, run_id: int) -> LabelRun:
    """Return the run if `member` may print it.

    Otherwise raise Http404, also for an officer who may only view it.
    """
    row = find_run(member, run_id)
    if not may_print_labels(member, row.lot):
        raise Http404
    return row


def _taken(member: User, print_id: int) -> LabelPrint:
    rows = LabelPrint.objects.filter(run__in=LabelRun.objects.visible_to(member)).select_related(
        "run__lot__product__producer__branch", "run__code", "by", "on_behalf_of"
    )
    return get_object_or_404(rows, pk=print_id)


def _filled(post: Any) -> Any:
    """Return the form data of a first print. Its one-tap button sends no fields, which means all labels."""
    if "which" in post:
        return post
    filled = post.copy()
    filled["which"] = WHOLE
    return filled


def _plain(offset: Any) -> str:
    return format_number(offset) if offset else ""
