"""Put cartons on a pallet and take them off.

Each is an AggregationEvent that names the cartons and affects the lots in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.rules import require
from products.models import Producer
from traceability.containers.actions.numbers import new_container_uri
from traceability.epcis.bodies import lot_class
from traceability.events.actions import EventError, LotPart, lock_lots, record_event
from traceability.events.actions.contents import check_not_used, lots_inside
from traceability.events.actions.rows import codes_of
from traceability.events.enums import EventKind
from traceability.events.rules import may_record_event
from traceability.labels.history import labels_in
from traceability.models import Container, ContainerLot, Event, Lot

MOST_ON_PALLET = 200


@transaction.atomic
def put_on_pallet(
    *,
    actor: Actor,
    producer: Producer,
    cartons: Iterable[Container],
    pallet: Container | None = None,
) -> Container:
    """Put the producer's `cartons` on `pallet`, or on a new one. Return the pallet.

    A carton that is already on `pallet` stays. Raises NotAllowed. Raises UsedAlready if another event used a
    carton or the pallet as a whole. Raises EventError if `pallet` is not a pallet of the producer, or if
    `cartons`:
    - are none or too many
    - include a pallet, an empty carton, one on another pallet, or somebody else's
    """
    require(may_record_event(actor.member, [producer]))
    wanted = {carton.pk for carton in cartons}
    lots, rows = _locked(wanted | ({pallet.pk} if pallet else set()))
    if pallet is not None:
        pallet = rows.pop(pallet.pk, None)
        if pallet is None or pallet.producer_id != producer.pk or not pallet.is_pallet:
            raise EventError(_("Chị chọn pallet."), field="pallet", code="container_pallet")
    if not wanted or len(wanted) > MOST_ON_PALLET:
        raise EventError(
            _("Chị chọn từ 1 đến %(n)d thùng.") % {"n": MOST_ON_PALLET},
            field="cartons",
            code="container_count",
        )
    if set(rows) != wanted or any(row.producer_id != producer.pk or row.is_pallet for row in rows.values()):
        raise EventError(
            _("Có thùng không xếp lên pallet được. Chị chọn lại."), field="cartons", code="container_kind"
        )
    held = set(ContainerLot.objects.filter(container__in=wanted).values_list("container", flat=True))
    by_labels = labels_in(row.uri for row in rows.values() if row.pk not in held)
    for row in rows.values():
        if row.pk not in held and row.uri not in by_labels:
            raise EventError(
                _("Thùng %(number)s đang trống.") % {"number": row}, field="cartons", code="container_empty"
            )
        if row.parent_id not in (None, pallet.pk if pallet else None):
            raise EventError(
                _("Thùng %(number)s đang nằm trên pallet khác.") % {"number": row},
                field="cartons",
                code="container_elsewhere",
            )
    check_not_used([*rows.values(), *([pallet] if pallet else [])])
    new = [row for row in rows.values() if row.parent_id is None]
    if not new and pallet is not None:
        return pallet
    if pallet is None:
        pallet = Container.objects.create(producer=producer, uri=new_container_uri(producer), is_pallet=True)
    _record(actor, EventKind.BOXING, pallet, new, lots)
    Container.objects.filter(pk__in=[row.pk for row in new]).update(parent=pallet)
    return pallet


@transaction.atomic
def take_off_pallet(
    *,
    actor: Actor,
    pallet: Container,
    cartons: Iterable[Container] | None = None,
) -> Event | None:
    """Take `cartons`, or all, off `pallet`. Cartons that are no longer on it change nothing.

    Return the event; None if no such carton is on the pallet, or if all of them are empty. Raises NotAllowed,
    and UsedAlready if another event used a carton or the pallet as a whole.
    """
    require(may_record_event(actor.member, [pallet.producer]))
    named = None if cartons is None else {carton.pk for carton in cartons}
    on_it = set(Container.objects.filter(parent=pallet).values_list("pk", flat=True))
    lots, rows = _locked(on_it if named is None else on_it & named)
    going = [row for row in rows.values() if row.parent_id == pallet.pk]
    check_not_used([pallet, *going])
    if not going or not lots:
        # Cartons that were emptied on the pallet: no lot's goods move, so there is no event to record.
        Container.objects.filter(pk__in=[row.pk for row in going]).update(parent=None)
        return None
    event = _record(actor, EventKind.UNBOXING, pallet, going, lots)
    Container.objects.filter(pk__in=[row.pk for row in going]).update(parent=None)
    return event


def _locked(ids: set[int]) -> tuple[dict[int, Lot], dict[int, Container]]:
    """Lock the lots in the containers `ids`, then the containers, each in the order of their ids.

    All writers of events lock in this order. Return both by id.
    """
    while True:
        point = transaction.savepoint_create()
        lots = lock_lots(Lot.objects.filter(pk__in=_inside(ids)))
        rows = (
            Container.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
        )
        found = {row.pk: row for row in rows}
        if _inside(ids) <= set(lots):
            transaction.savepoint_commit(point)
            return lots, found
        # Something was packed in between: release the locks, to avoid a deadlock.
        transaction.savepoint_rollback(point)


def _inside(containers: set[int]) -> set[int]:
    """Return the ids of the lots in `containers`."""
    return lots_inside(Container.objects.filter(pk__in=containers))


def _record(
    actor: Actor,
    kind: EventKind,
    pallet: Container,
    cartons: Sequence[Container],
    lots: dict[int, Lot],
) -> Event:
    inside = _inside({carton.pk for carton in cartons})
    packed_lots = [lots[pk] for pk in sorted(inside)]
    codes = codes_of(packed_lots)
    return record_event(
        actor=actor,
        kind=kind,
        event_time=timezone.now(),
        lots=[LotPart(lot) for lot in packed_lots],
        body_parts=[],
        more={
            "parentID": pallet.address,
            "childEPCs": [carton.address for carton in cartons],
            # The standard names only what moves; the lots in it are stored with it, so that an audit finds a
            # changed row.
            "pieu:lots": [lot_class(codes[lot.product_id], lot.code) for lot in packed_lots],
        },
    )
