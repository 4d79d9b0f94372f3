"""The list of labels that may have been copied, with buyers' reports about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from traceability.inquiries.enums import InquiryKind, InquiryState
from traceability.labels.runs.serials import printed_serial, serial_of
from traceability.models import Inquiry, LabelFlag, LabelTally
from traceability.scans.actions.flags import MAX_FINDING, look_into
from traceability.scans.copies import scans_by_day
from traceability.scans.origin.lookup import serial_key

PER_PAGE, MOST_DAYS, MOST_REPORTS = 20, 14, 100


class FindingForm(forms.Form):
    finding = forms.CharField(
        label=gettext_lazy("Đã tìm hiểu thấy gì"),
        max_length=MAX_FINDING,
        help_text=gettext_lazy("Ví dụ: Tem mẫu treo ở quầy nên nhiều người quét. Hoặc: Đã huỷ con tem này."),
        error_messages={"required": gettext_lazy("Chị ghi đã tìm hiểu thấy gì.")},
    )


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    member = request.actor.member
    flags = LabelFlag.objects.visible_to(member)
    rows = flags.select_related("run", "lot__product__producer")
    page = Paginator(rows.order_by("looked_at", "-flagged_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    reports = Inquiry.objects.visible_to(member).filter(kind=InquiryKind.PROBLEM, state=InquiryState.OPEN)
    context = {
        "page": page,
        "lines": [_line(flag) for flag in page],
        # For a lot with such a label, also reports without a label: the buyer may have used the lot's page.
        "reports": reports.filter(~Q(serial_text="") | Q(lot__in=flags.values("lot")))
        .select_related("lot__product")
        .order_by("-created_at", "-pk")[:MOST_REPORTS],
    }
    return render(request, "traceability/scans/flags.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def flag(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        LabelFlag.objects.visible_to(request.actor.member).select_related("run", "lot__product__producer"),
        pk=pk,
    )
    form = FindingForm(request.POST or None, initial={"finding": row.finding})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            look_into(actor=request.actor, flag=row, finding=form.cleaned_data["finding"])
            messages.success(request, _("Đã ghi lại."))
            return redirect("traceability:flags")
    context = {
        "form": form,
        **_line(row),
        "earlier": LabelFlag.objects.filter(run=row.run_id, number=row.number, pk__lt=row.pk)
        .exclude(finding="")
        .order_by("-pk"),
        "by_day": scans_by_day(serial_key(row.run_id, row.number))[:MOST_DAYS],
        # Reports about this very label first.
        "reports": Inquiry.objects.visible_to(request.actor.member)
        .filter(lot=row.lot, kind=InquiryKind.PROBLEM)
        .select_related("lot__product")
        .order_by(
            Case(When(serial_text=serial_of(row.run, row.number), then=0), default=1), "-created_at", "-pk"
        ),
    }
    return render(request, "traceability/scans/flag.html", context, status=400 if form.errors else 200)


def _line(row: LabelFlag) -> dict[str, Any]:
    return {
        "flag": row,
        "serial": printed_serial(row.run, row.number),
        "tally": LabelTally.objects.filter(pk=serial_key(row.run_id, row.number)).first(),
    }
