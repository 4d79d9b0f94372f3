"""Recall goods, show a recall to everybody, print the sheet for the stall, and end a recall."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from traceability.labels.runs.serials import printed_serial
from traceability.lots.lot_lookup import lot_of
from traceability.models import LabelRun, Lot, Recall
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.recalls.calls import calls_of, perhaps_made
from traceability.recalls.forms import EndForm, LabelsRecallForm, RecallForm
from traceability.recalls.rules import may_end_recall, may_recall
from traceability.scans.origin.addresses import origin_paths
from traceability.scans.origin.content import name_of, names_of

PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def recall(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            made = recall_lot(actor=request.actor, lot=lot, **form.cleaned_data)
            messages.success(
                request, _("Lô %(lot)s đang thu hồi. Mọi tem của lô đã báo như vậy.") % {"lot": lot.code}
            )
            return redirect("traceability:recalled", made.pk)
    return render(
        request,
        "traceability/recalls/recall.html",
        {"form": form, "lot": lot},
        status=400 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def recall_labels(request: ActorRequest, run_id: int) -> HttpResponse:
    """Recall only some labels of a run: a crate, a day's packing."""
    run = get_object_or_404(
        LabelRun.objects.visible_to(request.actor.member).select_related("lot__product__producer__branch"),
        pk=run_id,
    )
    lot = lot_of(request, run.lot_id)
    form = LabelsRecallForm(request.POST or None, run=run, request=request)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            made = recall_lot(
                actor=request.actor, lot=lot, run=run, first=form.first, last=form.last, **form.recall_fields
            )
            messages.success(request, _("Những tem này đã báo thu hồi."))
            return redirect("traceability:recalled", made.pk)
    perhaps = perhaps_made(lot.pk) if may_recall(request.actor.member, lot) else []
    context = {"form": form, "lot": lot, "run": run, "perhaps": perhaps}
    return render(
        request, "traceability/recalls/recall_labels.html", context, status=400 if form.errors else 200
    )


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the recalls that the viewer may see, open ones first; no login is needed."""
    rows = (
        Recall.objects.visible_to(request.actor.member if request.actor else request.user)
        .select_related("lot__product__producer__unit")
        .prefetch_related("lot__aliases")
        .order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    named = zip(page, names_of([recall.lot for recall in page]), strict=True)
    return render(request, "traceability/recalls/recalls.html", {"page": page, "named": named})


@require_safe
def recalled(request: ActorRequest, recall_id: int) -> HttpResponse:
    """Show a recall; users who may recall the lot also see whom to call, and the form to end it."""
    context = _context(request, recall_id)
    row, viewer = context["recall"], context["viewer"]
    if may_recall(viewer, row.lot):
        context |= {
            "calls": calls_of(row),
            "may_end": row.ended_at is None and may_end_recall(viewer, row.lot),
            "end_form": EndForm(),
        }
    return render(request, "traceability/recalls/recalled.html", context)


@require_safe
def notice(request: ActorRequest, recall_id: int) -> HttpResponse:
    """Show one A4 page to hang up at the stall."""
    return render(request, "traceability/recalls/notice.html", _context(request, recall_id))


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, recall_id: int) -> HttpResponse:
    row = _find(request, recall_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("traceability:recalled", row.pk)
    with refuse_in_message(request):
        end_recall(actor=request.actor, recall=row, **form.cleaned_data)
        messages.success(request, _("Đã kết thúc thu hồi lô %(lot)s.") % {"lot": row.lot.code})
    return redirect("traceability:recalled", row.pk)


def _find(request: ActorRequest, recall_id: int) -> Recall:
    rows = Recall.objects.visible_to(request.actor.member if request.actor else request.user)
    return get_object_or_404(
        rows.select_related("lot__product__producer__unit", "lot__product__producer__branch", "run"),
        pk=recall_id,
    )


def _context(request: ActorRequest, recall_id: int) -> dict:
    row = _find(request, recall_id)
    viewer = request.actor.member if request.actor else request.user
    # Lots that were never listed and have no labels are not public; their own people get a notice.
    lots = list(
        Lot.objects.visible_to(viewer)
        .filter(recall_reach__recall=row, recall_reach__ended_at=row.ended_at)
        .select_related("product__producer")
        .prefetch_related("aliases")
        .order_by("pk")
    )
    return {
        "recall": row,
        "lot": row.lot,
        "product": row.lot.product,
        "name": name_of(row.lot),
        "viewer": viewer,
        "lots": list(zip(lots, origin_paths(lots), names_of(lots), strict=True)),
        "labels": (printed_serial(row.run, row.first), printed_serial(row.run, row.last))
        if row.run and row.first and row.last
        else None,
    }
