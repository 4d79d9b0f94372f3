"""A producer's orders, and the steps of one order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.rules import has_desk
from orders.models import Order, Transfer
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part, words_of_return
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    give_difference_back,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
    waits_for_money,
)
from orders.orders.enums import ENDED, StepKind
from orders.orders.forms import PackForm, PartBackForm, ReasonForm, ShipForm
from orders.orders.presenters import SalePage, SalesPage, sale_rows
from orders.orders.slips import lot_codes
from orders.orders.stock import labels_recalled_in
from products.models import Producer

PER_PAGE = 20


@login_required
@require_safe
def sales(request: ActorRequest) -> HttpResponse:
    """Show the seller's orders, money and debts, and the ways to goods, labels and settings.

    Ended orders come last, in pages.
    """
    member = request.actor.member
    mine = Order.objects.sold_by(member).select_related("producer").prefetch_related("lines__product")
    done = Paginator(mine.filter(state__in=ENDED), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "orders/orders/sales.html",
        {
            "sales": SalesPage(member),
            "done": sale_rows(done.object_list),
            "page": done,
            "producers": list(Producer.objects.run_by(member).order_by("name")),
            "odd_transfers": Transfer.objects.visible_to(member).to_look_at().count(),
            "has_desk": has_desk(member),
        },
    )


def _sale(request: ActorRequest, number: str) -> Order:
    return get_object_or_404(
        Order.objects.sold_by(request.actor.member).select_related("producer"), number=number
    )


@login_required
@require_safe
def sale(request: ActorRequest, number: str) -> HttpResponse:
    return _sale_page(request, _sale(request, number))


def _sale_page(request: ActorRequest, order: Order, status: int = 200, **forms: Form) -> HttpResponse:
    page = SalePage(order, request.actor.member)
    context: dict[str, Any] = {"order": order, "page": page, "reason_form": ReasonForm()}
    if page.may_return_part:
        context["part_form"] = PartBackForm(order=order)
    if page.may_pack:
        context["pack_form"] = PackForm(order=order)
    if page.may_ship:
        context["ship_form"] = ShipForm(
            asks_labels=bool(page.labels_recalled), is_unpaid=page.waits_for_money
        )
    return render(request, "orders/orders/sale.html", {**context, **forms}, status=status)


@login_required
@require_POST
@idempotent
def step(request: ActorRequest, number: str, kind: str) -> HttpResponse:
    """Take the step `kind` of an order as its seller; 404 for a step that has its own form."""
    order, actor = _sale(request, number), request.actor
    with refuse_in_message(request):
        if kind == StepKind.CONFIRMED:
            confirm_order(actor=actor, order=order)
        elif kind == StepKind.UNPACKED:
            unpack_order(actor=actor, order=order)
        elif kind == StepKind.PAID:
            mark_paid(actor=actor, order=order)
        elif kind == StepKind.DELIVERED:
            deliver_order(actor=actor, order=order, labels_checked="labels_checked" in request.POST)
        elif kind == StepKind.REFUNDED:
            mark_refunded(actor=actor, order=order)
        elif kind == StepKind.SETTLED:
            give_difference_back(actor=actor, order=order)
        else:
            return render(request, "404.html", status=404)
    return redirect("orders:sale", order.number)


@login_required
@require_POST
@idempotent
def pack(request: ActorRequest, number: str) -> HttpResponse:
    order = _sale(request, number)
    form = PackForm(request.POST, order=order)
    if form.is_valid():
        with refuse_in_form(form):
            pack_order(actor=request.actor, order=order, lots=form.lots, weighed=form.weighed, also=form.also)
            messages.success(request, _("Đã đóng gói. Chị in phiếu bỏ vào gói hàng."))
            return redirect("orders:sale", order.number)
    return _sale_page(request, order, 400, pack_form=form)


@login_required
@require_POST
@idempotent
def ship(request: ActorRequest, number: str) -> HttpResponse:
    order = _sale(request, number)
    asked = {"asks_labels": bool(labels_recalled_in(order)), "is_unpaid": waits_for_money(order)}
    form = ShipForm(request.POST, **asked)
    if form.is_valid():
        with refuse_in_form(form):
            ship_order(actor=request.actor, order=order, **form.cleaned_data)
            return redirect("orders:sale", order.number)
    return _sale_page(request, order, 400, ship_form=form)


@login_required
@require_POST
@idempotent
def part_back(request: ActorRequest, number: str) -> HttpResponse:
    """Record a part return: some pieces or a part of the fee; the rest of the order continues."""
    order = _sale(request, number)
    form = PartBackForm(request.POST, order=order)
    if form.is_valid():
        with refuse_in_form(form):
            row = return_part(actor=request.actor, order=order, **form.arguments)
            messages.success(request, _("Đã ghi: %(words)s.") % {"words": words_of_return(row)})
            return redirect("orders:sale", order.number)
    return _sale_page(request, order, 400, part_form=form)


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, number: str, kind: str) -> HttpResponse:
    """Cancel or return an order, with a reason shown to the buyer."""
    order = _sale(request, number)
    form = ReasonForm(request.POST)
    act = {StepKind.CANCELLED: cancel_order, StepKind.RETURNED: return_order}.get(kind)  # type: ignore[call-overload]
    if act is None:
        return render(request, "404.html", status=404)
    if form.is_valid():
        with refuse_in_form(form):
            act(actor=request.actor, order=order, reason=form.cleaned_data["reason"])
            return redirect("orders:sale", order.number)
    return _sale_page(request, order, 400, reason_form=form)


@login_required
@require_safe
def slip(request: ActorRequest, number: str) -> HttpResponse:
    """Show the packing slip, with a QR code for each lot that leads to the lot's page."""
    order = _sale(request, number)
    lines = list(order.lines.prefetch_related("packed__lot__product"))
    page = SalePage(order, request.actor.member)
    context = {"order": order, "page": page, "lines": lines, "lots": lot_codes(lines)}
    return render(request, "orders/orders/slip.html", context)
