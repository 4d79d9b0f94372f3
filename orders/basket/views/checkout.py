"""Confirm a basket, and prove a guest's number by code before cash on delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.network import client_address, network_of
from backend.common.phones import parse_mobile
from backend.common.submitting import add_refusal, refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.basket import basket, bought, leads, pending, proofs
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.basket.code_form import CodeForm
from orders.basket.forms.buying import BuyerForm, PlaceForm
from orders.basket.forms.counts import CountsForm
from orders.basket.limits import limit_of_orders, network_asking_for_code
from orders.basket.views.basket import basket_page, numbers
from orders.errors import PhoneUnproven
from orders.shops.areas import PICKUP_ONLY, Place
from orders.shops.enums import Delivery
from products.models import Product


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_place(request: ActorRequest) -> HttpResponse:
    """Ask for the place of delivery, or set it, or pickup; the basket then shows the fee.

    With `again` in the form, forget the place, so that the basket asks for it. A product's page leads here
    with `hang`, its slug, and is shown again afterwards.
    """
    slug = request.POST.get("hang") or request.GET.get("hang", "")
    product = Product.objects.public().filter(slug=slug).first() if slug else None
    if request.method != "POST":
        return _place_page(request, PlaceForm(initial=Place(request).initial), product)
    if "again" in request.POST:
        pending.remember(request, request.POST)
        Place.forget(request)
    elif "pickup" in request.POST:
        Place.keep(request, PICKUP_ONLY)
    else:
        form = PlaceForm(request.POST)
        if not form.is_valid() and "page" in request.POST:
            return _place_page(request, form, product, 400)
        if not form.is_valid():
            return basket_page(request, None, 400, place_form=form)
        Place.keep(request, form.cleaned_data["unit"], form.cleaned_data["commune"])
    return redirect("products:detail", product.slug) if product else redirect("orders:basket")


def _place_page(
    request: ActorRequest, form: PlaceForm, product: Product | None, status: int = 200
) -> HttpResponse:
    return render(request, "orders/basket/place.html", {"form": form, "product": product}, status=status)


class CodeWanted(HttpResponse):
    """Response if only the number is unproven: nothing was ordered, and a code has to be sent."""


@never_cache
@require_http_methods(["POST"])
def place(request: ActorRequest) -> HttpResponse:
    """Order the whole basket: one order for each producer, or none.

    If the number must be proven first, such as for cash on delivery, send a code and ask for it.
    """
    answer = _place(request)
    return _ask_code(request) if isinstance(answer, CodeWanted) else answer


@idempotent
def _place(request: ActorRequest) -> HttpResponse:
    return _order(request, request.POST)


def _order(request: ActorRequest, data: Mapping[str, Any]) -> HttpResponse:
    place = Place(request)
    parts, _gone = basket.parts_of(basket.counts_of(request), place.unit)
    form = BuyerForm(data, place=place, **basket.asked_of(parts))
    if not form.is_valid():
        return basket_page(request, form, 400)
    if (another := _another_count(request, data, parts)) is not None:
        return another
    cleaned = form.cleaned_data
    # These values set no price; they only reveal that another price was shown.
    prices, fees, wishes = numbers(data, "seen-"), numbers(data, "seenfee-"), {}
    led = leads.leads_of(request, (row.offer.pk for part in parts for row in part.rows))
    for part in parts:
        delivery, point = form.delivery_of(part.producer.pk)
        wishes[part.producer.pk] = Wish(
            counts={row.offer.pk: row.count for row in part.rows},
            delivery=delivery,
            payment=cleaned[f"payment-{part.producer.pk}"],
            expected_prices=prices,
            expected_fee=fees.get(part.producer.pk) if delivery == Delivery.SHIP else None,
            point=point,
            leads=led,
        )
    buyer = Buyer(
        name=cleaned["name"],
        phone=cleaned["phone"],
        place=place.commune if place.unit else cleaned["commune"],
        unit=place.unit.pk if place.unit else cleaned["unit"],
        landmark=cleaned.get("landmark", ""),
        note=cleaned["note"],
        account=request.actor or None,
        proven_phones=frozenset(proofs.phones_of(request)),
        is_adult=cleaned.get("is_adult", False),
        network=network_of(client_address(request)),
    )
    limit, who = limit_of_orders(*buyer.counted_as)
    if limit.is_used_up(who):
        form.add_error(None, _("Nhiều đơn quá trong một giờ. Xin đợi rồi đặt tiếp."))
        return basket_page(request, form, 429)
    try:
        purchase = place_orders(buyer=buyer, wishes=wishes)
    except PhoneUnproven:
        return CodeWanted()
    except DomainError as error:
        add_refusal(form, error)
        return basket_page(request, form, error.status_code)
    limit.is_over(who)
    basket.take_out(request, (row.offer.pk for part in parts for row in part.rows))
    leads.forget(request)
    pending.forget(request)
    response = redirect("orders:purchase", purchase.ref)
    bought.remember(request, response, purchase)
    return response


def _another_count(
    request: ActorRequest, data: Mapping[str, Any], parts: list[basket.Part]
) -> HttpResponse | None:
    """Show the basket with its new total if the submitted page had other amounts; else return None.

    So nobody orders a total that they have not seen. This happens if the buyer typed an amount and continued
    at once, or changed the basket in another tab.
    """
    counts = CountsForm(data, offers=[row.offer for part in parts for row in part.rows])
    if not counts.is_valid():
        form = BuyerForm(initial=dict(data.items()), place=Place(request), **basket.asked_of(parts))
        return basket_page(request, form, 400, counts=counts)
    in_basket = {row.offer.pk: row.count for part in parts for row in part.rows}
    # An emptied field means 0; a row without a field was added in another tab.
    submitted = {
        pk: counts.counts.get(pk, 0 if f"count-{pk}" in data else count) for pk, count in in_basket.items()
    }
    has_fields = any(name.startswith("count-") for name in data)
    if not has_fields or (submitted == in_basket and all(f"count-{pk}" in data for pk in in_basket)):
        return None
    for offer_id, count in submitted.items():
        basket.put(request, offer_id, count)
    parts, _gone = basket.parts_of(basket.counts_of(request), Place(request).unit)
    form = BuyerForm(data, place=Place(request), **basket.asked_of(parts))
    form.add_error(None, _("Số lượng trong giỏ đã đổi. Bạn xem lại tổng tiền rồi bấm “Đặt hàng”."))
    return basket_page(request, form, 409)


def _ask_code(request: ActorRequest) -> HttpResponse:
    """Store the buyer's input, send the code, and redirect to the page where it is typed."""
    fields = {
        name: str(value)
        for name, value in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "idempotency_key", "code")
    }
    try:
        phone = parse_mobile(fields.get("phone", ""))
        _send(request, phone)
    except DomainError as error:
        parts, _gone = basket.parts_of(basket.counts_of(request))
        form = BuyerForm(fields, place=Place(request), **basket.asked_of(parts))
        form.add_error("phone", error.message)
        return basket_page(request, form, error.status_code)
    pending.keep(request, fields, phone)
    return redirect("orders:code")


