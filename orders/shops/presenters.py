"""What a product's public page shows of its offers, of the dates of its goods and of their delivery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.money import dong_words
from members.models import Unit
from orders.models import Offer, Order, Shop
from orders.shops.areas import (
    Place,
    area_of,
    fee_for,
    needs_place,
    points_of,
    reach_words,
    reaches,
    stated_days,
)
from orders.shops.enums import Delivery
from traceability.models import Lot

# With fewer pieces left, the page says how many.
SCARCE = 20


@dataclass(frozen=True, slots=True)
class StockedOffer:
    """An offer on sale. left: pieces of it in stock."""

    offer: Offer
    left: int

    @property
    def may_buy(self) -> bool:
        """Return True if there is enough for the least that one buys."""
        return self.left >= self.offer.min_count

    @property
    def has_least(self) -> bool:
        return self.offer.min_count > 1

    @property
    def is_scarce(self) -> bool:
        return self.left < SCARCE

    @property
    def left_words(self) -> str:
        return self.offer.amount_words(self.left)

    @property
    def most(self) -> str:
        """Return the most that one may type, in the offer's own unit."""
        return self.offer.typed(self.left)


@dataclass(frozen=True, slots=True)
class BuyBar:
    """The bar at the bottom of a phone's screen: the first offer that can be bought.

    is_only: no other one can be bought, so the bar itself puts it into the basket.
    """

    offer: Offer
    is_only: bool


def buy_bar(stocked: Sequence[StockedOffer]) -> BuyBar | None:
    """Return the bar for these offers of a product; None if nothing can be bought."""
    buyable = [each.offer for each in stocked if each.may_buy]
    return BuyBar(buyable[0], len(buyable) == 1) if buyable else None


def words_of_fee(fee: int, free_from: int | None) -> str:
    """Return a delivery fee in đồng as text: "phí 30.000 đ, từ 500.000 đ thì miễn phí", "miễn phí"."""
    if not fee:
        return _("miễn phí")
    words = _("phí %(fee)s") % {"fee": dong_words(fee)}
    if free_from is None:
        return words
    return _("%(fee)s, từ %(sum)s thì miễn phí") % {"fee": words, "sum": dong_words(free_from)}


def days_words(shop: Shop, unit: Unit | None) -> str:
    """Return how long a delivery to `unit` takes: as earlier orders did, else as the seller stated; else ""."""
    if days := Order.objects.filter(producer=shop.producer_id).usual_days():
        return _("thường nhận trong %(days)s ngày") % {"days": days}
    stated = stated_days(shop, unit)
    return _("người bán hẹn khoảng %(days)s ngày") % {"days": stated} if stated else ""


class DeliveryLine:
    """How one offer reaches the buyer: where to, for what fee, and in how many days as a rule."""

    def __init__(self, shop: Shop, offer: Offer, place: Place) -> None:
        self.shop = shop
        self.offer = offer
        self.place = place

    @property
    def is_at_place(self) -> bool:
        return self.offer.is_at_place

    @property
    def asks_place(self) -> bool:
        """Return True if the fee depends on a place that the buyer didn't name yet."""
        return self._is_sent and self.place.unit is None and needs_place(self.shop)

    @property
    def is_reached(self) -> bool:
        """Return True if the goods are delivered to the buyer's place, or everywhere for one fee."""
        return self._is_sent and not self.asks_place and reaches(self.shop, self.place.unit)

    @property
    def is_refused(self) -> bool:
        """Return True if the producer delivers, but not to the buyer's place."""
        return self._is_sent and not self.asks_place and not self.is_reached

    @property
    def where(self) -> str:
        """Return the name of the buyer's commune, else of the buyer's province; "" while no place is chosen."""
        if self.place.unit is None:
            return ""
        return self.place.commune or self.place.unit.name

    @property
    def fee_words(self) -> str:
        """Return the fee of the smallest order: "phí 30.000 đ", "miễn phí", and from what sum on it is free."""
        goods = self.offer.price_for(self.offer.min_count) * self.offer.min_count
        fee = fee_for(self.shop, Delivery.SHIP, goods, self.place.unit)
        area = area_of(self.shop, self.place.unit)
        return words_of_fee(fee, area.free_from if area else self.shop.free_from)

    @cached_property
    def days_words(self) -> str:
        """Return when the goods arrive: from the ready date, else by `days_words`; empty if unknown."""
        if self.offer.ready_date is not None:
            return _("giao từ %(day)s") % {"day": format_date(self.offer.ready_date)}
        return days_words(self.shop, self.place.unit)

    @property
    def reach_words(self) -> str:
        return reach_words(self.shop)

    @property
    def points(self) -> list[str]:
        """Return where the goods can be fetched."""
        return points_of(self.shop)

    @property
    def _is_sent(self) -> bool:
        return self.shop.delivers and not self.is_at_place


def date_facts(lots: Sequence[Lot], *, is_fresh: bool) -> list[tuple[str, str]]:
    """Return (label, value) of production and expiry of the lots on sale; empty if neither is known.

    Fresh goods have the day of harvest. If the lots differ, it is the earliest day of them: nobody gets older
    goods.
    """
    facts = []
    harvested = {lot.harvested_date for lot in lots if lot.harvested_date is not None}
    produced = {lot.produced_date for lot in lots if lot.produced_date is not None}
    if harvested and (is_fresh or not produced):
        facts.append((_("Ngày thu hoạch"), _earliest(harvested, _("từ %(day)s"))))
    elif produced:
        facts.append((_("NSX"), _earliest(produced, _("từ %(day)s"))))
    if expiring := {lot.expiry_date for lot in lots if lot.expiry_date is not None}:
        facts.append((_("HSD"), _earliest(expiring, _("sớm nhất %(day)s"))))
    return facts


def _earliest(days: set[dt.date], words: str) -> str:
    day = format_date(min(days))
    return day if len(days) == 1 else words % {"day": day}
