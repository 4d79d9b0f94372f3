"""The stock of products: what their open lots have left, less what orders hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, F, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from backend.common.units import UNITS
from orders.models import Offer, Order, OrderLine, PackedLot
from orders.orders.enums import HOLDING, TAKING, OrderState
from orders.payments.ways.finding import ways_that
from traceability.events.actions.stock import Stock as LotStock
from traceability.lots.enums import LotState
from traceability.lots.freshness import fresh_lots, is_past
from traceability.models import Lot, RecallReach

ZERO = Decimal(0)
# A harvest may come this much earlier than promised.
EARLY = dt.timedelta(days=21)
# When a lot came, or from when lots count: its day, and on that day the moment when it was opened.
Moment = tuple[dt.date, dt.datetime]
_EVER = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class Stock:
    """The stock of one product.

    lots: what packed orders left in its lots, {unit code: amount}.
    held: what unpacked orders hold, {unit code: amount}.
    preordered: what is pre-ordered of each offer, in its unit, {offer id: amount}.
    """

    lots: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    held: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    # For each `held_from` of a harvest: what came in of it, and what pre-orders still wait for.
    harvests: dict[Moment, dict[str, Decimal]] = field(default_factory=dict)
    waiting: dict[Moment, dict[str, Decimal]] = field(default_factory=dict)
    preordered: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def left(self, unit: str) -> Decimal:
        """Return how much can still be ordered from the lots, in `unit`, never below zero.

        Masses and volumes are converted to `unit`. What pre-orders wait for is not included.
        """
        # A harvest that came early belongs to earlier pre-orders; one that has not come can't be held. A
        # lot that satisfies a later cutoff satisfies earlier ones, so serve the latest cutoff first.
        reserved = ZERO
        for since in sorted(self.waiting, reverse=True):
            reserved = min(
                _total_in(self.harvests[since], unit), reserved + _total_in(self.waiting[since], unit)
            )
        return max(self.unheld(unit) - reserved, ZERO)

    def unheld(self, unit: str) -> Decimal:
        """Return what ordinary orders leave of the lots, in `unit`, ignoring pre-orders; never below zero."""
        return max(_total_in(self.lots, unit) - self.held_in(unit), ZERO)

    def held_in(self, unit: str) -> Decimal:
        return _total_in(self.held, unit)

    def of(self, offer: Offer) -> Decimal:
        """Return how much of `offer` can still be ordered, in its unit.

        It is zero out of season, and zero for a pre-order once its ready date is here.
        """
        if offer.ready_date is None or offer.promised is None:
            return self.left(offer.unit) if offer.back_month is None else ZERO
        if offer.ready_date <= timezone.localdate():
            return ZERO
        return max(offer.promised - self.preordered[offer.pk], ZERO)

    def pieces(self, offer: Offer) -> int:
        """Return the whole pieces of `offer` that can still be ordered."""
        return int(self.of(offer) // offer.content)

    def left_words(self, offer: Offer) -> str:
        """Return the amount that can still be ordered, as text; empty if it is below the offer's minimum."""
        pieces = self.pieces(offer)
        return offer.amount_words(pieces) if pieces >= offer.min_count else ""


def _total_in(amounts: Mapping[str, Decimal], unit: str) -> Decimal:
    return sum((converted(amount, at, unit) for at, amount in amounts.items()), ZERO)


def converted(amount: Decimal, at: str, to: str) -> Decimal:
    """Convert `amount` from the unit `at` to the unit `to`; return zero if they don't convert.

    >>> converted(Decimal(2), "ta", "kg")
    Decimal('200')
    """
    if at == to:
        return amount
    here, there = UNITS.get(at), UNITS.get(to)
    if here is None or there is None or here.kind != there.kind or not here.to_base or not there.to_base:
        return ZERO
    return amount * here.to_base / there.to_base


def arrival_of(lot: Lot) -> Moment:
    return lot.made_date, lot.created_at


def held_from(ready_date: dt.date, ordered_at: dt.datetime) -> Moment:
    """Return the moment from which lots are held for a pre-order.

    Lots that existed when it was ordered don't count, nor lots that came more than EARLY before `ready_date`.
    """
    return max((ready_date - EARLY, _EVER), (timezone.localdate(ordered_at), ordered_at))


def is_one_harvest(first: dt.date | None, second: dt.date | None) -> bool:
    """Return True if both days may promise the same harvest: they are at most EARLY apart, or one is None."""
    return first is None or second is None or abs(first - second) <= EARLY


