"""Append an event once, however often it is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from members.acting import Actor
from members.models import Unit
from members.notices.actions.milestones import record_milestone
from members.notices.enums import MilestoneKind
from products.models import Photo
from traceability.epcis import bodies as epcis
from traceability.events.actions.attributes import measured_before, optional_fields
from traceability.events.actions.balance import check_balance
from traceability.events.actions.documents import write_document
from traceability.events.actions.drafts import ZONE_OFFSET, Draft, LotPart
from traceability.events.actions.errors import EventError, EventInFuture, cycle, taken
from traceability.events.actions.harvests import add_harvest
from traceability.events.actions.movements import taken_by
from traceability.events.actions.rows import (
    append_links,
    bump,
    codes_of,
    find_event,
    lock_lots,
    month_of,
    took_of,
)
from traceability.events.actions.stock import Stock
from traceability.events.enums import EPCIS_SHAPE, EventKind, EventSource
from traceability.genealogy.edges import write_edges
from traceability.genealogy.traversal import closes_cycle
from traceability.lots.actions.lots import LotClosed
from traceability.lots.enums import LotRole, LotState
from traceability.models import Event, EventDetail, EventLot, Lot, Recall
from traceability.recalls.actions.recall_reach import spread_recalls

# A larger difference means that the phone's clock is wrong, or that the event is in the future.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def record_event(
    *,
    actor: Actor,
    kind: str,
    event_time: dt.datetime,
    lots: Sequence[LotPart],
    place: Unit | None = None,
    note: str = "",
    person: str = "",
    photo: Photo | None = None,
    event_id: uuid.UUID | None = None,
    zone_offset: str = ZONE_OFFSET,
    device_time: dt.datetime | None = None,
    source: str = EventSource.PAGE,
    flag_future: bool = False,
    replaces: Event | None = None,
    more: Mapping[str, Any] | None = None,
    body_parts: Sequence[LotPart] | None = None,
    measured: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event of `lots`, with its ledger entry, in one transaction.

    A repeated `event_id` with the same content returns the first event and writes nothing. Other content
    raises EventIdTaken.

    `device_time` is the phone's clock when it sent the event. The difference from the server's clock is the
    clock error; `event_time` is shifted by it. The event is flagged if the error is more than five minutes.
    An event in the future is refused. With `flag_future` it is stored and flagged instead: the phone's clock
    may have been corrected before sending.

    In processing a lot is INPUT or OUTPUT (SUBJECT counts as OUTPUT), elsewhere SUBJECT. A harvest and a loss
    need a quantity. A harvest raises the lot's quantity if the sum of the harvests is larger. A closed or
    recalled lot accepts no harvest, except a correction of `replaces`, a valid harvest of that lot. The place
    defaults to the lot's commune, then to the producer's.

    `more` is added unchanged to the EPCIS body, such as a carton's parentID or a loss's reason. `body_parts`
    are the parts in the body if they differ from `lots`: a pallet's event names its cartons, not the lots in
    them. `measured` maps codes of epcis.sensors.MEASURES to values as typed.

    Raises NotAllowed, EventError with its subclasses (such as LotUsedUp, TooMuchMade, LotCycle), LotClosed,
    QuantityError.
    """
    event_id = event_id or uuid.uuid4()
    draft = Draft.checked(
        actor=actor,
        kind=kind,
        event_time=event_time,
        lots=lots,
        place=place,
        note=note,
        person=person,
        photo=photo,
        zone_offset=zone_offset,
        measured=measured or {},
    )
    if existing := find_event(event_id):
        return _same_or_taken(existing, draft)
    try:
        with transaction.atomic():
            return _append(draft, event_id, device_time, source, flag_future, replaces, more, body_parts)
    except IntegrityError:
        # Sent twice at the same moment: the other request was first.
        if existing := find_event(event_id):
            return _same_or_taken(existing, draft)
        raise


