"""The page of the delivery question."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from orders.shops.actions.delivery import answer_delivery
from orders.shops.actions.shops import shop_of
from orders.shops.answer_form import DeliveryAnswerForm
from orders.shops.areas import own_units
from orders.shops.producer_lookup import producer_of
from orders.shops.rules import may_set_account


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def delivery(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Ask where goods go, for what fee, and how money comes. Before the answer nothing can be ordered."""
    producer = producer_of(request, producer_id)
    shop = shop_of(producer)
    form = DeliveryAnswerForm(request.POST if request.method == "POST" else None, shop=shop)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            answer_delivery(actor=request.actor, producer=producer, answer=form.answer)
            messages.success(request, _("Đã lưu cách giao hàng."))
            return redirect("orders:shop", producer.pk)
    own = [unit.pk for unit in own_units(producer) if unit]
    may_set = may_set_account(request.actor.member, producer)
    context = {
        "producer": producer,
        "shop": shop,
        "form": form,
        "account_end": shop.account[-4:] if may_set else "",
        "may_set_account": may_set,
        "other_areas": shop.areas.exclude(unit__in=own).count() if shop.pk else 0,
    }
    return render(request, "orders/shops/delivery.html", context, status=400 if form.errors else 200)
