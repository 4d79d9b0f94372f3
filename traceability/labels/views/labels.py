"""Pages of label runs: the list, the three questions before a run, its progress, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.codes import new_own_code
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import hold_refusal, refuse_in_form
from backend.common.text import to_id
from backend.common.units import format_number
from members.acting import ActorRequest
from members.models import User
from products.models import ProducerPerson, Product
from products.products.enums import ProductState
from traceability.drawing.errors import LabelError
from traceability.drawing.layouts import Layout
from traceability.labels.actions import cancel_run, refusal_for, remake_sheet, request_run, retry_run
from traceability.labels.actions.codes import known_code
from traceability.labels.enums import CodeKind, RunState
from traceability.labels.forms import RunForm
from traceability.labels.presenters import RunPage
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.content import content_for
from traceability.labels.runs.needs import labels_made, labels_needed, warnings_for
from traceability.labels.runs.preview import specimen_height, specimen_png
from traceability.labels.runs.rendering import RUN_LAYOUTS, check_fits, spec_of
from traceability.legal.sticker import left_to_the_pack
from traceability.lots.enums import LotState
from traceability.models import LabelRun, Lot, ProductCode


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to choose on the page. `problem` is why this lot's labels don't fit it, or ""."""

    layout: Layout
    problem: str = ""


@login_required
@require_safe
def runs(request: ActorRequest) -> HttpResponse:
    """List runs of producers that the member works for or oversees, newest first, without cancelled ones."""
    member = request.actor.member
    rows = (
        LabelRun.objects.visible_to(member)
        .exclude(state=RunState.CANCELLED)
        .annotate_void()
        .select_related("lot__product__producer")
        .annotate(
            print_count=Count("prints", distinct=True),
            is_of_another=~Exists(
                ProducerPerson.objects.filter(
                    producer=OuterRef("lot__product__producer"), user=member, until=None
                )
            ),
        )
        .order_by("-id")
    )
    page = paginate(request, rows, per_page=20)
    context = {
        "page": page,
        "has_lots": _lots(member).exists(),
        "is_overseeing": bool(page.rows) and all(run.is_of_another for run in page),
    }
    return render(request, "traceability/labels/runs.html", context)


@login_required
@require_safe
def choose_lot(request: ActorRequest) -> HttpResponse:
    """Choose the lot for the labels; with only one lot, skip this step."""
    lots = _lots(request.actor.member)
    product = to_id(request.GET.get("san-pham"))
    if product is not None:
        lots = lots.filter(product_id=product)
    page = paginate(request, lots, per_page=30)
    if len(page) == 1 and page.number == 1 and not page.has_next:
        return redirect("traceability:choose-paper", page.rows[0].pk)
    return render(request, "traceability/labels/choose_lot.html", {"page": page})


