"""The basket of a browser. The session stores {offer id: pieces}; prices are read on each request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from backend.common.units import number_words
from members.models import Unit
from orders.basket.actions.placing import MAX_COUNT, MAX_LINES
from orders.models import Offer, OrderLine, Shop
from orders.orders.stock import stock_of
from orders.payments.ways.finding import found_ways
from orders.shops.areas import area_of, fee_for, needs_place, points_of, reaches, stated_days
from orders.shops.enums import Delivery
from orders.shops.querysets import OfferQuerySet
from products.models import Photo, Producer
from products.products.adults import is_for_adults
from traceability.models import Lot

KEY = "basket"


@dataclass(slots=True)
class Row:
    """One offer in the basket.

    price: đồng per piece.
    left: the number of pieces that can still be ordered.
    photo, lot, origin: the product's first photo, and the lot that the page shows with the path of its origin
        page; set by presenters.show_goods.
    """

    offer: Offer
    count: int
    price: int
    left: int
    # The form field for `count`.
    field: BoundField | None = None
    photo: Photo | None = None
    lot: Lot | None = None
    origin: str = ""

    @property
    def amount(self) -> int:
        return self.price * self.count

    @property
    def is_short(self) -> bool:
        return self.count > self.left

    @property
    def is_few(self) -> bool:
        return self.count < self.offer.min_count

    @property
    def sum_words(self) -> str:
        """Return the calculation of the price as text: "45.000 đ/túi × 3", "85.000 đ/kg × 1,5 kg"."""
        words = self.offer.amount_words(self.count) if self.offer.is_by_amount else number_words(self.count)
        return f"{self.offer.price_words(self.price)} × {words}"

    @property
    def left_words(self) -> str:
        return self.offer.amount_words(self.left)


@dataclass(slots=True)
class Part:
    """The basket's goods of one producer. `fee` is for delivery to `unit`."""

    producer: Producer
    shop: Shop
    unit: Unit | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def mixed_until(self) -> dt.date | None:
        """Return the latest ready date if some goods would have to wait for others, else None."""
        days = [row.offer.ready_date for row in self.rows]
        known = [day for day in days if day is not None]
        return max(known) if known and len(set(days)) > 1 else None

    @property
    def goods(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def fee(self) -> int:
        return fee_for(self.shop, Delivery.SHIP, self.goods, self.unit) if self.is_reached else 0

    @property
    def free_from(self) -> int | None:
        area = area_of(self.shop, self.unit)
        return area.free_from if area else self.shop.free_from

    @property
    def stated_days(self) -> int | None:
        """Return about how many days the delivery takes, as the seller stated."""
        return stated_days(self.shop, self.unit) if self.is_reached else None

    @property
    def is_at_place(self) -> bool:
        """Return True if one of the goods is used at the producer's place; then the whole order is."""
        return any(row.offer.is_at_place for row in self.rows)

    @property
    def has_goods_beside(self) -> bool:
        """Return True if an order at the producer's place also has goods that could be delivered."""
        return self.is_at_place and not all(row.offer.is_at_place for row in self.rows)

    @property
    def needs_place(self) -> bool:
        return not self.is_at_place and needs_place(self.shop)

    @property
    def is_reached(self) -> bool:
        """Return True if the producer delivers to `unit`.

        If the fee depends on the place, `unit` must be known.
        """
        return (self.shop.delivers and not self.is_at_place) and (
            not self.needs_place or (self.unit is not None and reaches(self.shop, self.unit))
        )

    @property
    def points(self) -> list[str]:
        return points_of(self.shop, at_place=self.is_at_place)


def asked_of(parts: list[Part]) -> dict[str, Any]:
    """Return the arguments of BuyerForm that depend on the basket."""
    return {
        "shops": [part.shop for part in parts],
        "for_adults": any(is_for_adults(row.offer.product) for part in parts for row in part.rows),
        "at_place": {part.producer.pk for part in parts if part.is_at_place},
    }


def counts_of(request: HttpRequest) -> dict[int, int]:
    """Return the basket as {offer id: pieces}; malformed session data is ignored."""
    stored = request.session.get(KEY)
    if not isinstance(stored, Mapping):
        return {}
    return {
        int(offer): count
        for offer, count in stored.items()
        if str(offer).isdecimal()
        and len(str(offer)) < 19
        and isinstance(count, int)
        and 0 < count <= MAX_COUNT
    }


def put(request: HttpRequest, offer_id: int, count: int) -> bool:
    """Set the pieces of an offer in the basket; 0 removes it. Return False if the basket is full."""
    counts = counts_of(request)
    counts.pop(offer_id, None)
    is_full = count > 0 and len(counts) >= MAX_LINES
    if count > 0 and not is_full:
        counts[offer_id] = min(count, MAX_COUNT)
    request.session[KEY] = {str(offer): pieces for offer, pieces in counts.items()}
    return not is_full


@dataclass(slots=True)
class Again:
    """What happened to lines of an order that were put into the basket once more.

    lost: lines that aren't in the basket: no longer sold, or out of stock, or the basket is full.
    changed, fewer: lines whose price changed, and lines of which less is left, with the pieces put in.
    """

    lost: list[OrderLine] = field(default_factory=list)
    changed: list[tuple[OrderLine, Offer, int]] = field(default_factory=list)
    fewer: list[tuple[OrderLine, Offer, int]] = field(default_factory=list)


def put_again(request: HttpRequest, lines: Sequence[OrderLine]) -> Again:
    """Put the goods of order lines into the basket once more, as many as then or as are left. Other goods stay.

    Pieces are set, not added: a repeat changes nothing.
    """
    on_sale = Offer.objects.on_sale().select_related("product").prefetch_related("breaks")
    offers = on_sale.in_bulk([line.offer_id for line in lines])
    stock = stock_of({offer.product_id for offer in offers.values()})
    again = Again()
    for line in lines:
        offer = offers.get(line.offer_id)
        left = stock[offer.product_id].pieces(offer) if offer else 0
        if offer is None or offer.back_month is not None or left < offer.min_count:
            again.lost.append(line)
            continue
        count = min(max(line.count, offer.min_count), left)
        if not put(request, offer.pk, count):
            again.lost.append(line)
            continue
        if count < line.count:
            again.fewer.append((line, offer, count))
        if offer.price_for(count) != line.price:
            again.changed.append((line, offer, count))
    return again


def take_out(request: HttpRequest, offer_ids: Iterable[int]) -> None:
    """Remove these offers from the basket; the others stay."""
    counts = counts_of(request)
    for offer_id in offer_ids:
        counts.pop(offer_id, None)
    if counts:
        request.session[KEY] = {str(offer): pieces for offer, pieces in counts.items()}
    else:
        request.session.pop(KEY, None)


def ways_to_pay(shop: Shop, *, on_page: bool) -> list[tuple[str, StrOrPromise]]:
    """Return key and label of each way of paying that `shop` takes, for a buyer on a page or by telephone."""
    return [(way.key, way.label) for way in found_ways() if not way.refusal(shop, on_page=on_page)]


def offers_in(counts: Mapping[int, int]) -> OfferQuerySet:
    """Return the offers of the basket that are still on sale."""
    offers = Offer.objects.on_sale().filter(pk__in=counts)
    of_ways = [f"product__producer__{name}" for way in found_ways() for name in way.producer_relations]
    return offers.select_related("product__producer__unit__parent", *of_ways)


def waiting_in(offer_ids: Iterable[int]) -> list[Offer]:
    """Return those offers whose producer only has to answer the delivery question before they can be ordered."""
    waiting = Offer.objects.without_delivery_answer().filter(pk__in=offer_ids)
    return list(waiting.select_related("product__producer").order_by("pk"))


def parts_of(counts: Mapping[int, int], unit: Unit | None = None) -> tuple[list[Part], list[int]]:
    """Return the basket by producer, delivered to `unit`, and the ids of offers no longer on sale."""
    offers = {offer.pk: offer for offer in offers_in(counts).prefetch_related("breaks")}
    stock = stock_of({offer.product_id for offer in offers.values()})
    producers = {offer.product.producer_id: offer.product.producer for offer in offers.values()}
    shops = {
        shop.producer_id: shop
        for shop in Shop.objects.filter(producer__in=producers).prefetch_related("areas")
    }
    for shop in shops.values():
        shop.producer = producers[shop.producer_id]
    parts = {
        pk: Part(producer, shops.get(pk) or Shop(producer=producer), unit)
        for pk, producer in producers.items()
    }
    for pk, count in counts.items():
        if offer := offers.get(pk):
            row = Row(offer, count, offer.price_for(count), stock[offer.product_id].pieces(offer))
            parts[offer.product.producer_id].rows.append(row)
    return list(parts.values()), [pk for pk in counts if pk not in offers]