def _append(
    draft: Draft,
    event_id: uuid.UUID,
    device_time: dt.datetime | None,
    source: str,
    flag_future: bool,
    replaces: Event | None,
    more: Mapping[str, Any] | None,
    body_parts: Sequence[LotPart] | None,
) -> Event:
    actor, now = draft.actor, timezone.now()
    event_time, offset, is_flagged = _by_our_clock(draft.event_time, now, device_time, flag_future)
    lots = lock_lots(part.lot for part in draft.parts)
    if draft.kind == EventKind.HARVESTING:
        put_right = _standing_lots(replaces) if replaces is not None else set()
        for lot in lots.values():
            if lot.pk not in put_right:
                check_open(lot)
    if draft.kind == EventKind.PROCESSING and closes_cycle(
        [part.lot.pk for part in draft.parts if part.role == LotRole.INPUT],
        [part.lot.pk for part in draft.parts if part.role == LotRole.OUTPUT],
    ):
        raise cycle()
    taken_by(draft.kind, draft.parts)  # incompatible units are refused first
    stock = Stock(lots, received=draft.strange)
    if replaces is not None:
        # The correction may use what the corrected event took.
        stock.credit(replaces)
    parts = stock.settled(draft.kind, draft.parts, actor.member.ref)
    if draft.kind == EventKind.PROCESSING:
        check_balance(parts, stock)
    if draft.kind == EventKind.SHIPPING:
        stock.ship(actor.member.ref, parts)
    if draft.kind == EventKind.PACKING:
        stock.pack(actor.member.ref, parts)
    stock.use(draft.kind, parts, actor.member.ref)
    stock.save()
    epcis_type, action, biz_step, disposition = EPCIS_SHAPE[draft.kind]
    salted = [(detail, new_salt()) for detail in draft.details]
    pins = [{"kind": detail.kind, "pin": pin(salt, detail.content)} for detail, salt in salted]
    extra: dict[str, Any] = {"pieu:source": str(source)}
    if offset is not None or is_flagged:
        extra["pieu:clock"] = {"offsetSeconds": offset, "flagged": is_flagged}
    if took := took_of(parts):
        extra["pieu:took"] = took
    body = epcis.event_body(
        event_id=event_id,
        kind=draft.kind,
        epcis_type=epcis_type,
        action=action,
        biz_step=biz_step,
        disposition=disposition,
        event_time=event_time,
        zone_offset=draft.zone_offset,
        place_code=draft.place_code,
        parts=body_parts if body_parts is not None else draft.parts,
        codes=codes_of(part.lot for part in draft.parts),
        pins=pins,
        extra=extra | optional_fields(draft, event_time, replaces) | dict(more or {}),
    )
    entry = append_entry(kind="event", subject=epcis.urn(event_id), payload=body, **actor.ledger_refs())
    event = Event.objects.create(
        recorded_month=month_of(now),
        event_id=event_id,
        kind=draft.kind,
        epcis_type=epcis_type,
        action=action,
        biz_step=biz_step,
        disposition=disposition,
        event_time=event_time,
        zone_offset=draft.zone_offset,
        recorded_at=now,
        place_id=draft.place_code,
        by_ref=actor.by_ref,
        on_behalf_ref=actor.on_behalf_ref,
        device_clock_offset_s=offset,
        clock_flagged=is_flagged,
        pins=pins,
        entry_id=entry.pk,
    )
    append_links(event, parts)
    write_document(event, body, parts)
    if draft.kind == EventKind.PROCESSING:
        write_edges(event_id, [(part.lot.pk, part.role) for part in draft.parts])
    EventDetail.objects.bulk_create(
        EventDetail(
            event_id=event_id,
            kind=detail.kind,
            text="" if detail.photo else detail.content,
            photo=detail.photo,
            salt=salt,
            pin=pinned["pin"],
        )
        for (detail, salt), pinned in zip(salted, pins, strict=True)
    )
    if draft.kind == EventKind.HARVESTING:
        day = min(event_time.astimezone(epcis.zone_of(draft.zone_offset)).date(), timezone.localdate(now))
        for lot in lots.values():
            add_harvest(lot, day)
        record_milestone(
            user=actor.member,
            kind=MilestoneKind.HARVEST_RECORDED,
            subject=f"event:{event_id}",
            happened_at=event_time,
        )
    spread_recalls(lots)
    bump(lots)
    return event


def _by_our_clock(
    event_time: dt.datetime, now: dt.datetime, device_time: dt.datetime | None, flag_future: bool
) -> tuple[dt.datetime, int | None, bool]:
    """Return `event_time` corrected by the phone's clock error, that error in seconds, and whether to flag it.

    The error is None without a `device_time`. Raises EventInFuture, and EventError for a moment before EARLIEST.
    """
    offset = None
    is_flagged = False
    if device_time is not None:
        offset = round((now - device_time).total_seconds())
        event_time += dt.timedelta(seconds=offset)
        is_flagged = abs(offset) > CLOCK_TOLERANCE.total_seconds()
    if event_time > now + CLOCK_TOLERANCE:
        if not flag_future:
            raise EventInFuture(_("Ngày này chưa đến. Chị xem lại."), field="date", code="event_future")
        is_flagged = True
    if event_time < EARLIEST:
        raise EventError(_("Ngày này xa quá. Chị xem lại năm."), field="date", code="event_early")
    return event_time, offset, is_flagged


def _same_or_taken(event: Event, draft: Draft) -> Event:
    """Return `event` if `draft` has the same content, else raise EventIdTaken.

    Erased texts are not compared.
    """
    phone_time = event.event_time - dt.timedelta(seconds=event.device_clock_offset_s or 0)
    links = [
        (link.lot_id, link.role, link.quantity, link.unit) for link in event.lot_links.order_by("position")
    ]
    is_same = (
        event.kind == draft.kind
        and phone_time == draft.event_time
        and event.zone_offset == draft.zone_offset
        and event.place_id == draft.place_code
        and (event.on_behalf_ref or event.by_ref) == draft.actor.member.ref
        and links == [(part.lot.pk, part.role, part.quantity, part.unit) for part in draft.parts]
    )
    details = list(EventDetail.objects.filter(event_id=event.event_id).order_by("pk"))
    is_same = is_same and tuple(measured_before(event.event_id)) == draft.measured
    if not is_same or [d.kind for d in details] != [drafted.kind for drafted in draft.details]:
        raise taken()
    for detail, drafted in zip(details, draft.details, strict=True):
        if detail.salt is not None and pin(bytes(detail.salt), drafted.content) != detail.pin:
            raise taken()
    return event


def _standing_lots(event: Event) -> set[int]:
    """Return the ids of the lots of `event`; an empty set if it was declared wrong."""
    if Event.objects.filter(event_id=event.event_id, is_error=True).exists():
        return set()
    return set(
        EventLot.objects.filter(event_id=event.event_id, is_error=False).values_list("lot_id", flat=True)
    )


def check_open(lot: Lot) -> None:
    """Raise LotClosed if a lot is closed or recalled: it accepts no more harvests."""
    if lot.state != LotState.OPEN:
        raise LotClosed(_("Lô này đã hết. Chị mở lô mới."), field="lot", code="lot_closed")
    if Recall.objects.reaching(lot).exists():
        raise LotClosed(_("Lô này đang bị thu hồi. Chị mở lô mới."), field="lot", code="lot_recalled")