def may_serve(lot: Lot, line: OrderLine) -> bool:
    """Return True if `line` may be packed from `lot`. Ordinary goods may come from any lot.

    A pre-order takes lots that came after it was ordered, or at most EARLY before its ready date.
    """
    if line.ready_date is None:
        return True
    ordered_at = line.order.created_at
    return arrival_of(lot) >= min(
        (line.ready_date - EARLY, _EVER), (timezone.localdate(ordered_at), ordered_at)
    )


def sellable_lots(products: Iterable[int]) -> list[Lot]:
    """Return the open lots of `products` (ids) that are neither expired, stale nor recalled, oldest first.

    They are loaded with their products. A recall of some labels excludes the whole lot.
    """
    today = timezone.localdate()
    lots = Lot.objects.filter(product__in=products, state=LotState.OPEN).untouched()
    rows = lots.select_related("product").order_by("created_at", "pk")
    return [lot for lot in rows if not is_past(lot, today)]


def stock_of(products: Iterable[int]) -> dict[int, Stock]:
    """Return the stock of each of `products` (ids), in five queries for any number.

    Goods in cartons need some more.
    """
    ids = set(products)
    stock: dict[int, Stock] = {pk: Stock() for pk in ids}
    open_lots = sellable_lots(ids)
    lines = OrderLine.objects.filter(product__in=ids, order__state__in=TAKING).order_by()
    unpacked = lines.filter(Q(lot=None) | Q(is_preorder=True)).annotate(
        ordered_at=Case(When(is_preorder=True, lot=None, then=F("order__created_at")))
    )
    for (
        product_id,
        offer_id,
        unit,
        is_preorder,
        ready_date,
        ordered_at,
        now_unit,
        now_ready,
        amount,
    ) in unpacked.values_list(
        "product_id",
        "offer_id",
        "unit",
        "is_preorder",
        "ready_date",
        "ordered_at",
        "offer__unit",
        "offer__ready_date",
    ).annotate(sum=Sum("quantity")):
        known = stock[product_id]
        if not is_preorder:
            known.held[unit] += amount
            continue
        # Goods packed from last year's harvest don't count against this year's promise.
        if ordered_at is not None or is_one_harvest(ready_date, now_ready):
            known.preordered[offer_id] += converted(amount, unit, now_unit)
        if ordered_at is not None and ready_date is not None:
            known.waiting.setdefault(held_from(ready_date, ordered_at), defaultdict(Decimal))[unit] += amount
    # Goods packed from a closed lot don't count: the rest of that lot is not for sale either.
    left_of = lots_left(open_lots, unshipped=True)
    for known in stock.values():
        known.harvests = {since: defaultdict(Decimal) for since in known.waiting}
    for lot in open_lots:
        left = left_of[lot.pk]
        stock[lot.product_id].lots[lot.unit] += left
        for since, came in stock[lot.product_id].harvests.items():
            if arrival_of(lot) >= since:
                came[lot.unit] += left
    return stock


def nothing_to_sell(offer: Offer) -> bool:
    """Return True if the product of `offer` has no open lot in a unit that converts to the offer's.

    Amounts don't matter. False for a pre-order, which waits for its harvest.
    """
    lots = Lot.objects.filter(product=offer.product_id, state=LotState.OPEN).order_by()
    units = lots.values_list("unit", flat=True).distinct()
    return offer.ready_date is None and not any(converted(Decimal(1), unit, offer.unit) for unit in units)


def held_unproven(products: Iterable[int]) -> dict[int, Stock]:
    """Return what unanswered orders of unproven numbers hold of `products` (ids).

    Only orders whose way of paying limits such orders count (`Way.limits_unproven`).
    """
    stock: dict[int, Stock] = {pk: Stock() for pk in products}
    lines = OrderLine.objects.filter(
        product__in=stock,
        order__state=OrderState.PLACED,
        order__payment__in=ways_that(lambda way: way.limits_unproven),
        order__phone_proven=False,
    ).order_by()
    for product_id, offer_id, unit, is_preorder, now_unit, amount in lines.values_list(
        "product_id", "offer_id", "unit", "is_preorder", "offer__unit"
    ).annotate(sum=Sum("quantity")):
        if is_preorder:
            stock[product_id].preordered[offer_id] += converted(amount, unit, now_unit)
        else:
            stock[product_id].held[unit] += amount
    return stock