@login_required
@require_safe
def choose_paper(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Choose the paper; each shows whether this lot's texts fit it. 409 if the lot gets no labels now."""
    lot = find_lot(request.actor.member, lot_id)
    refusal = refusal_for(lot)
    papers = [] if refusal else [_paper(lot, layout) for layout in RUN_LAYOUTS.values()]
    newest = lot.label_runs.exclude(state=RunState.CANCELLED).first()
    on_pack = [] if refusal else left_to_the_pack(lot.product)
    context = {"lot": lot, "refusal": refusal, "papers": papers, "newest": newest, "on_pack": on_pack}
    return render(request, "traceability/labels/choose_paper.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_run(request: ActorRequest, lot_id: int, layout_key: str) -> HttpResponse:
    """Ask for the number of labels, show a preview of one, and start the run."""
    actor = request.actor
    lot, layout = find_lot(actor.member, lot_id), _layout(layout_key)
    if refusal_for(lot):
        return redirect("traceability:choose-paper", lot.pk)
    form = RunForm(request.POST or None, initial=_first_guess(request, lot, layout))
    warnings = []
    if request.method == "POST" and form.is_valid():
        warnings = warnings_for(lot, form.cleaned_data["count"])
        if not warnings or request.POST.get("confirmed") == _confirmed(form):
            with refuse_in_form(form):
                run = request_run(actor=actor, lot=lot, layout=layout.key, **form.cleaned_data)
                return redirect("traceability:run", run.pk)
            warnings = []
    context = {
        "form": form,
        "lot": lot,
        "layout": layout,
        "presets": _presets(layout),
        "needed": labels_needed(lot),
        "made": labels_made(lot),
        "warnings": warnings,
        "confirmed": _confirmed(form) if warnings else "",
        "confirmed_count": form.cleaned_data["count"] if warnings else 0,
        "specimen_height": specimen_height(layout),
        "fit": _paper(lot, layout),
    }
    return render(request, "traceability/labels/new_run.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
@cache_control(private=True, max_age=60)
def specimen(request: ActorRequest, lot_id: int, layout_key: str) -> HttpResponse:
    """Serve one label of the lot as a PNG, stamped MẪU; its code belongs to no run."""
    lot, layout = find_lot(request.actor.member, lot_id), _layout(layout_key)
    try:
        picture = specimen_png(spec_of(_draft(lot, layout)))
    except LabelError:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png")


@login_required
@require_safe
@cache_control(private=True, max_age=3600)
def run_specimen(request: ActorRequest, run_id: int) -> HttpResponse:
    """Serve one label of an existing run as a PNG, stamped MẪU."""
    run = find_run(request.actor.member, run_id)
    return HttpResponse(specimen_png(spec_of(run)), content_type="image/png")


@login_required
@require_safe
def run(request: ActorRequest, run_id: int) -> HttpResponse:
    """Show a run: being made, ready to print, or why it failed."""
    row = find_run(request.actor.member, run_id)
    page = RunPage(row, request.actor.member)
    return render(request, "traceability/labels/run.html", run_context(page))


@login_required
@require_safe
def progress(request: ActorRequest, run_id: int) -> HttpResponse:
    """Render the part of the page with the sheet's progress.

    Once it is done, request a reload of the page.
    """
    row = find_run(request.actor.member, run_id)
    page = RunPage(row, request.actor.member)
    response = render(request, "traceability/labels/progress.html", run_context(page))
    if not page.is_working:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
@idempotent
def retry(request: ActorRequest, run_id: int) -> HttpResponse:
    row = find_run(request.actor.member, run_id)
    if row.state == RunState.READY:
        remake_sheet(actor=request.actor, run=row)
    else:
        retry_run(actor=request.actor, run=row)
    return redirect("traceability:run", row.pk)


@login_required
@require_POST
@idempotent
def cancel(request: ActorRequest, run_id: int) -> HttpResponse:
    row = find_run(request.actor.member, run_id)
    cancel_run(actor=request.actor, run=row)
    messages.success(request, _("Đã bỏ đợt tem %(run)s. Chưa con tem nào được in.") % {"run": row.pk})
    return redirect("traceability:runs")


def find_run(member: User, run_id: int) -> LabelRun:
    rows = LabelRun.objects.visible_to(member).select_related(
        "lot__product__producer__branch", "code", "requested_by", "on_behalf_of"
    )
    return get_object_or_404(rows, pk=run_id)


def run_context(page: RunPage) -> dict[str, Any]:
    """Return what every page of a run shows."""
    row = page.run
    return {"page": page, "run": row, "lot": row.lot, "product": row.lot.product, "layout": page.layout}


def _lots(member: User) -> Any:
    """Return lots that can have labels: the member's own (staff: all), open, not recalled, of listed
    products.
    """
    lots = Lot.objects.run_by(member) if not member.is_staff else Lot.objects.all()
    return (
        lots.filter(state=LotState.OPEN, product__state=ProductState.LISTED)
        .not_recalled()
        .select_related("product__producer")
        .annotate(
            run_count=Count("label_runs", filter=~Q(label_runs__state=RunState.CANCELLED), distinct=True)
        )
        .order_by("-created_at", "-pk")
    )


def find_lot(member: User, lot_id: int) -> Lot:
    """Return the lot if `member` may print its labels.

    Otherwise raise Http404, so that nobody learns that the lot exists.
    """
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related("product__producer__branch"), pk=lot_id
    )
    if not may_print_labels(member, lot):
        raise Http404
    return lot


def _layout(key: str) -> Layout:
    try:
        return RUN_LAYOUTS[key]
    except KeyError:
        raise Http404 from None


def _draft(lot: Lot, layout: Layout) -> LabelRun:
    """Return an unsaved run, to preview it."""
    origin = settings.PUBLIC_ORIGIN
    return LabelRun(
        lot=lot,
        code=known_code(lot.product) or _future_code(lot.product),
        count=1,
        layout=layout.key,
        key_version=settings.LABEL_KEY_CURRENT,
        origin=origin,
        content=content_for(lot, origin=origin).as_json(),
    )


def _future_code(product: Product) -> ProductCode:
    """Return a placeholder as long as the code that the product will get, for a preview."""
    if product.gtin:
        return ProductCode(product=product, kind=CodeKind.GTIN, value=product.gtin)
    return ProductCode(product=product, kind=CodeKind.OWN, value=new_own_code())


def _paper(lot: Lot, layout: Layout) -> Paper:
    with hold_refusal() as submission:
        check_fits(_draft(lot, layout))
    return Paper(layout, submission.message)


def _presets(layout: Layout) -> list[tuple[int, str]]:
    """Return the choices of numbers of labels: whole sheets, or the sizes in which rolls are sold."""
    if layout.is_sheet:
        return [
            (
                sheets * layout.per_page,
                _("%(sheets)d tờ, %(count)s tem")
                % {"sheets": sheets, "count": format_number(sheets * layout.per_page)},
            )
            for sheets in (1, 2, 5, 10)
        ]
    return [(count, _("%(count)s tem") % {"count": format_number(count)}) for count in (50, 100, 500, 1000)]


def _first_guess(request: ActorRequest, lot: Lot, layout: Layout) -> dict[str, Any]:
    """Return initial values of the form: the number of labels, and the printer's offset.

    The number is `so` from the URL. Without it, it is one or two whole sheets for what the lot still needs,
    or 100 on a roll. The offset is that of the producer's last finished run on such paper, or 0.
    """
    asked = to_id(request.GET.get("so"))
    if asked is not None and asked < 1_000_000:
        count = asked
    elif layout.is_sheet:
        left = max(labels_needed(lot) - labels_made(lot), 1)
        count = min(layout.pages(left), 2) * layout.per_page
    else:
        count = 100
    before = (
        LabelRun.objects.filter(
            lot__product__producer=lot.product.producer, layout=layout.key, state=RunState.READY
        )
        .order_by("-id")
        .first()
    )
    offsets = (before.offset_x, before.offset_y) if before else (Decimal(0), Decimal(0))
    return {"count": count, "offset_x": _offset_text(offsets[0]), "offset_y": _offset_text(offsets[1])}


def _offset_text(offset: Decimal) -> str:
    return format_number(offset) if offset else ""


def _confirmed(form: RunForm) -> str:
    """Return the value of the confirming button.

    It contains the number, so another number must be confirmed too.
    """
    return str(form.cleaned_data.get("count", "")) if form.is_bound and form.is_valid() else ""
