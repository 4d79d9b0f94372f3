"""The price and the availability of a product, for the pages of other apps."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import override

from orders.models import Offer
from orders.orders.stock import stock_of
from products.models import Product
from products.products.prices import DisplayPrice


def main_offer(product: Product) -> Offer | None:
    """Return the open offer that represents the product; None without an open offer.

    Ready goods come before pre-orders, then an offer of one unit of the product's record, then the smallest
    content.
    """
    offers = product.offers.filter(is_open=True).prefetch_related("breaks")
    return min(
        offers,
        key=lambda offer: (
            offer.ready_date is not None,
            offer.unit != product.unit or offer.content != 1,
            offer.content,
            offer.pk,
        ),
        default=None,
    )


def buyer_price(*, product: Product) -> DisplayPrice | None:
    """Return the price of one unit of `main_offer` at its smallest order; None without an open offer.

    Its texts are Vietnamese, as the offer's label is.
    """
    offer = main_offer(product)
    if offer is None:
        return None
    with override("vi"):
        return DisplayPrice(
            offer.per_price(offer.price_for(offer.min_count)),
            offer.unit if offer.is_by_amount else offer.per,
            offer.size_words,
            offer.least_order_words,
        )


def availability(*, product: Product) -> str | None:
    """Return the schema.org word: InStock, PreOrder, OutOfStock; None if there was never an offer."""
    offers = list(Offer.objects.on_sale().filter(product=product))
    if not offers:
        return "OutOfStock" if product.offers.exists() else None
    stock = stock_of([product.pk])[product.pk]
    today = timezone.localdate()
    left = [each for each in offers if stock.pieces(each) >= each.min_count]
    if any(each.ready_date is None for each in left):
        return "InStock"
    return "PreOrder" if any(each.ready_date and each.ready_date > today for each in left) else "OutOfStock"


def orderable(*, products: Collection[int]) -> set[int]:
    """Return the ids of those `products` with an offer on sale whose smallest order is left, or a pre-order."""
    offers = list(Offer.objects.on_sale().filter(product__in=products))
    stock = stock_of({offer.product_id for offer in offers}) if offers else {}
    return {offer.product_id for offer in offers if stock[offer.product_id].pieces(offer) >= offer.min_count}
