"""What of a product can still be ordered: what its open lots have left, less what orders hold."""

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
from traceability.models import Lot, RecallReach

ZERO = Decimal(0)
# A harvest may come so much earlier than it was promised.
EARLY = dt.timedelta(days=21)
# When a lot came, or from when on one counts: the day it is of, and on that day the moment it was opened.
Moment = tuple[dt.date, dt.datetime]
_EVER = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class Stock:
    """Amounts of one product by unit code: left in its lots by those packed, held by orders that aren't; and what is pre-ordered of each offer (id), in its unit."""

    lots: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    held: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    # What pre-orders still wait for of a harvest, by when its lots come from (held_from), and what came in of it.
    harvests: dict[Moment, dict[str, Decimal]] = field(default_factory=dict)
    waiting: dict[Moment, dict[str, Decimal]] = field(default_factory=dict)
    preordered: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def left(self, unit: str) -> Decimal:
        """How much is left in `unit`, never below zero; masses and volumes are counted in one another's units."""
        # A harvest that came early is theirs who ordered it before; of one that hasn't come there is nothing to hold. Lots that came
        # late enough for one are late enough for all that look farther back, so the strictest is served first.
        kept = ZERO
        for since in sorted(self.waiting, reverse=True):
            kept = min(_whole(self.harvests[since], unit), kept + _whole(self.waiting[since], unit))
        return max(self.unheld(unit) - kept, ZERO)

    def unheld(self, unit: str) -> Decimal:
        """What ordinary orders leave of the lots, whoever waits for a harvest; never below zero."""
        return max(_whole(self.lots, unit) - self.held_in(unit), ZERO)

    def held_in(self, unit: str) -> Decimal:
        return _whole(self.held, unit)

    def of(self, offer: Offer) -> Decimal:
        """What of `offer` can still be ordered, in its unit: nothing out of its season, and of a pre-order nothing once its day is here."""
        if offer.ready_date is None or offer.promised is None:
            return self.left(offer.unit) if offer.back_month is None else ZERO
        if offer.ready_date <= timezone.localdate():
            return ZERO
        return max(offer.promised - self.preordered[offer.pk], ZERO)

    def pieces(self, offer: Offer) -> int:
        """Whole pieces of `offer` that can still be ordered."""
        return int(self.of(offer) // offer.content)


def _whole(amounts: Mapping[str, Decimal], unit: str) -> Decimal:
    return sum((converted(amount, at, unit) for at, amount in amounts.items()), ZERO)


def converted(amount: Decimal, at: str, to: str) -> Decimal:
    """`amount` of the unit `at` in the unit `to`; nothing where one doesn't tell the other.

    >>> converted(Decimal(2), "ta", "kg")
    Decimal('200')
    """
    if at == to:
        return amount
    here, there = UNITS.get(at), UNITS.get(to)
    if here is None or there is None or here.kind != there.kind or not here.to_base or not there.to_base:
        return ZERO
    return amount * here.to_base / there.to_base


def day_of(lot: Lot) -> dt.date:
    """When it was harvested or made, else when it was opened."""
    return lot.harvested_date or lot.produced_date or timezone.localdate(lot.created_at)


def came_at(lot: Lot) -> Moment:
    return day_of(lot), lot.created_at


def held_from(ready_date: dt.date, ordered_at: dt.datetime) -> Moment:
    """From when on lots are kept for what was pre-ordered: neither those that lay there when it was ordered, nor of a much earlier harvest."""
    return max((ready_date - EARLY, _EVER), (timezone.localdate(ordered_at), ordered_at))


def is_one_harvest(first: dt.date | None, second: dt.date | None) -> bool:
    """A harvest that was promised for one day and then for another; no day is any harvest."""
    return first is None or second is None or abs(first - second) <= EARLY


def may_serve(lot: Lot, line: OrderLine) -> bool:
    """`line` may be packed from `lot`: what was pre-ordered from what came after it was ordered, or not much before its day; the rest from any lot."""
    if line.ready_date is None:
        return True
    ordered_at = line.order.created_at
    return came_at(lot) >= min((line.ready_date - EARLY, _EVER), (timezone.localdate(ordered_at), ordered_at))


def sellable_lots(products: Iterable[int]):
    """Open lots of `products` (ids) that no recall reaches, not even some labels, and that are not past their date."""
    today = timezone.localdate()
    return (
        Lot.objects.filter(product__in=products, state=LotState.OPEN)
        .filter(Q(expiry_date=None) | Q(expiry_date__gte=today))
        .untouched()
    )


def stock_of(products: Iterable[int]) -> dict[int, Stock]:
    """The stock of each of `products` (ids), in five queries however many there are; some more where goods lie in cartons."""
    ids = set(products)
    stock: dict[int, Stock] = {pk: Stock() for pk in ids}
    open_lots = list(sellable_lots(ids).select_related("product"))
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
        # What was packed of a year before is no part of what is promised now.
        if ordered_at is not None or is_one_harvest(ready_date, now_ready):
            known.preordered[offer_id] += converted(amount, unit, now_unit)
        if ordered_at is not None and ready_date is not None:
            known.waiting.setdefault(held_from(ready_date, ordered_at), defaultdict(Decimal))[unit] += amount
    # What was packed from a lot that is no longer open went with that lot's own rest.
    left_of = lots_left(open_lots, unshipped=True)
    for known in stock.values():
        known.harvests = {since: defaultdict(Decimal) for since in known.waiting}
    for lot in open_lots:
        left = left_of[lot.pk]
        stock[lot.product_id].lots[lot.unit] += left
        for since, came in stock[lot.product_id].harvests.items():
            if came_at(lot) >= since:
                came[lot.unit] += left
    return stock


def nothing_to_sell(offer: Offer) -> bool:
    """Whether no open lot is counted in what `offer` sells, whatever is left of it. A pre-order waits for its harvest."""
    lots = Lot.objects.filter(product=offer.product_id, state=LotState.OPEN).order_by()
    units = lots.values_list("unit", flat=True).distinct()
    return offer.ready_date is None and not any(converted(Decimal(1), unit, offer.unit) for unit in units)


def held_unproven(products: Iterable[int]) -> dict[int, Stock]:
    """What of each of `products` (ids) orders hold in unanswered orders of unproven numbers, by ways that limit this."""
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


def held_back(products: Iterable[int]) -> dict[int, str]:
    """Which open lots of `products` (ids) a recall keeps from sale, in words for their seller; in two queries."""
    lots = Lot.objects.filter(product__in=products, state=LotState.OPEN)
    whole = set(lots.recalled().values_list("pk", flat=True))
    words: dict[int, list[str]] = defaultdict(list)
    for lot in lots.exclude(pk__in=lots.untouched().values("pk")).order_by("code"):
        said = (
            _("lô %(lot)s đang bị thu hồi")
            if lot.pk in whole
            else _("một số tem của lô %(lot)s đang bị thu hồi, nên cả lô chưa bán được")
        )
        words[lot.product_id].append(said % {"lot": lot.code})
    return {pk: "; ".join(each) for pk, each in words.items()}


def lot_left(lot: Lot) -> Decimal:
    """What of `lot` no order was packed from and nothing was made of, in its unit. Goods in cartons may be sold as they lie there."""
    return lots_left([lot])[lot.pk]


def lots_left(lots: Iterable[Lot], *, unshipped: bool = False) -> dict[int, Decimal]:
    """`lot_left` of each of `lots` by its id, in as many queries as of one where they come with their products.

    `unshipped`: no more than what her people didn't ship by the diary, for what can be ordered anew. The parcels of orders may stand there,
    too, so that of both the larger is gone; and what was ordered before is still packed, though its shipping was written first.
    """
    by_pk = {lot.pk: lot for lot in lots}
    packed, stock = packed_from(by_pk.values(), TAKING), LotStock(by_pk)
    found = {}
    for pk, lot in by_pk.items():
        left, kept = stock.unused(lot) - packed[pk], stock.kept(lot, None) if unshipped else None
        # Never below zero: of what came back to her she may have made something since.
        found[pk] = max(left if kept is None else min(left, kept), ZERO)
    return found


def sold_of(*, lots: Iterable[Lot]) -> dict[int, Decimal]:
    """The answer to the port "sold_of": what of `lots` orders were packed from, in each lot's unit; none of what was cancelled or came back whole.

    What only some order waits for is of no lot yet, and is not counted. What came back may be used or thrown away, not sold anew.
    """
    return packed_from(lots, HOLDING)


def packed_from(lots: Iterable[Lot], states: Iterable[str]) -> dict[int, Decimal]:
    """What orders in one of `states` were packed from of each of `lots`, in its unit; one query for some thousands."""
    units = {lot.pk: lot.unit for lot in lots}
    found: dict[int, Decimal] = defaultdict(Decimal)
    for some in in_parts(units):
        packed = PackedLot.objects.filter(lot__in=some, line__order__state__in=states).order_by()
        for lot, at, amount in packed.values_list("lot", "line__unit").annotate(sum=Sum("quantity")):
            found[lot] += converted(amount, at, units[lot])
    return found


def recalled_in(order: Order) -> str:
    """The codes of the recalled lots that `order` was packed from, empty where there are none."""
    lots = Lot.objects.filter(pk__in=PackedLot.objects.filter(line__order=order).values("lot")).recalled()
    return ", ".join(lots.order_by("code").values_list("code", flat=True))


def labels_recalled_in(order: Order) -> list[RecallReach]:
    """Open recalls of some labels of lots that `order` was packed from: which packs lie in it nobody wrote down."""
    packed = PackedLot.objects.filter(line__order=order).values("lot")
    reach = RecallReach.objects.filter(lot__in=packed, ended_at=None).exclude(run=None)
    return list(reach.select_related("lot").order_by("lot__code", "recall"))


def recalls_of(order: Order) -> list[RecallReach]:
    """What both sides of an order read first of it: open recalls of lots that it was packed from, whole lots before some labels.

    Nothing of an order that is over without the goods: nobody has them.
    """
    if order.state not in HOLDING:
        return []
    packed = PackedLot.objects.filter(line__order=order).values("lot")
    reach = RecallReach.objects.filter(lot__in=packed, ended_at=None).select_related("lot", "recall")
    return sorted(reach, key=lambda row: (row.run_id is not None, row.lot.code, row.recall_id))
