"""The figures on products' cards: public reviews, delivered orders, and whether little is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, Sum

from orders.models import Offer, OrderLine, Review
from orders.orders.enums import Channel, OrderState
from orders.orders.stock import Stock, stock_of
from orders.payments.ways.finding import ways_that
from products.models import ProducerPerson
from products.search.card_figures import CardFigures
from products.search.enums import Supply

# With fewer smallest orders left than this, a card says "còn ít".
LITTLE = 5


def card_figures(*, products: Collection[int]) -> dict[int, CardFigures]:
    """Return {product id: figures} of `products` (ids), in eight queries for any number.

    Goods in cartons need some more. Products without offers have no supply.
    """
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in Offer.objects.filter(product__in=products, is_open=True):
        offers[offer.product_id].append(offer)
    stock = stock_of(offers)
    ratings = {
        product: (count, stars)
        for product, count, stars in Review.objects.public()
        .filter(product__in=products)
        .order_by()
        .values_list("product")
        .annotate(Count("pk"), Sum("stars"))
    }
    orders = _orders_of(products)
    return {
        pk: CardFigures(
            *ratings.get(pk, (0, 0)),
            order_count=orders.get(pk, 0),
            supply=supply_of(offers[pk], stock[pk]) if pk in offers else Supply.UNKNOWN,
        )
        for pk in products
    }


def supply_of(offers: Iterable[Offer], stock: Stock) -> Supply:
    """Return how much of a product with these open offers can be ordered.

    Only the stock counts: a shop that rests still has its goods. Out of season nothing is left.
    """
    most = max((stock.pieces(offer) // offer.min_count for offer in offers), default=0)
    if most == 0:
        return Supply.OUT
    return Supply.LOW if most < LITTLE else Supply.ENOUGH


def _orders_of(products: Collection[int]) -> dict[int, int]:
    """Return {product id: number of delivered orders with it}, of buyers whose number or card was proved.

    Sellers can't raise their own goods: neither orders that they wrote down count, nor those of anybody who
    had run the producer before.
    """
    paid_by_card = Q(order__paid_at__isnull=False, order__payment__in=ways_that(lambda way: way.proves_buyer))
    lines = OrderLine.objects.filter(
        Q(order__phone_proven=True) | paid_by_card,
        product__in=products,
        order__state=OrderState.DELIVERED,
        order__channel=Channel.PAGE,
    )
    sellers = ProducerPerson.objects.filter(
        producer=OuterRef("order__producer"), since__lte=OuterRef("order__created_at")
    )
    is_seller = Q(user=OuterRef("order__purchase__user")) | Q(user__phone=OuterRef("order__buyer_phone"))
    # The buyers of forgotten orders may have been sellers.
    counted = lines.exclude(order__buyer_phone="").exclude(Exists(sellers.filter(is_seller))).order_by()
    return dict(counted.values_list("product").annotate(Count("order", distinct=True)))
