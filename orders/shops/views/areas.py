"""The page of a producer's delivery areas, separate because the list may be long."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from orders.shops.actions.areas import remove_area, save_area, set_elsewhere
from orders.shops.actions.shops import shop_of
from orders.shops.forms import AreaForm
from orders.shops.producer_lookup import producer_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def areas(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Show the areas with their fees, a form to add one, and the switch for delivery elsewhere."""
    producer = producer_of(request, producer_id)
    is_toggle = "elsewhere" in request.POST
    form = AreaForm(request.POST if request.method == "POST" and not is_toggle else None)
    if request.method == "POST":
        with refuse_in_message(request) if is_toggle else refuse_in_form(form):
            if is_toggle:
                is_on = request.POST["elsewhere"] == "yes"
                set_elsewhere(actor=request.actor, producer=producer, delivers=is_on)
            elif form.is_valid():
                save_area(actor=request.actor, producer=producer, **form.cleaned_data)
            if not form.errors:
                messages.success(request, _("Đã lưu."))
                return redirect("orders:areas", producer.pk)
        if is_toggle:
            return redirect("orders:areas", producer.pk)
    shop = shop_of(producer)
    if not shop.has_answered_delivery:
        return redirect("orders:delivery", producer.pk)
    rows = shop.areas.select_related("unit__parent") if shop.pk else []
    context = {"producer": producer, "shop": shop, "areas": rows, "form": form}
    return render(request, "orders/shops/areas.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def remove(request: ActorRequest, producer_id: int, unit: int) -> HttpResponse:
    """Remove a delivery area."""
    producer = producer_of(request, producer_id)
    remove_area(actor=request.actor, producer=producer, unit=unit)
    messages.success(request, _("Đã bỏ nơi giao này."))
    return redirect("orders:areas", producer.pk)
