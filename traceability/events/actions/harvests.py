"""The sum of a lot's harvests, and its effects on the lot."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.units import UNITS
from members.acting import Actor
from traceability.epcis import bodies as epcis
from traceability.events.actions.errors import EventError, LotUsedUp
from traceability.events.enums import EventKind
from traceability.lots.actions.consumption import used_amount_of
from traceability.lots.actions.lots import close_emptied_lot
from traceability.lots.enums import LotState
from traceability.models import Event, EventLot, Lot


def harvested_quantity(lot: Lot) -> Decimal:
    """Return the sum of the valid harvests of `lot`, in the lot's unit."""
    links = EventLot.objects.filter(lot=lot, is_error=False, event__kind=EventKind.HARVESTING).exclude(
        event_id__in=EventLot.objects.filter(lot=lot, is_error=True).values("event_id")
    )
    amounts = [
        converted(quantity, unit, lot.unit)
        for quantity, unit in links.values_list("quantity", "unit")
        if quantity is not None
    ]
    return sum(amounts, Decimal(0))


def add_harvest(lot: Lot, day: dt.date) -> None:
    total = harvested_quantity(lot)
    fields: dict[str, Any] = {}
    if total > lot.quantity:
        fields["quantity"] = total
    if lot.harvested_date is None:
        fields["harvested_date"] = day
        if lot.expiry_date is None and lot.product.shelf_life_days:
            fields["expiry_date"] = day + dt.timedelta(days=lot.product.shelf_life_days)
    if fields:
        Lot.objects.filter(pk=lot.pk).update(**fields)


def take_back_harvest(lot: Lot, event: Event, before: Decimal) -> None:
    """Reduce the quantity and harvest day of `lot`, because its harvest `event` was declared wrong.

    `before` is the former sum of harvests, in the lot's unit. The quantity becomes the sum of the other
    harvests; it stays if it exceeds `before`, or if there is no other (close_never_harvested). If the lot has the
    day of `event`, it gets the earliest other day. Raises LotUsedUp if more is gone than the other harvests gave.
    """
    after = harvested_quantity(lot)
    fields: dict[str, Any] = {}
    if lot.quantity <= before and after:
        # The lot was as large as its harvests; an amount declared beyond them stays.
        _check_enough(lot, after)
        fields["quantity"] = after
    days = [
        time.astimezone(epcis.zone_of(offset)).date()
        for time, offset in Event.objects.standing()
        .filter(kind=EventKind.HARVESTING, lot_links__lot=lot)
        .values_list("event_time", "zone_offset")
    ]
    if lot.harvested_date == event.event_time.astimezone(epcis.zone_of(event.zone_offset)).date():
        fields["harvested_date"] = min(days, default=None)
    if fields:
        Lot.objects.filter(pk=lot.pk).update(**fields)


def shrink_to_harvests(events: Iterable[uuid.UUID]) -> None:
    """Reduce the lots of harvests `events`, which were declared wrong, to the harvests that were recorded after them.

    take_back_harvest can't do so if a lot's only harvest was wrong and its correction wasn't recorded yet. A lot that
    is larger than all of `events` together had an amount declared beyond its harvests, and keeps it. Raises LotUsedUp
    after the others are reduced if more of a lot is gone than its harvests give.
    """
    wrong: dict[int, Decimal] = {}
    lots: dict[int, Lot] = {}
    links = EventLot.objects.filter(
        event_id__in=set(events), is_error=False, event__kind=EventKind.HARVESTING, lot__state=LotState.OPEN
    )
    for link in links.select_related("lot").order_by("lot", "position"):
        lot = lots.setdefault(link.lot_id, link.lot)
        if link.quantity is not None:
            amount = converted(link.quantity, link.unit, lot.unit)
            wrong[lot.pk] = wrong.get(lot.pk, Decimal(0)) + amount
    refusal: LotUsedUp | None = None
    for pk, lot in lots.items():
        after = harvested_quantity(lot)
        if after and after < lot.quantity <= wrong.get(pk, Decimal(0)):
            try:
                _check_enough(lot, after)
            except LotUsedUp as error:
                refusal = error
            else:
                Lot.objects.filter(pk=pk).update(quantity=after)
    if refusal:
        raise refusal


def _check_enough(lot: Lot, amount: Decimal) -> None:
    """Raise LotUsedUp if more than `amount` of `lot` is gone."""
    if amount < used_amount_of(lot):
        raise LotUsedUp(
            _(
                "Lô %(code)s đã dùng, đóng thùng hoặc bán nhiều hơn chỗ còn lại. Chị xem lại các việc ấy trước."
            )
            % {"code": lot.code},
            field="quantity",
            code="lot_used_up",
        )


def close_never_harvested(*, actor: Actor, events: Iterable[uuid.UUID]) -> None:
    """Close the open lots of `events` that have no valid harvest and nothing but what a wrong one said.

    A lot of nothing can't be stored, and what was never picked must not be sold. `events` are ids of events that
    were declared wrong. Call it after their corrections are recorded. A declaration needs no right to close lots.
    """
    wrong = EventLot.objects.filter(
        event_id__in=set(events), is_error=False, event__kind=EventKind.HARVESTING, lot__state=LotState.OPEN
    )
    for lot in Lot.objects.filter(pk__in=wrong.values("lot")).order_by("pk"):
        said = EventLot.objects.filter(lot=lot, is_error=True, event__kind=EventKind.HARVESTING)
        amounts = [
            converted(quantity, unit, lot.unit)
            for quantity, unit in said.values_list("quantity", "unit")
            if quantity is not None
        ]
        if lot.quantity <= max(amounts, default=0) and not harvested_quantity(lot):
            close_emptied_lot(actor=actor, lot=lot)


def converted(quantity: Decimal, unit: str, to: str) -> Decimal:
    """Return `quantity` converted to the unit `to`, with three decimals.

    Raises EventError if the units measure different things, such as pieces and weight, or one is unknown.
    """
    if unit == to:
        return quantity
    ours, theirs = UNITS.get(unit), UNITS.get(to)
    if ours is None or theirs is None or ours.kind != theirs.kind or not (ours.to_base and theirs.to_base):
        raise EventError(
            _("Lô này tính bằng đơn vị khác. Chị chọn lô mới hoặc đổi đơn vị."),
            field="unit",
            code="event_unit",
        )
    return round(quantity * ours.to_base / theirs.to_base, 3)
