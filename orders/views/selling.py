"""A producer's own pages: what was ordered and what comes next, what is on sale, and how she sells."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from members.acting import ActorRequest
from members.forms.refusals import add_refusal
from orders.actions.packing import pack_order, stays_packed, unpack_order
from orders.actions.placing import Buyer, Wish, place_orders
from orders.actions.returns import MAY_BE_TAKEN_FROM, return_part, words_of_return
from orders.actions.settling import in_hand_back, owed_back, still_to_pay
from orders.actions.shops import close_offer, pause_shop, save_offer, set_account, set_delivery, shop_of
from orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    give_difference_back,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
)
from orders.actions.stops import lift_stop, stop_sales
from orders.enums import ENDED, Delivery, OrderState, Payment, StepKind
from orders.forms.buying import BuyerForm
from orders.forms.counts import CountsForm
from orders.forms.handling import PackForm, PartBackForm, ReasonForm, ShipForm
from orders.forms.shops import AccountForm, DeliveryForm, LiftForm, OfferForm, RestForm, StopForm
from orders.holders import is_other_holder, verified_names
from orders.models import CardRefund, Offer, Order, Transfer
from orders.rules import may_sell, may_set_account, may_stop_sales, may_take_order
from orders.slips import lot_codes
from orders.stock import Stock, held_back, labels_recalled_in, recalled_in, stock_of
from products.adults import is_for_adults
from products.enums import ProductState
from products.models import Producer, Product

PER_PAGE = 20


@login_required
@require_safe
def sales(request: ActorRequest) -> HttpResponse:
    """Orders of her producers: first those that wait for her."""
    member = request.actor.member
    mine = Order.objects.sold_by(member).select_related("producer").prefetch_related("lines")
    done = Paginator(mine.filter(state__in=ENDED), PER_PAGE).get_page(request.GET.get("page"))
    producers = list(Producer.objects.run_by(member).order_by("name"))
    return render(
        request,
        "orders/sales.html",
        {
            "waiting": mine.exclude(state__in=ENDED).order_by("created_at"),
            "page": done,
            "producers": producers,
            "odd_transfers": Transfer.objects.visible_to(member).to_look_at().count(),
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
    context: dict[str, Any] = {
        "order": order,
        "lines": order.lines.prefetch_related("packed__lot"),
        "steps": order.steps.select_related("by", "on_behalf_of"),
        "may_cancel": order.state in (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED),
        "stays_packed": stays_packed(order) if order.state == OrderState.PACKED else "",
        "has_weighed": order.lines.filter(is_weighed=True).exists(),
        "may_return": order.state in (OrderState.SHIPPED, OrderState.DELIVERED),
        "may_refund": order.paid_at is not None
        and order.refunded_at is None
        and order.state in (OrderState.CANCELLED, OrderState.RETURNED),
        "may_be_paid": order.paid_at is None
        and order.state not in (OrderState.CANCELLED, OrderState.RETURNED),
        "reason_form": ReasonForm(),
        "transfers": list(order.transfers.counted()),
        "owed_back": owed_back(order),
        "still_to_pay": still_to_pay(order),
        "hand_back": in_hand_back(order),
        "recalled": recalled_in(order) if order.state == OrderState.PACKED else "",
        "labels_recalled": labels_recalled_in(order) if order.state == OrderState.PACKED else [],
        "by_card": order.card_payments.exclude(paid_at=None).exists(),
        "card_refunds": CardRefund.objects.filter(payment__order=order),
    }
    # How it came: what a bank's messages told of, the rest as she wrote it down herself.
    context["told_back"] = sum(row.back for row in context["transfers"])
    context["other_back"] = context["owed_back"] - context["told_back"]
    if order.state in MAY_BE_TAKEN_FROM:
        context["part_form"] = PartBackForm(order=order)
    if order.state == OrderState.CONFIRMED:
        context["pack_form"] = PackForm(order=order)
    if order.state == OrderState.PACKED and order.delivery == Delivery.SHIP:
        context["ship_form"] = ShipForm(asks_labels=bool(context["labels_recalled"]))
    return render(request, "orders/sale.html", {**context, **forms}, status=status)


@login_required
@require_POST
@idempotent
def step(request: ActorRequest, number: str, kind: str) -> HttpResponse:
    """The next step of an order, by its name."""
    order, actor = _sale(request, number), request.actor
    try:
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
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("orders:sale", order.number)


@login_required
@require_POST
@idempotent
def pack(request: ActorRequest, number: str) -> HttpResponse:
    order = _sale(request, number)
    form = PackForm(request.POST, order=order)
    if form.is_valid():
        try:
            pack_order(
                actor=request.actor, order=order, lots=form.lots, weighed=form.weighed, also=form.also
            )
            messages.success(request, _("Đã đóng gói. Chị in phiếu bỏ vào gói hàng."))
            return redirect("orders:sale", order.number)
        except DomainError as error:
            add_refusal(form, error)
    return _sale_page(request, order, 400, pack_form=form)


@login_required
@require_POST
@idempotent
def ship(request: ActorRequest, number: str) -> HttpResponse:
    order = _sale(request, number)
    form = ShipForm(request.POST, asks_labels=bool(labels_recalled_in(order)))
    if form.is_valid():
        try:
            ship_order(actor=request.actor, order=order, **form.cleaned_data)
            return redirect("orders:sale", order.number)
        except DomainError as error:
            add_refusal(form, error)
    return _sale_page(request, order, 400, ship_form=form)


@login_required
@require_POST
@idempotent
def part_back(request: ActorRequest, number: str) -> HttpResponse:
    """Some pieces or some of the fee come off; the rest of the order stands."""
    order = _sale(request, number)
    form = PartBackForm(request.POST, order=order)
    if form.is_valid():
        try:
            row = return_part(actor=request.actor, order=order, **form.said)
            messages.success(request, words_of_return(row))
            return redirect("orders:sale", order.number)
        except DomainError as error:
            add_refusal(form, error)
    return _sale_page(request, order, 400, part_form=form)


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, number: str, kind: str) -> HttpResponse:
    """Cancel an order, or say that its goods came back; with a reason that the buyer reads."""
    order = _sale(request, number)
    form = ReasonForm(request.POST)
    act = {StepKind.CANCELLED: cancel_order, StepKind.RETURNED: return_order}.get(kind)  # type: ignore[call-overload]
    if act is None:
        return render(request, "404.html", status=404)
    if form.is_valid():
        try:
            act(actor=request.actor, order=order, reason=form.cleaned_data["reason"])
            return redirect("orders:sale", order.number)
        except DomainError as error:
            add_refusal(form, error)
    return _sale_page(request, order, 400, reason_form=form)


@login_required
@require_safe
def slip(request: ActorRequest, number: str) -> HttpResponse:
    """The paper that goes into the parcel, with a code for each lot that leads to its page."""
    order = _sale(request, number)
    lines = list(order.lines.prefetch_related("packed__lot__product"))
    context = {"order": order, "lines": lines, "lots": lot_codes(lines), "still_to_pay": still_to_pay(order)}
    return render(request, "orders/slip.html", context)


def producer_of(request: ActorRequest, producer_id: int) -> Producer:
    """A producer she sells for; another one is answered like none."""
    producer = get_object_or_404(Producer.objects.select_related("branch", "unit"), pk=producer_id)
    if not may_sell(request.actor.member, producer):
        producer = get_object_or_404(Producer.objects.none())
    return producer


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
    context: dict[str, Any] = {
        "producer": producer,
        "shop": row,
        "products": [
            (p, [(o, _left(stock[p.pk], o)) for o in p.offers.all() if o.is_open], held.get(p.pk))
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
        "today": timezone.localdate(),
    }
    if context["may_stop"]:
        context["stop_form"] = LiftForm() if context["stop"] else StopForm()
    return render(request, "orders/shop.html", {**context, **forms}, status=status)


def _left(stock: Stock, offer: Offer) -> str:
    """What can still be ordered in words, empty where nothing can."""
    pieces = stock.pieces(offer)
    return offer.amount_words(pieces) if pieces >= offer.min_count else ""


@login_required
@require_POST
@idempotent
def change_shop(request: ActorRequest, producer_id: int, what: str) -> HttpResponse:
    """Delivery, account or rest: a form each on the same page."""
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
        try:
            act(actor=request.actor, producer=producer, **form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect("orders:shop", producer.pk)
        except DomainError as error:
            add_refusal(form, error)
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
    first = {"unit": lot.unit if lot else product.unit, "min_count": "1"}
    form = OfferForm(request.POST) if request.method == "POST" else OfferForm(initial=first)
    return _offer(request, product, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit_offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.select_related("product__producer"), pk=offer_id)
    producer_of(request, offer.product.producer_id)
    form = OfferForm(request.POST) if request.method == "POST" else OfferForm.of(offer)
    return _offer(request, offer.product, form, offer)


def _offer(request: ActorRequest, product: Product, form: OfferForm, offer: Offer | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save_offer(actor=request.actor, product=product, offer=offer, **form.cleaned_data)
            messages.success(request, _("Đã lưu cách bán."))
            return redirect("orders:shop", product.producer_id)
        except DomainError as error:
            add_refusal(form, error)
    context = {"form": form, "product": product, "offer": offer}
    return render(request, "orders/offer_form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def end_offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.select_related("product__producer"), pk=offer_id)
    producer_of(request, offer.product.producer_id)
    close_offer(actor=request.actor, offer=offer)
    messages.success(request, _("Đã thôi bán theo %(label)s.") % {"label": offer.label})
    return redirect("orders:shop", offer.product.producer_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def write_down(request: ActorRequest, producer_id: int) -> HttpResponse:
    """An order that came by telephone, Zalo or at the door: the whole of it on one screen."""
    producer = producer_of(request, producer_id)
    if not may_take_order(request.actor.member, producer):
        return render(request, "404.html", status=404)
    row = shop_of(producer)
    offers = list(
        Offer.objects.on_sale()
        .filter(product__producer=producer)
        .select_related("product")
        .prefetch_related("breaks")
        .order_by("product__name", "content")
    )
    stock = stock_of({offer.product_id for offer in offers})
    said = request.POST if request.method == "POST" else None
    # Only what is ordered decides; it isn't known before.
    wanted = [offer for offer in offers if said and said.get(f"count-{offer.pk}", "") not in ("", "0")]
    adults = any(is_for_adults(offer.product) for offer in wanted)
    at_place = any(each.is_at_place for each in wanted) or all(each.is_at_place for each in offers)
    at = {producer.pk} if at_place and offers else ()
    form = BuyerForm(said, shops=[row], has_cards=False, for_adults=adults, at_place=at)
    counts = CountsForm(said, offers=offers)
    # Both are asked, so that all of what is wrong is told at once.
    if all([form.is_valid(), counts.is_valid()]):
        words = form.cleaned_data
        delivery, point = form.delivery_of(producer.pk)
        wish = Wish(
            counts={pk: count for pk, count in counts.counts.items() if count},
            delivery=delivery,
            point=point,
            payment=Payment(words[f"payment-{producer.pk}"]),
        )
        buyer = Buyer(
            **{name: words.get(name, "") for name in ("name", "phone", "place", "landmark", "note")},
            is_adult=words.get("is_adult", False),
        )
        try:
            made = place_orders(buyer=buyer, wishes={producer.pk: wish}, actor=request.actor)
            return redirect("orders:sale", made.orders.get().number)
        except DomainError as error:
            add_refusal(form, error)
    context = {
        "producer": producer,
        "form": form,
        "ways": form.ways(producer),
        "counts": counts,
        "offers": [(offer, counts.of(offer), _left(stock[offer.product_id], offer)) for offer in offers],
    }
    status = 400 if form.errors or counts.errors else 200
    return render(request, "orders/write_down.html", context, status=status)
