"""Pages to pay by card, to refund a card, and to set up a producer's Stripe account."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from orders.models import Order
from orders.payments.connections import change_connection, keep_keys, producer_of_account
from orders.payments.ways.card import return_address
from orders.payments.ways.card.accounts import is_unions
from orders.payments.ways.card.actions import accounts as card_accounts
from orders.payments.ways.card.actions.payments import open_card_page
from orders.payments.ways.card.actions.refunds import ask_refund, send_refund
from orders.payments.ways.card.enums import RefundState
from orders.payments.ways.card.forms import CardKeysForm
from orders.payments.ways.card.models import CardAccount, CardRefund
from products.models import Producer


@never_cache
@require_POST
def pay(request: ActorRequest, ref: str) -> HttpResponse:
    """Redirect the buyer to the page at Stripe on which the order is paid. The order sets the amount."""
    order = get_object_or_404(Order.objects.select_related("producer"), ref=ref)
    with refuse_in_message(request) as submission:
        address = open_card_page(order=order)
    if not submission.is_done:
        return redirect("orders:order", ref)
    return_address.remember(request, order)
    return redirect(address)


@never_cache
@require_safe
def come_back(request: ActorRequest, back: str) -> HttpResponse:
    """Redirect from Stripe to the order, for a browser that left from it.

    Others don't learn whether it exists.
    """
    order = return_address.order_back_to(request, back)
    if order is None:
        return render(request, "orders/payments/ways/card/back.html")
    return redirect(reverse("orders:order", args=[order.ref]) + "?the=xong")


@login_required
@require_POST
def refund(request: ActorRequest, number: str) -> HttpResponse:
    """Refund the card: request the refund in a transaction, then send it to Stripe.

    If Stripe can't be reached, the clock sends it later.
    """
    response = _ask_refund(request, number)
    own_orders = Order.objects.sold_by(request.actor.member).filter(number=number)
    for each in CardRefund.objects.filter(
        payment__order__in=own_orders, number=None, state=RefundState.ASKED
    ):
        send_refund(each)
    return response


@idempotent
def _ask_refund(request: ActorRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.sold_by(request.actor.member), number=number)
    with refuse_in_message(request):
        ask_refund(actor=request.actor, order=order)
        messages.success(request, _("Đã gửi yêu cầu trả lại thẻ."))
    return redirect("orders:sale", order.number)


@login_required
@require_safe
def account(request: ActorRequest, producer_id: int) -> HttpResponse:
    return _account_page(request, producer_of_account(request, producer_id), CardKeysForm())


def _account_page(request: ActorRequest, producer: Producer, form: Form, status: int = 200) -> HttpResponse:
    row = CardAccount.objects.filter(producer=producer).first()
    context = {
        "producer": producer,
        "account": row,
        "is_connected": bool(row and row.sealed_key and row.closed_at is None),
        "is_unions": is_unions(producer),
        "address": settings.PUBLIC_ORIGIN + reverse("orders:card-hook", args=[row.ref]) if row else "",
        "form": form,
    }
    return render(request, "orders/payments/ways/card/account.html", context, status=status)


@login_required
@require_POST
@idempotent
def change_account(request: ActorRequest, producer_id: int, what: str) -> HttpResponse:
    act: Any = {"mo": card_accounts.open_card_account, "thoi": card_accounts.close_card_account}.get(what)
    return change_connection(request, producer_id, act, to="orders:card-account")


@login_required
@require_POST
def set_keys(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Store the card account's keys.

    Stripe is asked before any lock, including that of the idempotency key.
    """
    producer, form = producer_of_account(request, producer_id), CardKeysForm(request.POST)
    asked = None
    if form.is_valid():
        with refuse_in_form(form):
            asked = card_accounts.ask_about_key(producer=producer, key=form.cleaned_data["key"].strip())
    if asked is None:
        return _account_page(request, producer, form, 400)
    return _keep_keys(request, producer, form, asked)


@idempotent
def _keep_keys(
    request: ActorRequest, producer: Producer, form: Form, asked: card_accounts.Asked
) -> HttpResponse:
    return keep_keys(
        request,
        producer,
        form,
        partial(card_accounts.set_card_keys, asked=asked),
        words=_("Đã cất khoá. Người mua trả bằng thẻ được từ bây giờ."),
        to="orders:card-account",
        page=_account_page,
    )
