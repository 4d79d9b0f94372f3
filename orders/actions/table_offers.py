"""Offers that a table of products brings, and which prices it leaves as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from backend.common.units import unit_name
from backend.ledger.actions import Fact, append_entries
from members.acting import Actor
from orders.actions.shops import check_may_sell, cleaned_months
from orders.models import Offer, PriceBreak
from products.models import Product


def open_first_offers(
    *, actor: Actor, offers: Sequence[tuple[Product, int, Sequence[Sequence[int]], Sequence[int]]]
) -> list[Offer]:
    """Sell each of many new products by its own unit at its own price, in a handful of statements.

    (product with price and unit, fewest pieces, [[from, price], ...] falling, months it is sold in). Only for products made in the same transaction.
    Raises NotAllowed.
    """
    for producer in {product.producer_id: product.producer for product, *_rest in offers}.values():
        check_may_sell(actor, producer)
    made = Offer.objects.bulk_create(
        Offer(
            product=product,
            label=unit_name(product.unit),
            content=Decimal(1),
            unit=product.unit,
            price=product.price or 0,  # a row without a price has no offer
            min_count=least,
            season_months=cleaned_months(months),
        )
        for product, least, _breaks, months in offers
    )
    PriceBreak.objects.bulk_create(
        PriceBreak(offer=offer, from_count=count, price=price)
        for offer, (_product, _least, breaks, _months) in zip(made, offers, strict=True)
        for count, price in breaks
    )
    append_entries(
        Fact(
            "offer.saved",
            f"product:{offer.product_id}",
            {
                "offer": offer.pk,
                "content": "1",
                "unit": offer.unit,
                "price": offer.price,
                "breaks": {str(count): price for count, price in breaks},
                **({"season_months": offer.season_months} if offer.season_months else {}),
            },
            **actor.ledger_refs(),
        )
        for offer, (_product, _least, breaks, _months) in zip(made, offers, strict=True)
    )
    return made


def own_prices(*, prices: Mapping[int, int]) -> dict[int, list[str]]:
    """{product: what it is sold by at another price than the one it is to get}; `prices`: {product: new price in đồng}."""
    beside: dict[int, list[str]] = {}
    rows = Offer.objects.filter(product__in=list(prices), is_open=True).order_by("product", "content", "pk")
    for offer in rows:
        if offer.per_price() != prices[offer.product_id]:
            beside.setdefault(offer.product_id, []).append(offer.price_words())
    return beside
