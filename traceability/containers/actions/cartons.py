"""Cartons of a lot, losses, and the yield of a processing: a producer's records in addition to the diary."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.units import parse_quantity
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require
from products.models import Product
from traceability.containers.actions.numbers import new_container_uri
from traceability.events.actions import EventError, LotPart, lock_lots, record_event
from traceability.events.actions.contents import (
    check_not_used,
    label_things,
    labels_of,
    lots_inside,
    put_in,
    take_out,
)
from traceability.events.actions.stock import Stock
from traceability.events.enums import EventKind
from traceability.events.rules import may_record_event
from traceability.genealogy.balance import DEFAULT_PERCENT
from traceability.genealogy.enums import YieldReason
from traceability.genealogy.process_yields import usual_yield
from traceability.lots.actions.locking import refresh_pages
from traceability.lots.rules import may_change_lot
from traceability.models import Container, EpcisThing, Event, Lot, ProductYield

MOST_CARTONS = 20


@transaction.atomic
def pack_cartons(
    *,
    actor: Actor,
    lot: Lot,
    quantity: Decimal | str | int,
    count: int = 1,
    event_id: uuid.UUID | None = None,
) -> list[Container]:
    """Pack `quantity` (in the lot's unit) into each of `count` new cartons, by one AggregationEvent ADD each.

    A carton's number is an SSCC if the producer has a GS1 prefix, else an address of ours. `event_id` is the
    id of the first carton's event. Return the cartons. Raises NotAllowed, QuantityError, LotUsedUp if too
    little remains, EventError.
    """
    require(may_record_event(actor.member, [lot.product.producer]))
    if not 1 <= count <= MOST_CARTONS:
        raise EventError(
            _("Mỗi lần đóng từ 1 đến %(n)d thùng.") % {"n": MOST_CARTONS}, field="count", code="carton_count"
        )
    amount = parse_quantity(quantity)
    made = []
    for number in range(count):
        carton = Container.objects.create(
            producer=lot.product.producer, uri=new_container_uri(lot.product.producer)
        )
        record_event(
            actor=actor,
            kind=EventKind.BOXING,
            event_time=timezone.now(),
            lots=[LotPart(lot, quantity=amount, unit=lot.unit)],
            event_id=event_id if event_id and number == 0 else None,
            more={"parentID": carton.address},
        )
        put_in(carton, {lot.pk: amount})
        made.append(carton)
    return made


@transaction.atomic
def unpack_carton(*, actor: Actor, container: Container) -> Event | None:
    """Unpack the whole carton by an AggregationEvent DELETE. An empty carton changes nothing: return None.

    Raises NotAllowed, and UsedAlready if another event used the carton as a whole.
    """
    require(may_record_event(actor.member, [container.producer]))
    # Lock the lots before the carton, as every writer of events does, to avoid deadlocks.
    lots = lock_lots(Lot.objects.filter(pk__in=lots_inside([container])))
    container = Container.objects.select_for_update(of=("self",), no_key=True).get(pk=container.pk)
    check_not_used([container])
    rows = list(container.contents.select_related("lot__product__producer").filter(lot__in=lots))
    labels = labels_of(container)
    if not rows and not labels:
        return None
    amounts = {row.lot_id: row.quantity for row in rows}
    event = record_event(
        actor=actor,
        kind=EventKind.UNBOXING,
        event_time=timezone.now(),
        lots=[LotPart(row.lot, quantity=row.quantity, unit=row.lot.unit) for row in rows]
        + [LotPart(lot) for lot in lots.values() if lot.pk not in amounts],
        more={"parentID": container.address},
    )
    EpcisThing.objects.bulk_create(label_things(event.event_id, labels))
    take_out(container, amounts, lots)
    stock = Stock(lots)
    stock.give_back("packed", amounts)
    stock.save()
    return event


def record_loss(
    *, actor: Actor, lot: Lot, quantity: Decimal | str | int, reason: str, event_id: uuid.UUID | None = None
) -> Event:
    """Record the loss of `quantity` of `lot`, in the lot's unit, with its reason.

    Raises EventError without a reason, and the errors of record_event, such as LotUsedUp.
    """
    if not reason.strip():
        raise EventError(_("Chị viết vì sao hao hụt."), field="reason", code="loss_reason")
    return record_event(
        actor=actor,
        kind=EventKind.LOSS,
        event_time=timezone.now(),
        lots=[LotPart(lot, quantity=parse_quantity(quantity), unit=lot.unit)],
        note=reason,
        event_id=event_id,
    )


@transaction.atomic
def set_yield(*, actor: Actor, product: Product, lot: Lot, percent: int, reason: str = "") -> ProductYield:
    """Set the most kg of `product` that 100 kg of ingredients give; it applies to later records.

    `lot` is any lot of the product. More than usual needs a `reason` (YieldReason), which the page shows. Usual is
    what a source gives for the process, else 100. Raises NotAllowed, EventError unless `percent` is from 1 to 1000.
    """
    require(may_change_lot(actor.member, lot) and lot.product_id == product.pk)
    if not 1 <= percent <= 1000:
        raise EventError(_("Tỷ lệ từ 1 đến 1000%."), field="percent", code="yield_percent")
    if reason and reason not in YieldReason.values:
        raise EventError(_("Chị chọn lý do thành phẩm ra nhiều hơn."), field="reason", code="yield_reason")
    usual = usual_yield(product)
    most = usual.percent if usual is not None and usual.is_sourced else DEFAULT_PERCENT
    if percent > most and not reason:
        raise EventError(
            _(
                "Thường 100 kg ra nhiều nhất %(most)d kg. Chị chọn vì sao ra nhiều hơn, trang của lô ghi lý do ấy."
            )
            % {"most": most},
            field="reason",
            code="yield_reason",
        )
    reason = reason if percent > most else ""
    row, _made = ProductYield.objects.update_or_create(
        product=product, defaults={"percent": percent, "reason": reason}
    )
    append_entry(
        kind="product.yield",
        subject=f"product:{product.pk}",
        payload={
            "percent": percent,
            "producer": str(product.producer.ref),
            **({"reason": reason} if reason else {}),
        },
        **actor.ledger_refs(),
    )
    refresh_pages(product.lots.values_list("pk", flat=True))
    return row