def past_lots(products: Iterable[int]) -> dict[int, list[Lot]]:
    """Return the lots of fresh goods whose producer must say whether there is still some, by product id.

    They aren't sold until then.
    """
    today = timezone.localdate()
    found: dict[int, list[Lot]] = defaultdict(list)
    for lot in fresh_lots(product__in=products):
        if is_past(lot, today):
            found[lot.product_id].append(lot)
    return found


def held_back(products: Iterable[int]) -> dict[int, str]:
    """Return a readable list, for the seller, of the open lots that a recall holds back, by product id.

    In two queries.
    """
    lots = Lot.objects.filter(product__in=products, state=LotState.OPEN)
    whole = set(lots.recalled().values_list("pk", flat=True))
    words: dict[int, list[str]] = defaultdict(list)
    for lot in lots.exclude(pk__in=lots.untouched().values("pk")).order_by("code"):
        text = (
            _("lô %(lot)s đang bị thu hồi")
            if lot.pk in whole
            else _("một số tem của lô %(lot)s đang bị thu hồi, nên cả lô chưa bán được")
        )
        words[lot.product_id].append(text % {"lot": lot.code})
    return {pk: "; ".join(each) for pk, each in words.items()}


def lot_left(lot: Lot) -> Decimal:
    """Return what is left of `lot` after packed orders and processing, in its unit.

    Goods in cartons count as left.
    """
    return lots_left([lot])[lot.pk]


def lots_left(lots: Iterable[Lot], *, unshipped: bool = False) -> dict[int, Decimal]:
    """Return `lot_left` for each of `lots` by id.

    As many queries as for one lot if their products are loaded.

    With `unshipped`, for new orders, the result is also limited to what the diary has not shipped. A shipment
    in the diary may include the parcels of orders, so the larger of both amounts counts as gone. Existing
    orders can still be packed after their shipment was recorded.
    """
    by_pk = {lot.pk: lot for lot in lots}
    packed, stock = packed_from(by_pk.values(), TAKING), LotStock(by_pk)
    found = {}
    for pk, lot in by_pk.items():
        left, in_diary = (
            stock.unused(lot) - packed[pk],
            stock.unshipped_limit(lot, None) if unshipped else None,
        )
        # Never below zero: returned goods may have been processed since.
        found[pk] = max(left if in_diary is None else min(left, in_diary), ZERO)
    return found


def sold_of(*, lots: Iterable[Lot]) -> dict[int, Decimal]:
    """Answer the port "sold_of": return what orders took from each of `lots`, in the lot's unit, by lot id.

    Cancelled orders and orders that were returned whole don't count. Neither do unpacked orders, which have
    no lot yet.
    Returned goods may be used or thrown away, not sold again.
    """
    return packed_from(lots, HOLDING)


def packed_from(lots: Iterable[Lot], states: Iterable[str]) -> dict[int, Decimal]:
    """Return the amount packed from each of `lots` into orders in `states`, in the lot's unit, by lot id.

    One query for some thousands of lots.
    """
    units = {lot.pk: lot.unit for lot in lots}
    found: dict[int, Decimal] = defaultdict(Decimal)
    for some in in_parts(units):
        packed = PackedLot.objects.filter(lot__in=some, line__order__state__in=states).order_by()
        for lot, at, amount in packed.values_list("lot", "line__unit").annotate(sum=Sum("quantity")):
            found[lot] += converted(amount, at, units[lot])
    return found


def recalled_in(order: Order) -> str:
    """Return the codes of the wholly recalled lots that `order` was packed from; empty if there are none."""
    lots = Lot.objects.filter(pk__in=PackedLot.objects.filter(line__order=order).values("lot")).recalled()
    return ", ".join(lots.order_by("code").values_list("code", flat=True))


def labels_recalled_in(order: Order) -> list[RecallReach]:
    """Return open recalls of some labels of lots in `order`. No record says which packs are in it."""
    packed = PackedLot.objects.filter(line__order=order).values("lot")
    reach = RecallReach.objects.filter(lot__in=packed, ended_at=None).exclude(run=None)
    return list(reach.select_related("lot").order_by("lot__code", "recall"))


def recalls_of(order: Order) -> list[RecallReach]:
    """Return the open recalls of lots in `order`, recalls of whole lots before those of some labels.

    Empty for an order that was cancelled or returned: the buyer has no goods of it.
    """
    if order.state not in HOLDING:
        return []
    packed = PackedLot.objects.filter(line__order=order).values("lot")
    reach = RecallReach.objects.filter(lot__in=packed, ended_at=None).select_related("lot", "recall")
    return sorted(reach, key=lambda row: (row.run_id is not None, row.lot.code, row.recall_id))
