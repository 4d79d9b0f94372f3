"""Pages of lots for the producer's people and officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.dates import format_date, parse_vi_date
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from members.acting import ActorRequest
from members.models import User
from products.models import Product
from traceability.lots.actions.lots import (
    change_lot,
    close_lot,
    keep_lot,
    open_lot,
    rename_lot,
    reopen_lot,
)
from traceability.lots.forms.lots import LotForm, LotRenameForm
from traceability.lots.presenters import LotPage
from traceability.lots.rules import may_open_lot, may_see_history
from traceability.models import Lot


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the lots of the producers that the user works for, newest first, of all products or of one."""
    member = request.actor.member
    rows = Lot.objects.run_by(member).select_related("product").annotate_recalls()
    wanted = to_id(request.GET.get("san-pham"))
    product = Product.objects.run_by(member).filter(pk=wanted).first() if wanted is not None else None
    if product:
        rows = rows.filter(product=product)
    return render(
        request, "traceability/lots/lots.html", {"product": product, "page": paginate(request, rows)}
    )


@login_required
@require_safe
def lot(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show a lot with all its events; buyers have the origin page instead."""
    actor = request.actor
    row = _lot(actor.member, lot_id)
    page = LotPage(row, actor.member, request.GET.get("page"))
    context = {"page": page, "lot": row, "product": row.product}
    return render(request, "traceability/lots/lot.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    product = get_object_or_404(
        Product.objects.visible_to(actor.member).select_related("producer__branch"),
        pk=to_id(request.GET.get("san-pham")) or 0,
    )
    if not may_open_lot(actor.member, product):
        return render(request, "404.html", status=404)
    form = LotForm(request.POST or None, initial={"unit": product.unit or "kg"})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            opened = open_lot(actor=actor, product=product, **form.cleaned_data)
            messages.success(request, _("Đã mở lô %(code)s.") % {"code": opened.code})
            return redirect("traceability:lot", opened.pk)
    return _form(request, form, product, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, lot_id: int) -> HttpResponse:
    actor = request.actor
    row = _lot(actor.member, lot_id)
    form = LotForm(request.POST) if request.method == "POST" else LotForm.of(row)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        if not changes["code"]:
            del changes["code"]
        with refuse_in_form(form):
            change_lot(actor=actor, lot=row, changes=changes)
            messages.success(request, _("Đã sửa lô %(code)s.") % {"code": row.code})
            return redirect("traceability:lot", row.pk)
    return _form(request, form, row.product, row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def rename(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Give a lot another code; labels with the old code keep leading to it."""
    actor = request.actor
    row = _lot(actor.member, lot_id)
    form = (
        LotRenameForm(request.POST) if request.method == "POST" else LotRenameForm(initial={"code": row.code})
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            renamed = rename_lot(actor=actor, lot=row, **form.cleaned_data)
            messages.success(
                request, _("Lô này bây giờ có mã %(code)s. Tem cũ vẫn mở đúng lô.") % {"code": renamed.code}
            )
            return redirect("traceability:lot", row.pk)
    context = {"form": form, "lot": row, "aliases": row.aliases.all()}
    return render(request, "traceability/lots/rename.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def answer(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Answer whether there is still some of a lot of fresh goods: until a day, or none."""
    row = _lot(request.actor.member, lot_id)
    if request.POST.get("until") == "":
        close_lot(actor=request.actor, lot=row)
        messages.success(request, _("Đã ghi lô %(code)s hết hàng.") % {"code": row.code})
    else:
        with refuse_in_message(request):
            until = parse_vi_date(request.POST.get("until", ""))
            keep_lot(actor=request.actor, lot=row, until=until)
            messages.success(
                request,
                _("Lô %(code)s bán đến hết ngày %(day)s.") % {"code": row.code, "day": format_date(until)},
            )
    if request.POST.get("from") == "home":
        return redirect("home")
    return redirect("traceability:lot", row.pk)


@login_required
@require_POST
@idempotent
def close(request: ActorRequest, lot_id: int) -> HttpResponse:
    close_lot(actor=request.actor, lot=_lot(request.actor.member, lot_id))
    return redirect("traceability:lot", lot_id)


@login_required
@require_POST
@idempotent
def reopen(request: ActorRequest, lot_id: int) -> HttpResponse:
    reopen_lot(actor=request.actor, lot=_lot(request.actor.member, lot_id))
    return redirect("traceability:lot", lot_id)


def _lot(user: User, lot_id: int) -> Lot:
    """Return the lot if `user` may see its whole history.

    Otherwise raise Http404, so that nobody learns that the lot exists.
    """
    rows = Lot.objects.visible_to(user).select_related("product__producer__branch", "place")
    row = get_object_or_404(rows, pk=lot_id)
    return row if may_see_history(user, row) else get_object_or_404(Lot.objects.none())


def _form(request: ActorRequest, form: LotForm, product: Product, row: Lot | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "product": product, "lot": row}
    return render(request, "traceability/lots/lot_form.html", context, status=400 if form.errors else 200)
