"""The seller's page on which an order by telephone is entered."""

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
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.basket.forms.buying import TelephoneForm
from orders.basket.forms.counts import CountsForm
from orders.models import Offer
from orders.orders.rules import may_take_order
from orders.orders.stock import stock_of
from orders.shops.actions.shops import (
    shop_of,
)
from orders.shops.producer_lookup import producer_of
from products.products.adults import is_for_adults


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def write_down(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Enter an order that was made by telephone, by Zalo or in person."""
    producer = producer_of(request, producer_id)
    if not may_take_order(request.actor.member, producer):
        return render(request, "404.html", status=404)
    row = shop_of(producer)
    if not row.has_answered_delivery:
        messages.info(request, _("Chị cho biết giao tới đâu, phí bao nhiêu, rồi mới ghi đơn được."))
        return redirect("orders:delivery", producer.pk)
    offers = list(
        Offer.objects.on_sale()
        .filter(product__producer=producer)
        .select_related("product")
        .prefetch_related("breaks")
        .order_by("product__name", "content")
    )
    stock = stock_of({offer.product_id for offer in offers})
    posted = request.POST if request.method == "POST" else None
    # The order's goods decide this; they are not known before.
    wanted = [offer for offer in offers if posted and posted.get(f"count-{offer.pk}", "") not in ("", "0")]
    adults = any(is_for_adults(offer.product) for offer in wanted)
    at_place = any(each.is_at_place for each in wanted) or all(each.is_at_place for each in offers)
    at = {producer.pk} if at_place and offers else ()
    form = TelephoneForm(posted, shop=row, for_adults=adults, at_place=at)
    counts = CountsForm(posted, offers=offers)
    # Validate both forms, so that all errors show at once.
    if all([form.is_valid(), counts.is_valid()]):
        words = form.cleaned_data
        delivery, point = form.delivery_of(producer.pk)
        wish = Wish(
            counts={pk: count for pk, count in counts.counts.items() if count},
            delivery=delivery,
            point=point,
            payment=words[f"payment-{producer.pk}"],
            agreed_fee=words.get(f"agreed-{producer.pk}"),
        )
        buyer = Buyer(
            **{name: words.get(name, "") for name in ("name", "phone", "landmark", "note")},
            unit=words["unit"],
            place=words["commune"],
            is_adult=words.get("is_adult", False),
        )
        with refuse_in_form(form):
            made = place_orders(buyer=buyer, wishes={producer.pk: wish}, actor=request.actor)
            return redirect("orders:sale", made.orders.get().number)
    context = {
        "producer": producer,
        "form": form,
        "ways": form.ways(producer),
        "counts": counts,
        "offers": [(offer, counts.of(offer), stock[offer.product_id].left_words(offer)) for offer in offers],
    }
    status = 400 if form.errors or counts.errors else 200
    return render(request, "orders/basket/write_down.html", context, status=status)
