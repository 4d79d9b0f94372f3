"""Pages: which lot was made from which, in both directions on one screen; cartons, losses and the yield."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from traceability.containers.actions.cartons import pack_cartons, record_loss, set_yield, unpack_carton
from traceability.genealogy.balance import DEFAULT_PERCENT
from traceability.genealogy.forms import CartonsForm, LossForm, YieldForm
from traceability.genealogy.picture import draw, genealogy_of, listed
from traceability.genealogy.presenters import GenealogyPage
from traceability.genealogy.process_yields import usual_yield
from traceability.genealogy.weighings import weighings_of
from traceability.lots.lot_lookup import lot_of
from traceability.models import Container, Lot, ProductYield


@login_required
@require_safe
def genealogy(request: ActorRequest, lot_id: int) -> HttpResponse:
    return _page(request, lot_of(request, lot_id))


@login_required
@require_POST
@idempotent
def pack(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)

    def act(data: dict[str, Any]) -> str:
        made = pack_cartons(actor=request.actor, lot=lot, **data)
        return _("Đã đóng %(n)d thùng.") % {"n": len(made)}

    return _acted(request, lot, CartonsForm(request.POST), "cartons_form", act)


@login_required
@require_POST
@idempotent
def lose(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)

    def act(data: dict[str, Any]) -> str:
        record_loss(actor=request.actor, lot=lot, **data)
        return _("Đã ghi hao hụt.")

    return _acted(request, lot, LossForm(request.POST), "loss_form", act)


@login_required
@require_POST
@idempotent
def change_yield(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)

    def act(data: dict[str, Any]) -> str:
        set_yield(actor=request.actor, product=lot.product, lot=lot, **data)
        return _("Đã sửa tỷ lệ.")

    return _acted(request, lot, YieldForm(request.POST), "yield_form", act)


@login_required
@require_POST
@idempotent
def unpack(request: ActorRequest, lot_id: int, carton_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)
    carton = get_object_or_404(Container.objects.filter(contents__lot=lot), pk=carton_id)
    with refuse_in_message(request):
        unpack_carton(actor=request.actor, container=carton)
        messages.success(request, _("Đã lấy hàng ra khỏi thùng."))
    return redirect("traceability:genealogy", lot.pk)


def _acted(
    request: ActorRequest, lot: Lot, form: Form, name: str, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    if form.is_valid():
        with refuse_in_form(form):
            messages.success(request, act(form.cleaned_data))
            return redirect("traceability:genealogy", lot.pk)
    return _page(request, lot, status=400, **{name: form})


def _page(request: ActorRequest, lot: Lot, *, status: int = 200, **forms: Form) -> HttpResponse:
    before, after = genealogy_of(lot)
    near_before, near_after = listed(lot, before, after)
    weighings, weighing_count = weighings_of(lot)
    own = ProductYield.objects.filter(product=lot.product_id).first()
    usual = usual_yield(lot.product)
    most = usual.percent if usual is not None and usual.is_sourced else DEFAULT_PERCENT
    percent = own.percent if own else most
    context = {
        "lot": lot,
        "page": GenealogyPage(lot, request.actor.member),
        "picture": draw(lot, before, after),
        "weighings": weighings,
        "has_unusual": any(one.is_unusual for one in weighings),
        "weighing_count": weighing_count,
        "before": near_before,
        "after": near_after,
        "before_count": len(before),
        "after_count": len(after),
        "percent": percent,
        "usual": usual,
        "yield_reason": own.get_reason_display() if own else "",
        "cartons_form": CartonsForm(),
        "loss_form": LossForm(),
        "yield_form": YieldForm(initial={"percent": percent, "reason": own.reason if own else ""}),
    } | forms
    return render(request, "traceability/genealogy/genealogy.html", context, status=status)
