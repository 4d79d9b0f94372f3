"""Record what a member did with a product, without asking for a lot: find the lot or open one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.units import UNITS, Kind, parse_quantity, require_pieces, unit_name
from members.acting import Actor
from members.models import User
from members.rules import require
from products.models import Product
from traceability.epcis import bodies as epcis
from traceability.events.actions import (
    ZONE_OFFSET,
    EventError,
    LotPart,
    check_zone_offset,
    find_event,
    harvested_quantity,
    record_event,
    taken,
)
from traceability.events.actions.checks import keep_paper
from traceability.events.actions.stock import Stock
from traceability.events.enums import DIARY_KINDS, EventKind, EventSource
from traceability.events.rules import may_record_event
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole, LotState
from traceability.lots.packs import pack_content
from traceability.models import Event, EventLot, Lot

MAX_LINES = 10
MOST_RECEIVED = 100


@transaction.atomic
def record_work(
    *,
    actor: Actor,
    kind: str,
    product: Product,
    event_time: dt.datetime,
    quantity: Decimal | str | int | None = None,
    unit: str = "",
    lot: Lot | None = None,
    new_lot: bool = False,
    inputs: Sequence[LotPart] = (),
    event_id: uuid.UUID | None = None,
    **more: Any,
) -> Event:
    """Record one step of `product` for `lot`; without `lot`, find the matching lot or open one.

    A harvest adds to what is on sale: it joins the lot of the same day's harvests whose unit measures the same
    quantity, or opens one. Its unit must then fit the product's unit. A harvest for a `lot` with a declared
    amount is part of that amount; only what exceeds it is added (events.actions.harvests). Other steps use the
    newest open lot; processing opens one if needed. `new_lot` always opens a lot. Opening needs a quantity.

    `inputs` are the ingredients of a processing. `more` holds further arguments of record_event. A repeated
    call with the same `event_id` finds its lot. Raises what open_lot and record_event raise.
    """
    require(may_record_event(actor.member, [product.producer]))
    if kind not in DIARY_KINDS:
        raise EventError(_("Chị chọn việc đã làm."), field="kind", code="event_kind")
    amount = None if quantity in (None, "") else parse_quantity(quantity)
    unit = unit or product.unit or "kg"
    if unit not in UNITS:
        raise EventError(_("Chị chọn đơn vị tính."), field="unit", code="event_unit")
    if kind == EventKind.HARVESTING and amount is None:
        raise EventError(_("Chị chưa viết số lượng."), field="quantity", code="quantity_empty")
    check_zone_offset(more.get("zone_offset", ZONE_OFFSET))
    if event_id and (existing := find_event(event_id)):
        link = existing.lot_links.select_related("lot__product__producer").order_by("position").last()
        if link is None or link.lot.product_id != product.pk or (lot is not None and lot.pk != link.lot_id):
            raise taken()
        lot = link.lot
    elif lot is None:
        lot = _find_or_open(actor, EventKind(kind), product, amount, unit, new_lot, event_time, more)
    elif lot.product_id != product.pk:
        raise EventError(_("Lô này của sản phẩm khác."), field="lot", code="event_lot")
    if inputs and kind != EventKind.PROCESSING:
        raise EventError(_("Chỉ chế biến mới có nguyên liệu."), field="input_lot", code="event_role")
    role = LotRole.OUTPUT if kind == EventKind.PROCESSING else LotRole.SUBJECT
    return record_event(
        actor=actor,
        kind=kind,
        event_time=event_time,
        lots=[
            *(replace(part, role=LotRole.INPUT) for part in inputs),
            LotPart(lot, role, amount, unit if amount is not None else ""),
        ],
        event_id=event_id,
        **more,
    )


def record_harvest(*, actor: Actor, product: Product, **arguments: Any) -> Event:
    """Call record_work with the kind HARVESTING."""
    return record_work(actor=actor, kind=EventKind.HARVESTING, product=product, **arguments)


def suggest_lot(product: Product, day: dt.date, unit: str) -> Lot | None:
    """Return the open lot that a harvest of `day` in `unit` joins: that day's newest lot of harvests, or None.

    A lot with a declared amount beyond its harvests is left out: a harvest would not add to it.
    """
    lots = open_lots(product).filter(unit__in=_same_measure(unit), harvested_date=day)
    return next((lot for lot in lots.order_by("-pk") if harvested_quantity(lot) >= lot.quantity), None)


def _same_measure(unit: str) -> list[str]:
    """Return the units into which an amount in `unit` can be converted, including `unit`."""
    own = UNITS[unit]
    return [unit] + [
        u.code for u in UNITS.values() if own.to_base and u.to_base and u.kind == own.kind and u != own
    ]


def _check_harvest_unit(product: Product, unit: str) -> None:
    """Raise EventError unless `unit` fits the product's unit.

    A unit picked by mistake would spoil the day's lot. A unit fits in three cases:
    - Both measure the same quantity.
    - The product names the content of one pack.
    - The product is sold by the piece, and its harvest is measured by mass or volume.
    """
    sold, recorded = UNITS.get(product.unit), UNITS[unit]
    if sold is None or sold.kind == recorded.kind:
        return
    if sold.kind == Kind.COUNT and recorded.kind in (Kind.MASS, Kind.VOLUME):
        return
    if any(pack_content(product.net_content, kind) for kind in (sold.kind, recorded.kind)):
        return
    raise EventError(
        _("%(product)s tính bằng %(sold)s, không ghi bằng %(said)s được. Chị xem lại đơn vị.")
        % {"product": product, "sold": unit_name(product.unit), "said": unit_name(unit)},
        field="unit",
        code="event_unit_kind",
    )


def received_lots(member: User) -> list[tuple[Lot, Decimal]]:
    """Return lots of other households that the member may use, with the received amount that is still unused.

    Only lots of households that gave the member a grant are listed. Lots that are recalled as a whole are
    left out. What the household still has is never shown. Returns the newest, at most MOST_RECEIVED.
    """
    shipped = EventLot.objects.filter(lot=OuterRef("pk"), event__kind=EventKind.SHIPPING, is_error=False)
    found = (
        Lot.objects.granted_to(member)
        .exclude(pk__in=Lot.objects.run_by(member).values("pk"))
        .filter(Exists(shipped.exclude(quantity=None)))
        .not_recalled()
        .select_related("product__producer")
        .order_by("-created_at", "-pk")
    )
    lots = {lot.pk: lot for lot in found[:MOST_RECEIVED]}
    stock = Stock(lots, received=lots)
    return [(lot, left) for lot in lots.values() if (left := stock.remaining_for(lot, member.ref))]


def open_lots(product: Product) -> Any:
    """Return the lots of `product` that still accept harvests or processings, newest first."""
    return (
        product.lots.filter(state=LotState.OPEN)
        .exclude(recalls__ended_at=None, recalls__isnull=False)
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a paper harvest sheet. `number` is its position on the sheet, from 1."""

    number: int
    product: Product
    day: dt.date
    quantity: Decimal | str
    unit: str = ""
    note: str = ""


