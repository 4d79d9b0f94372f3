"""Declare events wrong and correct them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.units import parse_quantity
from members.acting import Actor
from members.rules import require
from traceability.epcis import bodies as epcis
from traceability.events.actions.attributes import measured_before
from traceability.events.actions.declarations import write_declaration
from traceability.events.actions.drafts import ZONE_OFFSET, LotPart
from traceability.events.actions.errors import EventError, already_declared
from traceability.events.actions.harvests import close_never_harvested
from traceability.events.actions.recording import record_event
from traceability.events.actions.rows import find_event, lock_lots
from traceability.events.enums import CORRECTABLE_KINDS, DetailKind, ErrorReason
from traceability.events.rules import may_declare_error
from traceability.models import EpcisEvent, Event, EventDetail, EventLot


@transaction.atomic
def declare_error(
    *,
    actor: Actor,
    event: Event,
    reason: str,
    corrective_event_ids: Iterable[uuid.UUID | str] = (),
    is_credited: bool = False,
) -> Event:
    """Declare `event` wrong by a second row with the same id (EPCIS 2.0 §7.4.1.3).

    The first row stays unchanged.

    reason: an ErrorReason.
    corrective_event_ids: valid events of the same producer that correct it.
    is_credited: True if the caller has already released the amounts that the event used (Stock.credit).

    A harvest no longer counts in its lot. The amounts that the event used of lots are available again. Raises
    NotAllowed, AlreadyDeclared, EventError, StillRecalled.
    """
    event = Event.objects.get(event_id=event.event_id, is_error=False)
    require(may_declare_error(actor.member, event))
    if reason not in ErrorReason.values:
        raise EventError(_("Chị chọn ghi sai điều gì."), field="reason", code="event_reason")
    corrective = _check_corrective(event, corrective_event_ids)
    links = list(event.lot_links.select_related("lot__product").order_by("position"))
    lots = lock_lots(link.lot for link in links)
    if Event.objects.filter(event_id=event.event_id, is_error=True).exists():
        raise already_declared()
    now = timezone.now()
    declaration = {
        "declarationTime": epcis.moment(now, ZONE_OFFSET),
        "reason": str(reason),
        "correctiveEventIDs": [epcis.urn(one) for one in corrective],
    }
    declared = write_declaration(
        actor=actor,
        event=event,
        reason=str(reason),
        corrective=corrective,
        declaration=declaration,
        lots=lots,
        is_credited=is_credited,
    )
    close_never_harvested(actor=actor, events=[event.event_id])
    return declared


@transaction.atomic
def correct_event(
    *,
    actor: Actor,
    event: Event,
    event_id: uuid.UUID,
    event_time: dt.datetime,
    quantity: Decimal | str | int | None,
    unit: str,
    note: str = "",
    person: str = "",
) -> Event:
    """Correct an event: record it again under `event_id` for the same lots, and declare the former one wrong.

    With several lots, `quantity` is that of the last one (the subject or output). Place, photo and
    measurements stay unchanged. A repeated call returns the first result.

    Raises EventError for a kind outside CORRECTABLE_KINDS, and for a part of a transformation that a
    partner's software sent. Also raises the errors of record_event and declare_error.
    """
    if event.kind not in CORRECTABLE_KINDS:
        raise EventError(
            _("Việc này không sửa số được. Chị báo là không có, rồi làm lại cho đúng."),
            field="reason",
            code="event_kind",
        )
    if is_transformation_part(event):
        raise EventError(
            _(
                "Việc này là một phần của một mẻ do phần mềm gửi. Chị báo là không có, rồi gửi lại phần ấy cho đúng."
            ),
            field="reason",
            code="event_kind",
        )
    links = list(event.lot_links.select_related("lot__product__producer").order_by("position"))
    amount = parse_quantity(quantity) if quantity not in (None, "") else None
    parts = [LotPart(link.lot, link.role, link.quantity, link.unit) for link in links]
    parts[-1] = LotPart(parts[-1].lot, parts[-1].role, amount, unit if amount is not None else "")
    is_repeat = find_event(event_id) is not None
    details = {d.kind: d for d in EventDetail.objects.filter(event_id=event.event_id).select_related("photo")}
    photo = details[DetailKind.PHOTO].photo if DetailKind.PHOTO in details else None
    new = record_event(
        actor=actor,
        kind=event.kind,
        event_time=event_time,
        lots=parts,
        place=event.place,
        note=note,
        person=person,
        photo=photo,
        event_id=event_id,
        zone_offset=event.zone_offset,
        replaces=event,
        measured={one.code: one.value for one in measured_before(event.event_id)},
    )
    if not is_repeat:
        declare_error(
            actor=actor,
            event=event,
            reason=ErrorReason.INCORRECT_DATA,
            corrective_event_ids=[new.event_id],
            is_credited=True,
        )
    return new


def is_transformation_part(event: Event) -> bool:
    """Return whether a partner's software sent the event as one part of a transformation.

    A correction on the page would not belong to the transformation, and be weighed without its other parts.
    """
    return EpcisEvent.objects.filter(event_id=event.event_id).exclude(transformation_id="").exists()


def _check_corrective(event: Event, ids: Iterable[uuid.UUID | str]) -> list[uuid.UUID]:
    try:
        wanted = [
            one if isinstance(one, uuid.UUID) else uuid.UUID(str(one).removeprefix("urn:uuid:"))
            for one in ids
        ]
    except ValueError:
        raise EventError(
            _("Mã của việc ghi lại chưa đúng."), field="corrective", code="event_corrective"
        ) from None
    producers = {link.lot.product.producer_id for link in event.lot_links.select_related("lot__product")}
    standing = set(
        Event.objects.standing()
        .filter(event_id__in=wanted)
        .filter(event_id__in=EventLot.objects.filter(lot__product__producer__in=producers).values("event_id"))
        .values_list("event_id", flat=True)
    )
    if event.event_id in wanted or set(wanted) - standing:
        raise EventError(_("Mã của việc ghi lại chưa đúng."), field="corrective", code="event_corrective")
    return wanted
