from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.common.units import unit_name
from members.acting import ActorRequest
from orders.models import Offer
from orders.orders.rules import may_take_order
from orders.orders.stock import held_back, nothing_to_sell, past_lots, stock_of
from orders.shops.actions.delivery import set_delivery
from orders.shops.actions.shops import (
    close_offer,
    pause_shop,
    save_offer,
    set_account,
    shop_of,
)
from orders.shops.actions.stops import lift_stop, stop_sales
from orders.shops.forms import AccountForm, DeliveryForm, LiftForm, OfferForm, RestForm, StopForm
from orders.shops.holders import is_other_holder, verified_names
from orders.shops.producer_lookup import producer_of
from orders.shops.rules import may_set_account, may_stop_sales
from products.models import Producer, Product
from products.producers.presenters import VerificationStatus
from products.producers.rules import may_ask_verification
from products.products.enums import ProductState


@login_required
@require_safe
def shop(request: ActorRequest, producer_id: int) -> HttpResponse:
    return _shop_page(request, producer_of(request, producer_id))


def _shop_page(request: ActorRequest, producer: Producer, status: int = 200, **forms: Form) -> HttpResponse:
    row = shop_of(producer)
    products = list(
        producer.products.filter(state=ProductState.LISTED)
        .prefetch_related("offers__breaks")
        .order_by("name")
    )
    stock, held = stock_of(ids := {product.pk for product in products}), held_back(ids)
    past = past_lots(ids)
    context: dict[str, Any] = {
        "producer": producer,
        "verification": VerificationStatus(
            producer, may_ask=may_ask_verification(request.actor.member, producer)
        ),
        "shop": row,
        "products": [
            (
                p,
                [(o, stock[p.pk].left_words(o)) for o in p.offers.all() if o.is_open],
                held.get(p.pk),
                past.get(p.pk),
            )
            for p in products
        ],
        "may_set_account": may_set_account(request.actor.member, producer),
        "may_take_order": may_take_order(request.actor.member, producer),
        "delivery_form": DeliveryForm.of(row),
        "account_form": AccountForm.of(row),
        "rest_form": RestForm(),
        "stop": producer.sales_stops.filter(lifted_at=None).first(),
        "may_stop": may_stop_sales(request.actor.member, producer),
        "verified_names": verified_names(producer),
        "is_other_holder": is_other_holder(row),
    }
    if context["may_stop"]:
        context["stop_form"] = LiftForm() if context["stop"] else StopForm()
    return render(request, "orders/shops/shop.html", {**context, **forms}, status=status)


@login_required
@require_POST
@idempotent
def change_shop(request: ActorRequest, producer_id: int, what: str) -> HttpResponse:
    """Change delivery, account, pause or sales stop; each has a form on the same page."""
    producer = producer_of(request, producer_id)
    choices: dict[str, tuple[type[Form], Any]] = {
        "giao-hang": (DeliveryForm, set_delivery),
        "tai-khoan": (AccountForm, set_account),
        "tam-nghi": (RestForm, pause_shop),
        "dung-ban": (StopForm, stop_sales),
        "ban-lai": (LiftForm, lift_stop),
    }
    if what not in choices:
        return render(request, "404.html", status=404)
    form_class, act = choices[what]
    form = form_class(request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            act(actor=request.actor, producer=producer, **form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect("orders:shop", producer.pk)
    name = {
        "giao-hang": "delivery_form",
        "tai-khoan": "account_form",
        "tam-nghi": "rest_form",
        "dung-ban": "stop_form",
        "ban-lai": "stop_form",
    }[what]
    return _shop_page(request, producer, 400, **{name: form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_offer(request: ActorRequest, product_id: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.select_related("producer"), pk=product_id)
    producer_of(request, product.producer_id)
    lot = product.lots.first()
    unit = lot.unit if lot else product.unit or "kg"
    form = OfferForm(request.POST) if request.method == "POST" else OfferForm.first_of(product, unit)
    return _offer(request, product, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit_offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.select_related("product__producer"), pk=offer_id)
    producer_of(request, offer.product.producer_id)
    form = OfferForm(request.POST, offer=offer) if request.method == "POST" else OfferForm.of(offer)
    return _offer(request, offer.product, form, offer)


def _offer(request: ActorRequest, product: Product, form: OfferForm, offer: Offer | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, {"breaks": "break_price_1"}):
            saved = save_offer(actor=request.actor, product=product, offer=offer, **form.cleaned_data)
            messages.success(request, _("Đã lưu cách bán."))
            if nothing_to_sell(saved):
                words = _(
                    "Chưa có lô nào bán được theo cách này: người mua thấy hết hàng đến khi chị mở lô tính bằng %(unit)s."
                )
                messages.warning(request, words % {"unit": unit_name(saved.unit)})
            return redirect("orders:shop", product.producer_id)
    context = {"form": form, "product": product, "offer": offer}
    return render(request, "orders/shops/offer_form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def end_offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.select_related("product__producer"), pk=offer_id)
    producer_of(request, offer.product.producer_id)
    close_offer(actor=request.actor, offer=offer)
    messages.success(request, _("Đã thôi bán theo %(label)s.") % {"label": offer.label})
    return redirect("orders:shop", offer.product.producer_id)
