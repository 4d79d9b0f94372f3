"""What the page of the basket shows, and whether its goods can be ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import cached_property

from backend.common.retention import Record, term_on
from orders.basket.basket import Part, Row
from orders.basket.forms.buying import BuyerForm, PlaceForm
from orders.models import Offer
from orders.shops.areas import Place, reach_words
from orders.shops.enums import Delivery
from orders.shops.presenters import days_words, words_of_fee
from products.models import Product
from products.producers.rules import public_phones
from products.share.facts import first_photos
from traceability.models import Lot
from traceability.scans.origin.addresses import newest_on_sale, origin_paths


def show_goods(rows: Sequence[Row], leads: Mapping[int, int]) -> None:
    """Set the photo of each row, and the lot whose origin page it links to.

    That is the lot that led the buyer to the offer (`leads`, {offer id: lot id}), else the newest on sale.
    Four queries.
    """
    products = {row.offer.product_id for row in rows}
    photos, newest = first_photos(products), newest_on_sale(products)
    led = Lot.objects.in_bulk(set(leads.values())) if leads else {}
    for row in rows:
        row.photo = photos.get(row.offer.product_id)
        row.lot = led.get(leads.get(row.offer.pk, 0)) or newest.get(row.offer.product_id)
    traced = [(row, row.lot) for row in rows if row.lot is not None]
    for (row, _lot), path in zip(traced, origin_paths([lot for _row, lot in traced]), strict=True):
        row.origin = path


class PartPanel:
    """The goods of one producer, with their delivery to `place`."""

    def __init__(self, part: Part, place: Place, ways: list[BoundField]) -> None:
        self.part = part
        self.place = place
        # The fields for delivery and way of paying.
        self.ways = ways
        # The producer's public number if it doesn't deliver to the buyer's place.
        self.phone = ""

    @cached_property
    def may_ship(self) -> bool:
        """Return True if the buyer can choose delivery: the producer delivers, and the buyer doesn't pick up."""
        return self.part.is_reached and not (self.place.is_pickup and self.part.points)

    @property
    def shows_fee(self) -> bool:
        """Return True if the sum has a delivery fee: delivery is chosen, at first by the page."""
        return self.may_ship and _value_of(self.ways, "delivery") in (Delivery.SHIP, None)

    @property
    def way_words(self) -> str:
        """Return what is chosen now as one text: "Giao tận nơi, phí 20.000 đ · Trả tiền khi nhận hàng"."""
        chosen = [words for words in map(_chosen_words, self.ways) if words]
        if chosen and self.shows_fee:
            chosen[0] = f"{chosen[0]}, {words_of_fee(self.part.fee, None)}"
        return " · ".join(chosen)

    @property
    def fee_words(self) -> str:
        """Return the delivery fee, the sum from which it is free and the stated days; empty if delivery can't be chosen."""
        if not self.may_ship:
            return ""
        words = f"{Delivery.SHIP.label}: {words_of_fee(self.part.fee, self.part.free_from)}"
        if self.part.stated_days and not any(row.offer.ready_date for row in self.part.rows):
            words = f"{words}, {days_words(self.part.shop, self.part.unit)}"
        return f"{words}."

    @property
    def has_errors(self) -> bool:
        """Return True if one of the ways has an error."""
        return any(field.errors for field in self.ways)

    @property
    def is_not_delivered(self) -> bool:
        """Return True if the producer doesn't deliver these goods to the buyer's place."""
        return bool(self.place.unit) and not self.part.is_reached and not self.part.is_at_place

    @property
    def reach_words(self) -> str:
        """Return where the producer delivers; empty for anywhere or nowhere."""
        return reach_words(self.part.shop)

    @property
    def delivery_words(self) -> str:
        """Return the producer's note on delivery; empty for goods that are used at the producer's place."""
        return "" if self.part.is_at_place else self.part.shop.delivery_words

    @property
    def cost(self) -> int:
        """Return the đồng of goods and fee."""
        return self.part.goods + (self.part.fee if self.shows_fee else 0)