class SheetError(DomainError):
    """Some lines are invalid; nothing of the sheet was recorded. `lines` maps number -> {field: message}."""

    def __init__(self, lines: dict[int, dict[str, str]]) -> None:
        super().__init__(
            _("Có dòng chưa đúng, nên chưa ghi dòng nào. Chị xem lại chỗ có chữ đỏ."), code="sheet_lines"
        )
        self.lines = lines


@transaction.atomic
def record_sheet(*, actor: Actor, sheet_id: uuid.UUID, lines: Sequence[SheetLine]) -> list[Event]:
    """Record a filled-in harvest sheet: one event for each line, all or none.

    The same `sheet_id` again changes nothing.
    A line's event id is derived from the sheet's id and the line number.
    Lines that an officer types on behalf of the member get a paper claim.
    Raises SheetError, NotAllowed, and EventError for an empty sheet or more than MAX_LINES lines.
    """
    if not lines:
        raise EventError(_("Phiếu chưa có dòng nào."), code="sheet_empty")
    if len(lines) > MAX_LINES:
        raise EventError(_("Mỗi lần chép nhiều nhất %(max)d dòng.") % {"max": MAX_LINES}, code="sheet_long")
    require(
        may_record_event(
            actor.member, {line.product.producer_id: line.product.producer for line in lines}.values()
        )
    )
    events: list[Event] = []
    wrong: dict[int, dict[str, str]] = {}
    for line in lines:
        try:
            with transaction.atomic():
                event = record_harvest(
                    actor=actor,
                    product=line.product,
                    quantity=line.quantity,
                    unit=line.unit,
                    event_time=moment_of(line.day),
                    note=line.note,
                    event_id=uuid.uuid5(sheet_id, str(line.number)),
                    source=EventSource.PAPER,
                )
                keep_paper(actor=actor, event=event)
                events.append(event)
        except DomainError as error:
            wrong[line.number] = {error.field or "": error.message}
    if wrong:
        raise SheetError(wrong)
    return events


def moment_of(day: dt.date) -> dt.datetime:
    """Return the moment of an event whose time of day is unknown: the day's first moment in Vietnam.

    So an event of today is never in the future.
    """
    return dt.datetime.combine(day, dt.time(), tzinfo=epcis.zone_of(ZONE_OFFSET))


def _find_or_open(
    actor: Actor,
    kind: EventKind,
    product: Product,
    amount: Decimal | None,
    unit: str,
    new_lot: bool,
    event_time: dt.datetime,
    more: dict[str, Any],
) -> Lot:
    # Two harvests sent together must not open two lots for one day.
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
    day = _day_of(event_time, more.get("zone_offset", ZONE_OFFSET), more.get("device_time"))
    if kind == EventKind.HARVESTING and amount is not None:
        require_pieces(amount, unit)
        _check_harvest_unit(product, unit)
    found = None
    if not new_lot:
        found = (
            suggest_lot(product, day, unit) if kind == EventKind.HARVESTING else open_lots(product).first()
        )
    if found is not None:
        return found
    if kind not in (EventKind.HARVESTING, EventKind.PROCESSING):
        raise EventError(
            _("Sản phẩm này chưa có lô nào đang mở. Chị mở lô rồi ghi việc này."),
            field="lot",
            code="event_no_lot",
        )
    if amount is None:
        raise EventError(_("Chị viết số lượng để mở lô mới."), field="quantity", code="quantity_empty")
    day = min(day, timezone.localdate())
    return open_lot(
        actor=actor,
        product=product,
        quantity=amount,
        unit=unit,
        harvested_date=day if kind == EventKind.HARVESTING else None,
        produced_date=day if kind == EventKind.PROCESSING else None,
    )


def _day_of(event_time: dt.datetime, zone_offset: str, device_time: dt.datetime | None) -> dt.date:
    if device_time is not None:
        event_time += timezone.now() - device_time
    return event_time.astimezone(epcis.zone_of(zone_offset)).date()
