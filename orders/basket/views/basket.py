from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.acting import ActorRequest
from orders.basket import basket, bought, leads
from orders.basket.forms.buying import BuyerForm, PlaceForm
from orders.basket.forms.counts import CountField, CountsForm
from orders.basket.pending import pending_of, remember, written
from orders.basket.presenters import BasketPage, show_goods
from orders.models import Offer, Order, OrderLine
from orders.shops.areas import Place
from traceability.models import Lot
from traceability.scans.leads import read_lead


@require_POST
def add(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Set the pieces of an offer in the basket; a repeated tap adds nothing."""
    offers = Offer.objects.select_related("product")
    if waiting := offers.without_delivery_answer().filter(pk=offer_id).first():
        messages.error(request, _("Nơi sản xuất chưa nhận đặt hàng trên Piêu. Bạn gọi hoặc nhắn để mua."))
        return redirect("products:detail", waiting.product.slug)
    offer = get_object_or_404(offers.on_sale(), pk=offer_id)
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
    messages.success(request, _("Đã cho %(what)s vào giỏ.") % {"what": offer.product.shown_name})
    return redirect("orders:basket")


@require_POST
def change(request: ActorRequest) -> HttpResponse:
    """Change the amounts in the basket, all or none. An amount of 0 or the field `remove` removes a row."""
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


@require_POST
def again(request: ActorRequest, ref: str) -> HttpResponse:
    """Put the goods of an order into the basket once more; what is no longer sold is named."""
    order = get_object_or_404(Order, ref=ref)
    is_in = _put_again(request, list(order.lines.all()))
    return redirect("orders:basket") if is_in else redirect("orders:order", ref)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again_from_scan(request: ActorRequest, lead: str) -> HttpResponse:
    """Offer what this browser ordered of the product of a lot's page, and put it into the basket with one tap.

    The page of the lot is the same for everybody, so it fetches the button: 204 if this browser ordered none of it.
    """
    lot_id = read_lead(lead[:100])
    lot = Lot.objects.select_related("product").filter(pk=lot_id).first() if lot_id else None
    line = bought.last_line(request, lot.product_id) if lot else None
    if lot is None or line is None:
        return redirect("orders:basket") if request.method == "POST" else HttpResponse(status=204)
    if request.method != "POST":
        return render(request, "orders/basket/again.html", {"line": line, "lead": lead})
    if Lot.objects.filter(pk=lot.pk).recalled().exists():
        messages.error(request, _("Lô này đang bị thu hồi, không đặt mua được."))
        return redirect("orders:basket")
    if not _put_again(request, [line]):
        return _to_product(line)
    leads.keep(request, line.offer, lead)
    return redirect("orders:basket")


def _to_product(line: OrderLine) -> HttpResponse:
    is_public = line.product.is_public and line.product.slug
    return redirect("products:detail", line.product.slug) if is_public else redirect("orders:basket")


def _put_again(request: ActorRequest, lines: list[OrderLine]) -> bool:
    """Put order lines into the basket and say what is different now. Return False if none of them could be put in."""
    again = basket.put_again(request, lines)
    if again.lost:
        names = ", ".join(dict.fromkeys(line.name for line in again.lost))
        messages.info(request, _("Nay chưa đặt lại được: %(names)s.") % {"names": names})
    for line, offer, count in again.fewer:
        words = _("%(name)s chỉ còn %(left)s.") % {"name": line.name, "left": offer.amount_words(count)}
        messages.info(request, words)
    for line, offer, count in again.changed:
        words = _("%(name)s: giá nay %(now)s, lần trước %(then)s.") % {
            "name": line.name,
            "now": offer.price_words(offer.price_for(count)),
            "then": line.price_words,
        }
        messages.info(request, words)
    return len(again.lost) < len(lines)


def numbers(data: Mapping[str, Any], prefix: str) -> dict[int, int]:
    """Return {id: number} from the fields whose names start with `prefix`; skip fields without a number."""
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
    """Show the basket with the order form. `form` and `counts` carry errors of a refused request.

    Offers that are no longer on sale are removed from the basket. Those that wait for their producer's answer
    on delivery stay, with the reason. If the fee depends on the place, the page asks for the place first.
    """
    place = Place(request)
    parts, gone = basket.parts_of(basket.counts_of(request), place.unit)
    unanswered = basket.waiting_in(gone) if gone else []
    if lost := set(gone) - {offer.pk for offer in unanswered}:
        for offer_id in lost:
            basket.put(request, offer_id, 0)
        messages.info(request, _("Có món không còn bán, Piêu đã bỏ ra khỏi giỏ."))
    if form is None:
        asked, waiting = basket.asked_of(parts), pending_of(request)
        initial = written(request) or (waiting["said"] if waiting else {})
        form = (
            BuyerForm(initial=initial, place=place, **asked)
            if initial
            else BuyerForm.prefilled(request.actor.member if request.actor else None, place=place, **asked)
        )
    rows = [row for part in parts for row in part.rows]
    counts = counts or CountsForm(offers=[row.offer for row in rows])
    for row in rows:
        row.field = counts.of(row.offer)
        row.field.initial = row.count
    show_goods(rows, leads.leads_of(request, [row.offer.pk for row in rows]))
    page = BasketPage(parts, place, form, waiting=unanswered, place_form=place_form)
    context = {"page": page, "counts": counts, "form": form, "place": place}
    return render(request, "orders/basket/basket.html", context, status=status)
