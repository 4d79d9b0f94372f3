"""Offers that an Excel import of products creates or changes, and the prices that it leaves unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from backend.common.units import unit_name
from backend.ledger.actions import Fact, append_entries
from backend.ledger.row_states import states
from members.acting import Actor
from orders.errors import WrongState
from orders.models import Offer, PriceBreak
from orders.shops.actions.shops import check_may_sell, cleaned_months, first_months, save_offer
from products.models import Product


def open_first_offers(
    *, actor: Actor, offers: Sequence[tuple[Product, int, Sequence[Sequence[int]], Sequence[int]]]
) -> list[Offer]:
    """Create an offer for each of many new products: one unit at the product's price. Takes a few statements.

    Each row of `offers`: (product with price and unit, least pieces, [[from, price], ...] with falling
    prices, months of sale). Only for products created in the same transaction. Raises NotAllowed.
    """
    for producer in {product.producer_id: product.producer for product, *_rest in offers}.values():
        check_may_sell(actor, producer)
    made = Offer.objects.bulk_create(
        Offer(
            product=product,
            label=unit_name(product.unit),
            content=Decimal(1),
            unit=product.unit,
            price=product.price or 0,  # rows without a price make no offer
            min_count=least,
            season_months=cleaned_months(months) or first_months(product),
        )
        for product, least, _breaks, months in offers
    )
    steps = PriceBreak.objects.bulk_create(
        PriceBreak(offer=offer, from_count=count, price=price)
        for offer, (_product, _least, breaks, _months) in zip(made, offers, strict=True)
        for count, price in breaks
    )
    steps_of: dict[int, list[PriceBreak]] = defaultdict(list)
    for step in steps:
        steps_of[step.offer_id].append(step)
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
                **states(offer, *steps_of[offer.pk]),
            },
            **actor.ledger_refs(),
        )
        for offer, (_product, _least, breaks, _months) in zip(made, offers, strict=True)
    )
    return made


def own_prices(*, prices: Mapping[int, int], units: Mapping[int, str]) -> dict[int, list[str]]:
    """Return readable prices of offers that keep another price than the imported one, by product id.

    prices: {product id: new price in đồng}.
    units: {product id: new unit}. Offers at the product's own price and unit follow the new price
        (follow_price) and are left out. So are closed offers.
    """
    beside: dict[int, list[str]] = {}
    rows = Offer.objects.filter(product__in=list(prices), is_open=True).select_related("product")
    for offer in rows.order_by("product", "content", "pk"):
        pk = offer.product_id
        follows = offer.sells_as(units.get(pk, offer.product.unit), offer.product.price)
        if not follows and offer.per_price() != prices[pk]:
            beside.setdefault(pk, []).append(offer.price_words())
    return beside


def table_offers(*, products: Collection[int]) -> dict[int, dict[str, Any] | None]:
    """Return the values that an imported spreadsheet can change in each product's offer, by product id.

    They are its "min_count", "breaks" and "sale_months". The value is None for a product without any offer.
    Products that have only other kinds of offers are left out.
    """
    found: dict[int, dict[str, Any] | None] = dict.fromkeys(products)
    sold = set(Offer.objects.filter(product__in=products).order_by().values_list("product_id", flat=True))
    offers = {offer.product_id: offer for offer in _of_tables(products)}
    for pk in sold:
        offer = offers.get(pk)
        if offer is None:
            del found[pk]
            continue
        breaks = sorted([step.from_count, step.price] for step in offer.breaks.all())
        found[pk] = {"min_count": offer.min_count, "breaks": breaks, "sale_months": list(offer.season_months)}
    return found


def change_table_offer(*, actor: Actor, product: Product, fields: Mapping[str, Any]) -> Offer:
    """Change the offer that `table_offers` reads by `fields`, with the same names, or create it.

    Raises WrongState if a new offer is needed and the product has no price; otherwise as save_offer.
    """
    offer = _of_tables([product.pk]).last()
    if offer is None and product.price is None:
        raise WrongState(_("Sản phẩm chưa có giá."), code="price_missing")
    breaks = {step.from_count: step.price for step in offer.breaks.all()} if offer else {}
    return save_offer(
        actor=actor,
        product=product,
        offer=offer,
        label=offer.label if offer else unit_name(product.unit),
        content=Decimal(1),
        unit=product.unit,
        price=offer.price if offer else product.price or 0,
        is_weighed=bool(offer and offer.is_weighed),
        min_count=fields.get("min_count", offer.min_count if offer else 1),
        breaks=dict(fields.get("breaks", breaks)),
        season_months=fields.get("sale_months", offer.season_months if offer else first_months(product)),
    )


def _of_tables(products: Collection[int]) -> QuerySet[Offer]:
    """Return the open offers that an imported spreadsheet can change, newest first.

    Each sells one unit of its product (content 1). Pre-orders and offers by amount are excluded.
    """
    own = Offer.objects.filter(
        product__in=products, is_open=True, content=1, unit=F("product__unit"), ready_date=None
    )
    return own.filter(is_by_amount=False).prefetch_related("breaks").order_by("-pk")