def _send(request: ActorRequest, phone: str) -> bool:
    return send_buyer_code(phone=phone, network=network_asking_for_code(request, field="phone"))


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def code(request: ActorRequest) -> HttpResponse:
    """Check the code and place the order.

    An error is shown, not raised, so that a failed try stays counted.
    """
    waiting = pending.pending_of(request)
    if waiting is None:
        return redirect("orders:basket")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            number = confirm_buyer_code(phone=waiting["phone"], code=form.cleaned_data["code"])
            proofs.remember(request, number)
        if submission.is_done:
            return _order(request, waiting["said"])
        status = submission.status_code
    elif form.errors:
        status = 400
    context = {"form": form, "phone": waiting["phone"]}
    return render(request, "orders/basket/code.html", context, status=status)


@require_POST
def another_code(request: ActorRequest) -> HttpResponse:
    """Send a new code to the same number, at most one a minute; the previous one becomes invalid."""
    waiting = pending.pending_of(request)
    if waiting is None:
        return redirect("orders:basket")
    with refuse_in_message(request):
        if _send(request, waiting["phone"]):
            messages.success(request, _("Đã gửi mã mới. Mã cũ không dùng nữa."))
        else:
            messages.info(request, _("Mã vừa gửi chưa được một phút. Bạn đợi tin nhắn đến."))
    return redirect("orders:code")