def _value_of(ways: list[BoundField], prefix: str) -> str | None:
    """Return the chosen value of the way that `prefix` names; None if it isn't asked or nothing can be chosen."""
    return next((field.value() for field in ways if field.name.startswith(f"{prefix}-")), None)


def _chosen_words(field: BoundField) -> str:
    """Return the label of the chosen option; "" if there is none."""
    return next((str(option.choice_label) for option in field if option.data["selected"]), "")


class BasketPage:
    """The basket's page. It asks for the place first if a fee depends on it."""

    def __init__(
        self,
        parts: list[Part],
        place: Place,
        form: BuyerForm,
        *,
        waiting: Sequence[Offer] = (),
        place_form: PlaceForm | None = None,
    ) -> None:
        self.parts = parts
        self._waiting = waiting
        self.place = place
        self.form = form
        self._place_form = place_form

    @cached_property
    def panels(self) -> list[PartPanel]:
        """Return the panels of the producers for which the form asks delivery and payment."""
        panels = [
            panel for panel in self._all_panels if f"delivery-{panel.part.producer.pk}" in self.form.fields
        ]
        far = [panel for panel in panels if panel.is_not_delivered]
        phones = public_phones([panel.part.producer for panel in far])
        for panel in far:
            panel.phone = phones.get(panel.part.producer.pk, "")
        return panels

    @cached_property
    def waiting(self) -> list[tuple[Offer, str]]:
        """Return the offers that can't be ordered before their producer answers the delivery question.

        Each has the producer's phone number; "" if buyers may not see it.
        """
        phones = public_phones([offer.product.producer for offer in self._waiting])
        return [(offer, phones.get(offer.product.producer_id, "")) for offer in self._waiting]

    @property
    def products(self) -> list[Product]:
        """Return the products of the basket, also of offers that can't be ordered yet."""
        offers = [*self._waiting, *(row.offer for panel in self.panels for row in panel.part.rows)]
        return [offer.product for offer in offers]

    # Place.

    @cached_property
    def _by_place(self) -> list[Part]:
        """Return the parts whose fee depends on the place."""
        return [part for part in self.parts if part.needs_place]

    @cached_property
    def place_form(self) -> PlaceForm | None:
        """Return the form that asks for the place; None if it is known or no fee depends on it."""
        asks_place = bool(self._by_place) and not self.place.is_known
        return (self._place_form or PlaceForm()) if asks_place else None

    @property
    def shows_place(self) -> bool:
        """Return True if the place is known and some goods could go there."""
        return self.place.is_known and not all(part.is_at_place for part in self.parts)

    @property
    def may_fetch(self) -> bool:
        """Return True if the buyer can pick up all goods whose fee depends on the place."""
        return all(part.points for part in self._by_place)

    # Amounts.

    @property
    def total(self) -> int:
        return sum(panel.cost for panel in self._all_panels)

    @property
    def fees(self) -> int:
        """Return the đồng of delivery in the total."""
        return sum(panel.part.fee for panel in self._all_panels if panel.shows_fee)

    @cached_property
    def _all_panels(self) -> list[PartPanel]:
        return [PartPanel(part, self.place, self.form.ways(part.producer)) for part in self.parts]

    @property
    def contract_years(self) -> int:
        """Return for how many years the buyer's data is stored, by the law on contracts."""
        return term_on(Record.CONTRACT, timezone.localdate()).years

    @property
    def is_weighed(self) -> bool:
        """Return True if some goods are weighed at packing: the total is the most that they can cost."""
        return any(row.offer.is_weighed for part in self.parts for row in part.rows)

    @cached_property
    def may_order(self) -> bool:
        """Return True if there is enough of all goods and each producer delivers, or has a pickup point."""
        is_short = any(row.is_short for part in self.parts for row in part.rows)
        return not is_short and all(part.is_reached or part.points for part in self._by_place)
