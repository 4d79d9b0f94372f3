"""Pages for inspectors, for the inspected producer, and for staff who grant inspections."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from members.acting import ActorRequest
from members.models import User
from members.rules import is_officer
from products.models import Producer
from traceability.events.journey import history
from traceability.inspection.actions import (
    MAX_DAYS,
    MAX_REASON,
    InspectionOver,
    end_inspection,
    grant_inspection,
    inspector_by,
    look_at,
)
from traceability.inspection.bundle_files import bundle_file, lots_of, parts_of
from traceability.inspection.enums import InspectedPart
from traceability.inspection.reading import rows_of
from traceability.inspection.rules import may_grant_inspection
from traceability.models import Inspection, Lot

PER_PAGE = 30


class GrantForm(forms.Form):
    inspector = forms.CharField(
        label=gettext_lazy("Số thẻ hoặc số điện thoại của người kiểm tra"),
        max_length=20,
        help_text=gettext_lazy("Người ấy cần có tài khoản Piêu."),
    )
    producer = forms.ModelChoiceField(Producer.objects.order_by("name"), label=gettext_lazy("Nơi sản xuất"))
    days = forms.IntegerField(
        label=gettext_lazy("Trong bao nhiêu ngày"), min_value=1, max_value=MAX_DAYS, initial=7
    )
    reason = forms.CharField(
        label=gettext_lazy("Theo quyết định, công văn nào"),
        max_length=MAX_REASON,
        help_text=gettext_lazy("Nơi sản xuất sẽ đọc câu này."),
    )

    def clean_inspector(self) -> User:
        found = inspector_by(self.cleaned_data["inspector"])
        if found is None:
            raise forms.ValidationError(_("Không có tài khoản nào có số này."))
        return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def index(request: ActorRequest) -> HttpResponse:
    """List the inspections that the user may see; staff grant new ones here."""
    may_grant = may_grant_inspection(request.actor.by)
    form = GrantForm(request.POST or None) if may_grant else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            with refuse_in_form(form):
                made = grant_inspection(actor=request.actor, **form.cleaned_data)
                messages.success(request, _("Đã cho xem. Nơi sản xuất đã được báo."))
                return redirect("traceability:inspection", made.pk)
    rows = Inspection.objects.visible_to(request.actor.member).select_related("producer", "inspector")
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_officer": not may_grant and is_officer(request.actor.by),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "traceability/inspection/inspections.html", context, status=status)


@login_required
@require_safe
def inspection(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the inspector the producer's lots; show the producer and staff what was viewed."""
    row = _find(request, pk)
    context = {"inspection": row, "may_end": may_grant_inspection(request.actor.by) and row.ended_at is None}
    if row.inspector_id == request.user.pk:
        if (refused := _look(request, row)) is not None:
            return refused
        lots = Lot.objects.filter(product__producer=row.producer).select_related("product").order_by("-pk")
        context["page"] = Paginator(lots, PER_PAGE).get_page(request.GET.get("page"))
        context["parts"] = range(1, parts_of(row) + 1)
    else:
        looks = row.looks.select_related("lot__product")
        context["looks"] = Paginator(looks, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "traceability/inspection/inspection.html", context)


@login_required
@require_safe
def lot(request: ActorRequest, pk: int, lot_id: int) -> HttpResponse:
    """Show the inspector all events of a lot, and mark those declared wrong. Each view is recorded."""
    row = _find(request, pk)
    found = get_object_or_404(
        Lot.objects.select_related("product__producer"), pk=lot_id, product__producer=row.producer
    )
    if (refused := _look(request, row, lot=found)) is not None:
        return refused
    context = {
        "inspection": row,
        "lot": found,
        "entries": history(found, request.GET.get("page")),
        "parts": InspectedPart.choices,
    }
    return render(request, "traceability/inspection/lot.html", context)


@login_required
@require_safe
def part(request: ActorRequest, pk: int, lot_id: int, part: str) -> HttpResponse:
    """Show the inspector one part of a lot's records, in the form of the bundle; each view is recorded."""
    if part not in InspectedPart.values:
        raise Http404
    row, asked = _find(request, pk), InspectedPart(part)
    found = get_object_or_404(
        Lot.objects.select_related("product__producer__unit"), pk=lot_id, product__producer=row.producer
    )
    if (refused := _look(request, row, lot=found, part=asked)) is not None:
        return refused
    context = {"inspection": row, "lot": found, "part": asked, "rows": rows_of(found, asked)}
    context["row_template"] = f"traceability/inspection/parts/{asked.value}.html"
    return render(request, "traceability/inspection/part.html", context)


@login_required
@require_POST
def bundle(request: ActorRequest, pk: int) -> HttpResponse:
    """Serve the bundle of one lot, or of all the producer's lots.

    The view is recorded before, in a transaction of its own: a bundle of a thousand lots takes seconds.
    During an open transaction, SQLite lets nobody else write.
    """
    row = _find(request, pk)
    lots = lots_of(row)
    wanted = request.POST.get("lot", "")
    one = get_object_or_404(lots, pk=to_id(wanted)) if wanted else None
    part, of = to_id(request.POST.get("part", "1")), parts_of(row)
    if part is None or not 1 <= part <= of:
        raise Http404
    if (refused := _look(request, row, lot=one, took_bundle=True)) is not None:
        return refused
    name, body = bundle_file(row, one, part)
    return HttpResponse(
        body,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    with refuse_in_message(request):
        end_inspection(actor=request.actor, inspection=row)
        messages.success(request, _("Đã kết thúc việc xem."))
    return redirect("traceability:inspections")


def _find(request: ActorRequest, pk: int) -> Inspection:
    return get_object_or_404(
        Inspection.objects.visible_to(request.user).select_related("producer", "inspector"), pk=pk
    )


def _look(
    request: ActorRequest,
    row: Inspection,
    *,
    lot: Lot | None = None,
    part: str = "",
    took_bundle: bool = False,
) -> HttpResponse | None:
    """Record the inspector's view. Return an error page if it isn't allowed, else None."""
    try:
        look_at(user=request.user, inspection=row, lot=lot, part=part, took_bundle=took_bundle)
    except InspectionOver as over:
        return render(
            request, "traceability/inspection/over.html", {"message": over.message}, status=over.status_code
        )
    return None
