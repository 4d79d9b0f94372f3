"""The basket, and the pages a buyer follows an order on: an address nobody guesses, no log-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.money import format_dong
from members.acting import ActorRequest
from orders import basket, leads
from orders.actions.settling import owed_back, still_to_pay
from orders.actions.steps import confirm_receipt, withdraw_order
from orders.areas import Place
from orders.enums import OrderState
from orders.forms.buying import BuyerForm, PlaceForm
from orders.forms.counts import CountField, CountsForm
from orders.models import Offer, Order, OrderLine, Purchase
from orders.paying import transfer_of
from orders.pending import pending_of, remember, written
from orders.rules import may_prove_number, may_review
from orders.stock import recalls_of
from orders.taken_down import taken_down_in
from orders.views.cards import card_of, leads_to_stripe, look_when_back
from products.producers.rules import shows_phone


@require_POST
def add(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Put so many pieces of an offer into the basket, instead of those that were in there: a tap sent twice adds nothing."""
    offer = get_object_or_404(Offer.objects.on_sale().select_related("product"), pk=offer_id)
    try:
        count = CountField(offer=offer, least=1).clean(request.POST.get("count", ""))
        if count is None:
            raise ValidationError(_("Bạn ghi mua bao nhiêu."))
        if not basket.put(request, offer.pk, max(count, offer.min_count)):
            raise ValidationError(_("Một lần đặt nhiều nhất 40 mặt hàng."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("products:detail", offer.product.slug)
    leads.keep(request, offer, request.POST.get("lead", ""))
    messages.success(request, _("Đã cho %(what)s vào giỏ.") % {"what": offer.product.name})
    return redirect("orders:basket")


@require_POST
def change(request: ActorRequest) -> HttpResponse:
    """Other numbers for what is in the basket, all of them or none; nought takes it out."""
    gone = request.POST.get("remove", "")
    remember(request, request.POST)
    form = CountsForm(request.POST, offers=basket.offers_in(basket.counts_of(request)))
    if form.is_valid():
        for offer_id, count in form.counts.items():
            basket.put(request, offer_id, count)
    elif not gone:
        return basket_page(request, None, 400, counts=form)
    if gone.isdecimal() and len(gone) < 19:
        basket.put(request, int(gone), 0)
    return redirect("orders:basket")


def numbers(data: Mapping[str, Any], prefix: str) -> dict[int, int]:
    """{id: number} of the fields that `prefix` begins; what is no number is passed over."""
    found = {}
    for name, text in data.items():
        key = name.removeprefix(prefix)
        if name.startswith(prefix) and all(
            part.isascii() and part.isdigit() and len(part) < 12 for part in (key, text)
        ):
            found[int(key)] = int(text)
    return found


@never_cache
@require_GET
def show_basket(request: ActorRequest) -> HttpResponse:
    return basket_page(request, None)


def basket_page(
    request: ActorRequest,
    form: BuyerForm | None,
    status: int = 200,
    *,
    place_form: PlaceForm | None = None,
    counts: CountsForm | None = None,
) -> HttpResponse:
    """The basket with the form to order by; `form` and `counts` with what was refused. Where a fee depends on the place, that is
    asked first."""
    place = Place(request)
    parts, gone = basket.parts_of(basket.counts_of(request), place.unit)
    if gone:
        for offer_id in gone:
            basket.put(request, offer_id, 0)
        messages.info(request, _("Có món không còn bán, Piêu đã bỏ ra khỏi giỏ."))
    if form is None:
        asked, waiting = basket.asked_of(parts), pending_of(request)
        said = written(request) or (waiting["said"] if waiting else {})
        form = (
            BuyerForm(initial=said, place=place, **asked)
            if said
            else BuyerForm.prefilled(request.actor.member if request.actor else None, place=place, **asked)
        )
    by_place = [part for part in parts if part.needs_place]
    asks_place = bool(by_place) and not place.is_known
    rows = [row for part in parts for row in part.rows]
    counts = counts or CountsForm(offers=[row.offer for row in rows])
    for row in rows:
        row.field = counts.of(row.offer)
        row.field.initial = row.count
    context = {
        "counts": counts,
        "parts": [
            (part, form.ways(part.producer))
            for part in parts
            if f"delivery-{part.producer.pk}" in form.fields
        ],
        "form": form,
        "place": place,
        "asks_place": asks_place,
        "goes_out": not all(part.is_at_place for part in parts),
        "place_form": (place_form or PlaceForm()) if asks_place else None,
        "may_fetch": all(part.points for part in by_place),
        "total": sum(part.goods + (0 if place.is_pickup and part.points else part.fee) for part in parts),
        "is_weighed": any(row.offer.is_weighed for part in parts for row in part.rows),
        "is_short": any(row.is_short for part in parts for row in part.rows),
        "is_out_of_reach": any(not part.is_reached and not part.points for part in by_place),
    }
    return render(request, "orders/basket.html", context, status=status)


@never_cache
@require_safe
def purchase(request: ActorRequest, ref: str) -> HttpResponse:
    """All orders of one confirmation."""
    row = get_object_or_404(Purchase, ref=ref)
    orders = list(row.orders.select_related("producer").prefetch_related("lines__product").order_by("pk"))
    if len(orders) == 1:
        return redirect("orders:order", orders[0].ref)
    return render(request, "orders/purchase.html", {"purchase": row, "orders": orders})


@login_required
@require_safe
def bought(request: ActorRequest) -> HttpResponse:
    """What she bought while she was logged in."""
    rows = (
        Order.objects.filter(purchase__user=request.actor.member)
        .select_related("producer")
        .prefetch_related("lines__product")
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "orders/bought.html", {"page": page})


@never_cache
@require_safe
def order(request: ActorRequest, ref: str) -> HttpResponse:
    """The buyer's page of an order: what, from whom, how far, how to pay."""
    row = _order(ref)
    look_when_back(request, row)
    context = {
        "order": row,
        **card_of(row),
        "lines": row.lines.prefetch_related("packed__lot"),
        "recalls": recalls_of(row),
        "taken_down": taken_down_in(row),
        "complaints": row.complaints.order_by("-created_at"),
        "steps": row.steps.all(),
        "phone": row.producer.phone if shows_phone(row.producer) else "",
        "transfer": transfer_of(row),
        "owed_back": owed_back(row),
        "still_to_pay": still_to_pay(row),
        "has_weighed": row.lines.filter(is_weighed=True, lot=None).exists(),
        "shop": getattr(row.producer, "shop", None),
        "reviewing": _reviewing(row),
        "may_prove": may_prove_number(row),
        "may_withdraw": row.state in (OrderState.PLACED, OrderState.CONFIRMED),
        "may_receive": row.state in (OrderState.PACKED, OrderState.SHIPPED),
    }
    page = render(request, "orders/order.html", context)
    return leads_to_stripe(page) if context["card_may_pay"] else page


def _reviewing(order: Order) -> list[OrderLine]:
    """The lines that may be reviewed, or were; each with its review."""
    lines = list(order.lines.select_related("review"))
    if may_review(order):
        return lines
    return [line for line in lines if hasattr(line, "review")]


@never_cache
@require_safe
def receipt(request: ActorRequest, ref: str) -> HttpResponse:
    """What was paid to whom, to print. There is none before the seller said that she has the money."""
    row = _order(ref)
    if row.paid_at is None:
        messages.info(request, _("Có biên nhận khi người bán ghi đã nhận tiền."))
        return redirect("orders:order", ref)
    context = {
        "order": row,
        "lines": row.lines.prefetch_related("packed__lot"),
        "phone": row.producer.phone if shows_phone(row.producer) else "",
        "owed": owed_back(row),
        "address": settings.PUBLIC_ORIGIN + reverse("orders:order", args=[row.ref]),
    }
    return render(request, "orders/receipt.html", context)


@require_POST
@idempotent
def withdraw(request: ActorRequest, ref: str) -> HttpResponse:
    try:
        withdraw_order(order=_order(ref), buyer=request.actor or None)
        messages.success(request, _("Đã huỷ đơn. Người bán đã được báo."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("orders:order", ref)


@require_POST
@idempotent
def receive(request: ActorRequest, ref: str) -> HttpResponse:
    try:
        row = confirm_receipt(order=_order(ref), buyer=request.actor or None)
        if transfer := transfer_of(row):
            messages.success(
                request,
                _(
                    "Đã ghi bạn nhận hàng. Còn %(amount)s chưa thấy: nếu chưa chuyển khoản, bạn chuyển như dưới đây."
                )
                % {"amount": format_dong(transfer.amount)},
            )
        elif owed := owed_back(row):
            messages.success(
                request,
                _("Cảm ơn bạn. Đã ghi bạn nhận hàng. Người bán còn phải trả lại bạn %(amount)s.")
                % {"amount": format_dong(owed)},
            )
        elif row.paid_at is None:
            messages.success(request, _("Cảm ơn bạn. Đã ghi bạn nhận hàng."))
        else:
            messages.success(request, _("Cảm ơn bạn. Đơn đã xong."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("orders:order", ref)


def _order(ref: str) -> Order:
    return get_object_or_404(Order.objects.select_related("producer__unit", "producer__shop"), ref=ref)
