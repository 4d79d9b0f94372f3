"""Write the rows of an error declaration and undo the event's effects.

The caller has checked rights and locked the lots.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.ledger.actions import append_entry
from backend.ledger.models import Entry
from members.acting import Actor
from members.models import User
from members.notices.actions.milestones import undo_milestone
from members.notices.enums import MilestoneKind
from traceability.epcis import bodies as epcis
from traceability.epcis.bodies import document_row, exported
from traceability.epcis.pins import compact, ledger_payload, pinned
from traceability.epcis.vocabulary import ERROR_REASONS
from traceability.events.actions.contents import check_labels_free, check_not_used, put_in, take_out
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import already_declared
from traceability.events.actions.harvests import harvested_quantity, take_back_harvest
from traceability.events.actions.movements import taken_by
from traceability.events.actions.rows import append_links, bump, codes_of, month_of, took_of
from traceability.events.actions.stock import Stock, check_taken_back, parts_of
from traceability.events.enums import EventKind
from traceability.genealogy.edges import remove_edges
from traceability.labels.history import LABEL
from traceability.models import Container, EpcisEvent, EpcisThing, Event, EventLot, Lot
from traceability.recalls.actions.recall_reach import spread_recalls


def write_declaration(
    *,
    actor: Actor,
    event: Event,
    reason: str,
    corrective: Sequence[uuid.UUID],
    declaration: Mapping[str, Any],
    lots: dict[int, Lot],
    is_credited: bool = False,
) -> Event:
    """Append the declaration of `event` with its ledger entry and document, and undo the event's effects.

    `declaration` is the EPCIS errorDeclaration. Raises:
    - AlreadyDeclared
    - EventError (also LotUsedUp, UsedAlready) if goods that the event made or packed are gone
    - StillRecalled if this would lift a recall of a lot and the caller may not end that recall
    """
    links = list(event.lot_links.select_related("lot__product").order_by("position"))
    harvested_before = {pk: harvested_quantity(lot) for pk, lot in lots.items()}
    now = timezone.now()
    original = EpcisEvent.objects.filter(event_id=event.event_id, is_error=False).first()
    is_foreign = original is not None and original.pin != ""
    salt, content_pin, text = None, "", ""
    if is_foreign and original is not None:
        document = json.loads(original.body or "{}") | {
            "eventID": original.uri,
            "errorDeclaration": dict(declaration),
        }
        text = compact(document)
        salt, content_pin = pinned(text)
        named = EpcisThing.objects.filter(event_id=event.event_id, is_error=False)
        classes = named.exclude(lot=None).exclude(value="").exclude(field=LABEL)
        payload = ledger_payload(
            event.event_id,
            {"type": original.event_type, "eventTime": epcis.moment(event.event_time, event.zone_offset)}
            | document,
            content_pin,
            classes.values_list("value", flat=True),
            took_of(links),
        )
    else:
        payload = _payload_of(event, links) | {"errorDeclaration": dict(declaration)}
        document = exported(payload)
    entry = append_entry(kind="event.error", subject=event.urn, payload=payload, **actor.ledger_refs())
    try:
        with transaction.atomic():
            declared = Event.objects.create(
                recorded_month=month_of(now),
                event_id=event.event_id,
                is_error=True,
                kind=event.kind,
                epcis_type=event.epcis_type,
                action=event.action,
                biz_step=event.biz_step,
                disposition=event.disposition,
                event_time=event.event_time,
                zone_offset=event.zone_offset,
                recorded_at=now,
                place_id=event.place_id,
                by_ref=actor.by_ref,
                on_behalf_ref=actor.on_behalf_ref,
                error_reason=reason if reason in ERROR_REASONS else "",
                corrective_event_ids=[str(one) for one in corrective],
                pins=event.pins,
                entry_id=entry.pk,
            )
    except IntegrityError:
        raise already_declared() from None
    append_links(
        declared, [LotPart(link.lot, link.role, link.quantity, link.unit, taken=link.taken) for link in links]
    )
    row = document_row(declared, document)
    if is_foreign and original is not None:
        row |= {"hash_id": original.hash_id, "body": text, "salt": salt, "pin": content_pin}
        row |= {"captured_by_ref": actor.by_ref, "uri": original.uri}
    EpcisEvent.objects.create(**row)
    EpcisThing.objects.bulk_create(
        EpcisThing(
            event_id=thing.event_id, is_error=True, field=thing.field, value=thing.value, lot_id=thing.lot_id
        )
        for thing in EpcisThing.objects.filter(event_id=event.event_id, is_error=False)
    )
    remove_edges(event.event_id)
    if event.kind == EventKind.HARVESTING:
        for pk, lot in lots.items():
            take_back_harvest(lot, event, harvested_before[pk])
        owner = User.objects.filter(ref=event.on_behalf_ref or event.by_ref).first()
        if owner:
            undo_milestone(user=owner, kind=MilestoneKind.HARVEST_RECORDED, subject=f"event:{event.event_id}")
    elif not is_credited:
        _set_free(event, lots)
    check_taken_back(event, lots)
    bump(lots)
    spread_recalls(lots, by=actor)
    return declared


def _set_free(event: Event, lots: dict[int, Lot]) -> None:
    """Release the amounts that `event` used of its lots.

    An event of a carton is undone in the carton, too: packed goods leave it, unpacked goods return.
    """
    stock = Stock(lots)
    parts = parts_of(event, lots)
    field, amounts = taken_by(event.kind, parts)
    if event.kind == EventKind.UNBOXING:
        _field, amounts = taken_by(EventKind.BOXING, parts)
        stock.take("packed", amounts)
    else:
        stock.give_back(field, amounts)
    stock.save()
    if event.kind in (EventKind.BOXING, EventKind.UNBOXING):
        parent = EpcisThing.objects.filter(event_id=event.event_id, is_error=False, field="parentID").first()
        container = (
            Container.objects.select_for_update(no_key=True).filter(uri=parent.value).first()
            if parent
            else None
        )
        if container is not None:
            check_not_used([container])
        if container is not None and event.kind == EventKind.BOXING:
            take_out(container, amounts, lots)
        elif container is not None:
            check_labels_free(event, container.uri)
            put_in(container, amounts)
        if container is not None:
            _move_cartons_back(event, container)


def _move_cartons_back(event: Event, pallet: Container) -> None:
    """Undo the moves of cartons by `event`: cartons put on `pallet` leave it.

    Cartons taken off `pallet` return to it, unless they are on another one.
    """
    named = EpcisThing.objects.filter(event_id=event.event_id, is_error=False, field="childEPCs")
    cartons = Container.objects.filter(uri__in=list(named.values_list("value", flat=True)))
    if event.kind == EventKind.BOXING:
        cartons.filter(parent=pallet).update(parent=None)
    else:
        cartons.filter(parent=None).exclude(pk=pallet.pk).update(parent=pallet)


def _payload_of(event: Event, links: Sequence[EventLot]) -> dict[str, Any]:
    """Return the EPCIS body of the event from its ledger entry; without an entry, build it from its rows."""
    if event.entry_id is not None and (entry := Entry.objects.filter(pk=event.entry_id).first()):
        return dict(json.loads(entry.body)["payload"])
    return epcis.event_body(
        event_id=event.event_id,
        kind=event.kind,
        epcis_type=event.epcis_type,
        action=event.action,
        biz_step=event.biz_step,
        disposition=event.disposition,
        event_time=event.event_time,
        zone_offset=event.zone_offset,
        place_code=event.place_id,
        parts=links,
        codes=codes_of(link.lot for link in links),
        pins=event.pins,
        extra={},
    )
