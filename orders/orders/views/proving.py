"""The page on which a buyer proves an order's phone number: for reviews, to read the address, or to cancel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.submitting import add_refusal
from members.acting import ActorRequest
from orders.basket import proofs
from orders.basket.code_form import CodeForm
from orders.basket.limits import network_asking_for_code
from orders.models import Order
from orders.orders.actions.proving import confirm_buyer, prove_order_number, send_order_code
from orders.orders.presenters import OrderPage
from orders.orders.rules import is_known_buyer, may_prove_number, may_read_address


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def prove(request: ActorRequest, ref: str) -> HttpResponse:
    """Let a buyer request an SMS code and enter it; each has its own button.

    An error is shown, not raised, so a failed try stays counted.
    """
    order = get_object_or_404(Order.objects.select_related("producer", "purchase"), ref=ref)
    first = may_prove_number(order)
    buyer, phones = request.actor or None, proofs.phones_of(request)
    # There is a review already, and the visitor is not known as its writer.
    again = (
        order.buyer_phone
        and order.lines.filter(review__isnull=False).exists()
        and not is_known_buyer(order, buyer, phones)
    )
    page = OrderPage(order, is_proven=may_read_address(order, buyer, phones))
    if not (first or again or page.may_unmask or page.may_prove_to_withdraw):
        return redirect("orders:order", ref)
    form, status = CodeForm(), 200
    if request.method == "POST":
        form = CodeForm(None if "send" in request.POST else request.POST)
        try:
            if "send" in request.POST:
                _send(request, order, again=not first)
            elif form.is_valid():
                if first:
                    prove_order_number(order=order, code=form.cleaned_data["code"], buyer=buyer)
                else:
                    confirm_buyer(order=order, code=form.cleaned_data["code"], buyer=buyer)
                proofs.remember(request, order.buyer_phone)
                messages.success(
                    request,
                    _("Đã xác nhận số của bạn. Bạn viết đánh giá được rồi.")
                    if first or again
                    else _("Đã xác nhận số của bạn."),
                )
                return redirect("orders:order", ref)
            else:
                status = 400
        except DomainError as error:
            form = form if form.is_bound else CodeForm({"code": ""})
            form.errors.clear()
            add_refusal(form, error)
            status = error.status_code
    context = {"form": form, "order": order, "is_for_review": bool(first or again)}
    return render(request, "orders/orders/prove.html", context, status=status)


def _send(request: ActorRequest, order: Order, *, again: bool) -> None:
    network = network_asking_for_code(request)
    if send_order_code(order=order, buyer=request.actor or None, network=network, again=again):
        messages.success(request, _("Đã gửi mã đến số của bạn. Mã dùng được 10 phút."))
    else:
        messages.info(request, _("Mã vừa gửi chưa được một phút. Bạn đợi tin nhắn đến."))
