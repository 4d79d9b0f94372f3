"""The buyer's pages of an order, at an unguessable address without login."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.money import dong_words
from backend.common.submitting import refuse_in_message
from members.acting import ActorRequest
from orders.basket import proofs
from orders.models import Order, Purchase
from orders.orders.actions.settling import owed_back
from orders.orders.actions.steps import confirm_receipt, withdraw_order
from orders.orders.presenters import OrderPage
from orders.orders.rules import may_read_address


@never_cache
@require_safe
def purchase(request: ActorRequest, ref: str) -> HttpResponse:
    """Show all orders of one purchase; redirect to the order if there is only one."""
    row = get_object_or_404(Purchase, ref=ref)
    orders = list(row.orders.select_related("producer").prefetch_related("lines__product").order_by("pk"))
    if len(orders) == 1:
        return redirect("orders:order", orders[0].ref)
    return render(request, "orders/orders/purchase.html", {"purchase": row, "orders": orders})


@login_required
@require_safe
def bought(request: ActorRequest) -> HttpResponse:
    """List the orders that the member placed while logged in."""
    rows = (
        Order.objects.filter(purchase__user=request.actor.member)
        .select_related("producer")
        .prefetch_related("lines__product")
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "orders/orders/bought.html", {"page": page})


@never_cache
@require_safe
def order(request: ActorRequest, ref: str) -> HttpResponse:
    """Show the buyer's page of an order: goods, seller, state, and how to pay.

    The way of paying may check first whether a payment has come.
    """
    row = _order(ref)
    row.way.refresh_payment(row, request)
    knows = may_read_address(row, request.actor or None, proofs.phones_of(request))
    page = OrderPage(row, is_proven=knows)
    response = render(request, "orders/orders/order.html", {"order": row, "page": page})
    if page.form_origins:
        # Browsers apply the page's CSP to redirects of forms too.
        to = {"form-action": [CSP.SELF, *page.form_origins]}
        response._csp_config = {**settings.SECURE_CSP, **to}  # type: ignore[attr-defined]
    return response


@never_cache
@require_safe
def receipt(request: ActorRequest, ref: str) -> HttpResponse:
    """Show the receipt to print; redirect to the order if it is not paid."""
    row = _order(ref)
    if row.paid_at is None:
        messages.info(request, _("Có biên nhận khi người bán ghi đã nhận tiền."))
        return redirect("orders:order", ref)
    context = {
        "order": row,
        "page": OrderPage(row),
        "address": settings.PUBLIC_ORIGIN + reverse("orders:order", args=[row.ref]),
    }
    return render(request, "orders/orders/receipt.html", context)


@require_POST
@idempotent
def withdraw(request: ActorRequest, ref: str) -> HttpResponse:
    with refuse_in_message(request):
        withdraw_order(
            order=_order(ref), buyer=request.actor or None, proven_phones=proofs.phones_of(request)
        )
        messages.success(request, _("Đã huỷ đơn. Người bán đã được báo."))
    return redirect("orders:order", ref)


@require_POST
@idempotent
def receive(request: ActorRequest, ref: str) -> HttpResponse:
    with refuse_in_message(request):
        row = confirm_receipt(order=_order(ref), buyer=request.actor or None)
        if words := row.way.received_words(row):
            messages.success(request, words)
        elif owed := owed_back(row):
            messages.success(
                request,
                _("Cảm ơn bạn. Đã ghi bạn nhận hàng. Người bán còn phải trả lại bạn %(amount)s.")
                % {"amount": dong_words(owed)},
            )
        elif row.paid_at is None:
            messages.success(request, _("Cảm ơn bạn. Đã ghi bạn nhận hàng."))
        else:
            messages.success(request, _("Cảm ơn bạn. Đơn đã xong."))
    return redirect("orders:order", ref)


def _order(ref: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("producer__unit", "producer__shop", "purchase"), ref=ref
    )
