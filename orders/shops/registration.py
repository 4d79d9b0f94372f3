"""Register the acts of offers and shops, and what product pages show or ask of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily
from backend.ledger import acts, deeds, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from orders.models import Offer
from orders.orders.stock import held_back, sellable_lots, stock_of
from orders.shops.actions.delivery import ask_unanswered, put_on_sale
from orders.shops.actions.shops import follow_price, shop_of
from orders.shops.actions.table_offers import change_table_offer, open_first_offers, own_prices, table_offers
from orders.shops.areas import Place
from orders.shops.auditing import STATED
from orders.shops.buyer_price import availability, buyer_price, orderable
from orders.shops.deeds import offer_phrases, shop_phrases
from orders.shops.presenters import DeliveryLine, StockedOffer, buy_bar, date_facts
from orders.shops.rules import may_sell
from orders.shops.webhook_payloads import offer_payload
from products import ports
from products.models import Producer, Product
from products.producers.rules import shows_phone
from products.products.enums import ProductState
from products.products.shelf_lives import FRESH
from products.share.facts import first_photo
from traceability.scans.leads import PARAMETER

ACTS = (
    Act("offer.saved", words=_("Đặt cách bán một sản phẩm"), payload=offer_payload),
    Act("offer.closed", words=_("Thôi bán theo một cách"), payload=offer_payload),
    Act("shop.delivery", words=_("Đổi cách giao hàng")),
    Act("shop.area", words=_("Đổi nơi giao hàng")),
    Act("shop.account", words=_("Đổi tài khoản nhận tiền")),
    Act("shop.paused", words=_("Đổi ngày tạm nghỉ bán")),
    Act("shop.stopped", words=_("Dừng việc bán của một nơi")),
    Act("shop.stop_lifted", words=_("Cho một nơi bán lại")),
)


def register() -> None:
    """Register shops' acts, slots and ports. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    deeds.describe("offer", offer_phrases)
    deeds.describe("shop", shop_phrases)
    slots.register(
        "product.buy",
        "offers",
        template="orders/shops/slots/product_offers.html",
        context=offers_of,
        order=10,
    )
    slots.register(
        "product.dates", "dates", template="orders/shops/slots/product_dates.html", context=dates_of, order=10
    )
    slots.register(
        "product.delivery",
        "delivery",
        template="orders/shops/slots/product_delivery.html",
        context=delivery_of,
        order=10,
    )
    slots.register(
        "product.manage",
        "offers",
        template="orders/shops/slots/product_manage.html",
        context=offers_managed,
        order=15,
    )
    slots.register(
        "home.next",
        "delivery",
        template="orders/shops/slots/home_delivery.html",
        context=unanswered_delivery,
        order=6,
    )
    daily(at="08:10", name="shops.ask_delivery")(ask_unanswered)
    ports.open_first_offers.provide(open_first_offers)
    ports.own_prices.provide(own_prices)
    ports.table_offers.provide(table_offers)
    ports.change_table_offer.provide(change_table_offer)
    ports.buyer_price.provide(buyer_price)
    ports.product_availability.provide(availability)
    ports.orderable.provide(orderable)
    ports.product_listed.provide(put_on_sale)
    ports.price_changed.provide(follow_price)


def offers_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the offers of a listed product for its public page, with the stock of each.

    Without an offer on sale, return why: the shop rests, is stopped, or didn't answer the delivery question;
    then also how to ask the producer. None if none of these, or if it isn't public.
    """
    if product.state != ProductState.LISTED:
        return None
    offers = list(Offer.objects.on_sale().filter(product=product).prefetch_related("breaks"))
    if offers:
        stock = stock_of([product.pk])[product.pk]
        stocked = [StockedOffer(offer, stock.pieces(offer)) for offer in offers]
        return {
            "offers": stocked,
            "bar": buy_bar(stocked),
            "lead": request.GET.get(PARAMETER, "")[:100],
            "resting": None,
            "is_unverified": product.producer.verified_at is None,
            # The reason for no stock: a recall is not "sold out".
            "held": held_back([product.pk]).get(product.pk) if not all(one.left for one in stocked) else None,
        }
    if not product.is_public:
        return None
    today = timezone.localdate()
    resting = product.offers.filter(is_open=True, product__producer__shop__paused_until__gte=today)
    until = resting.values_list("product__producer__shop__paused_until", flat=True).first()
    if until:
        return {"offers": [], "resting": until}
    stopped = product.offers.filter(
        is_open=True, product__producer__shop__stopped_from__lte=timezone.now()
    ).exists()
    if stopped:
        return {"offers": [], "stopped": True}
    if shop_of(product.producer).has_answered_delivery:
        return None
    has_phone = shows_phone(product.producer)
    asked = None if has_phone else product.lots.to_ask_about()
    return {
        "offers": [],
        "is_unanswered": True,
        "phone": product.producer.phone if has_phone else "",
        "may_ask": has_phone or asked is not None,
        "asked_lot": asked,
        "producer": product.producer,
    }


def dates_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return production and expiry of the lots on sale of a public product; None if neither is known."""
    if not product.is_public:
        return None
    facts = date_facts(sellable_lots([product.pk]), is_fresh=product.ocop_set in FRESH)
    return {"facts": facts} if facts else None


def delivery_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return how the product's first offer on sale reaches the buyer; None without one."""
    if not product.is_public:
        return None
    offers = Offer.objects.on_sale().filter(product=product)
    offer = offers.prefetch_related("breaks").select_related("product__producer").first()
    if offer is None:
        return None
    return {"product": product, "line": DeliveryLine(shop_of(product.producer), offer, Place(request))}


def offers_managed(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the open offers of a listed product for people who may sell it; None for others."""
    actor = request.actor
    if not actor or product.state != ProductState.LISTED or not may_sell(actor.member, product.producer):
        return None
    return {
        "product": product,
        "offers": product.offers.filter(is_open=True),
        "is_unanswered": not shop_of(product.producer).has_answered_delivery,
    }


def unanswered_delivery(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the newest listed product of a producer that the member runs without an answer on delivery."""
    if not request.actor:
        return None
    waiting = Producer.objects.run_by(request.actor.member).filter(shop__delivery_answered_at=None)
    listed = Product.objects.filter(state=ProductState.LISTED, producer__in=waiting)
    product = listed.order_by("-listed_at", "-pk").first()
    return {"product": product, "photo": first_photo(product)} if product else None
