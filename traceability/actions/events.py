"""Events: what was done to a lot, said once and never changed. A mistake is answered by a later declaration."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.common.units import UNITS, parse_quantity
from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from members.acting import Actor
from members.actions.milestones import record_milestone, undo_milestone
from members.enums import MilestoneKind
from members.models import Unit, User
from members.rules import require
from products.actions.photos import erase_unused_photo
from products.models import Photo
from products.rules import may_use_photo
from traceability import epcis
from traceability.actions.codes import code_for
from traceability.actions.lots import LotClosed
from traceability.enums import (
    EPCIS_SHAPE,
    DetailKind,
    EpcisType,
    ErrorReason,
    EventKind,
    EventSource,
    LotRole,
    LotState,
)
from traceability.models import Event, EventDetail, EventLot, Lot
from traceability.rules import may_declare_error, may_record_event

ZONE_OFFSET = "+07:00"
# Beyond this a phone's clock is called wrong and an event is called future.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
MAX_NOTE = 500
MAX_PERSON = 80
_OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class EventError(DomainError):
    """What was said of an event can't be so; `field` names the argument."""


class EventInFuture(EventError):
    """It happens later than now by more than five minutes."""


class EventIdTaken(EventError):
    """The event id was used before for something else; nothing was done."""

    status_code = 409


class AlreadyDeclared(EventError):
    """The event was declared wrong before."""

    status_code = 409


@dataclass(frozen=True, slots=True)
class LotPart:
    """A lot's part in an event. `quantity` is above zero, in `unit` (a code of backend.common.units), or None."""

    lot: Lot
    role: str = LotRole.SUBJECT
    quantity: Decimal | None = None
    unit: str = ""


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
) -> Event:
    """Append one event of `lots`, with its ledger entry, in one transaction.

    The same `event_id` with the same content again answers the first event and writes nothing; with other content it is
    EventIdTaken. `device_time` is what the phone's clock showed when it sent: `event_time`, read off the same clock, is
    moved by the difference to ours, and flagged where that is more than five minutes. An event in the future is refused,
    or with `flag_future` kept and flagged (a phone may have been set right between writing and sending).

    In processing a lot is INPUT or OUTPUT (SUBJECT counts as OUTPUT), elsewhere SUBJECT. A harvest needs its quantity and
    raises the lot's where the harvests together come to more; a closed or recalled lot takes only one that says right a
    standing harvest of the same lot, `replaces`. The place is the lot's commune unless another is named.
    Raises NotAllowed, EventError and its kinds, LotClosed, QuantityError.
    """
    event_id = event_id or uuid.uuid4()
    draft = _Draft.checked(
        actor=actor,
        kind=kind,
        event_time=event_time,
        lots=lots,
        place=place,
        note=note,
        person=person,
        photo=photo,
        zone_offset=zone_offset,
    )
    if existing := find_event(event_id):
        return _same_or_taken(existing, draft)
    try:
        with transaction.atomic():
            return _append(draft, event_id, device_time, source, flag_future, replaces)
    except IntegrityError:
        # Sent twice at the same moment: the other one was first.
        if existing := find_event(event_id):
            return _same_or_taken(existing, draft)
        raise


@transaction.atomic
def declare_error(
    *, actor: Actor, event: Event, reason: str, corrective_event_ids: Iterable[uuid.UUID | str] = ()
) -> Event:
    """Say that `event` was wrong, by a second row of the same id (EPCIS 2.0 §7.4.1.3); the first one stays as it was.

    `reason` is an ErrorReason; the corrective ids name standing events of the same producer that say it right. A harvest
    no longer counts in its lot. Raises NotAllowed, AlreadyDeclared, EventError.
    """
    event = Event.objects.get(event_id=event.event_id, is_error=False)
    require(may_declare_error(actor.member, event))
    if reason not in ErrorReason.values:
        raise EventError(_("Chị chọn ghi sai điều gì."), field="reason", code="event_reason")
    corrective = _check_corrective(event, corrective_event_ids)
    links = list(event.lot_links.select_related("lot__product").order_by("position"))
    lots = lock_lots(link.lot for link in links)
    if Event.objects.filter(event_id=event.event_id, is_error=True).exists():
        raise _declared()
    harvested_before = {pk: harvested_quantity(lot) for pk, lot in lots.items()}
    now = timezone.now()
    declaration = {
        "declarationTime": epcis.moment(now, ZONE_OFFSET),
        "reason": str(reason),
        "correctiveEventIDs": [epcis.urn(one) for one in corrective],
    }
    entry = append_entry(
        kind="event.error",
        subject=event.urn,
        payload=epcis.event_body(
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
            codes=_codes(link.lot for link in links),
            pins=event.pins,
            extra={"errorDeclaration": declaration},
        ),
        **actor.ledger_refs(),
    )
    try:
        with transaction.atomic():
            declared = Event.objects.create(
                recorded_month=_month(now),
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
                error_reason=reason,
                corrective_event_ids=[str(one) for one in corrective],
                pins=event.pins,
                entry_id=entry.pk,
            )
    except IntegrityError:
        raise _declared() from None
    _append_links(declared, [LotPart(link.lot, link.role, link.quantity, link.unit) for link in links])
    if event.kind == EventKind.HARVESTING:
        for pk, lot in lots.items():
            _take_back_harvest(lot, event, harvested_before[pk])
        owner = User.objects.filter(ref=event.on_behalf_ref or event.by_ref).first()
        if owner:
            undo_milestone(user=owner, kind=MilestoneKind.HARVEST_RECORDED, subject=f"event:{event.event_id}")
    bump(lots)
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
    """Say an event right: record it anew for the same lots under `event_id` and declare the earlier one wrong.

    Where several lots took part, `quantity` is that of the last (the subject or outcome). Sent again it answers the same.
    """
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
    )
    if not is_repeat:
        declare_error(
            actor=actor, event=event, reason=ErrorReason.INCORRECT_DATA, corrective_event_ids=[new.event_id]
        )
    return new


@transaction.atomic
def erase_details(user: User) -> int:
    """Empty the notes, names and photos of events that are `user`'s; their pins stay. Returns how many were emptied."""
    hers = Event.objects.filter(on_behalf_ref=user.ref) | Event.objects.filter(
        on_behalf_ref=None, by_ref=user.ref
    )
    details = EventDetail.objects.filter(event_id__in=hers.values("event_id"), erased_at=None)
    photos = list(Photo.objects.filter(pk__in=details.values("photo")))
    emptied = details.update(text="", photo=None, salt=None, erased_at=timezone.now())
    for photo in photos:
        erase_unused_photo(photo)
    return emptied


def find_event(event_id: uuid.UUID) -> Event | None:
    """The event of that id as it was first said, or None."""
    return Event.objects.filter(event_id=event_id, is_error=False).first()


def check_zone_offset(offset: str) -> None:
    """Raises EventError unless `offset` is an EPCIS eventTimeZoneOffset such as "+07:00"."""
    if not _OFFSET.fullmatch(offset):
        raise _unclear_time()


def harvested_quantity(lot: Lot) -> Decimal:
    """What the standing harvests of `lot` come to, in the lot's unit."""
    links = EventLot.objects.filter(lot=lot, is_error=False, event__kind=EventKind.HARVESTING).exclude(
        event_id__in=EventLot.objects.filter(lot=lot, is_error=True).values("event_id")
    )
    amounts = [
        converted(quantity, unit, lot.unit)
        for quantity, unit in links.values_list("quantity", "unit")
        if quantity is not None
    ]
    return sum(amounts, Decimal(0))


class _Detail(NamedTuple):
    """What is said in words or shown; `content` is what the pin pins: the text, or the photo's hash."""

    kind: str
    content: str
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """An event whose words were checked and that nobody wrote down yet. `event_time` is as the phone's clock had it."""

    actor: Actor
    kind: EventKind
    event_time: dt.datetime
    zone_offset: str
    parts: tuple[LotPart, ...]
    place_code: int | None
    details: tuple[_Detail, ...]

    @classmethod
    def checked(
        cls,
        *,
        actor: Actor,
        kind: str,
        event_time: dt.datetime,
        lots: Sequence[LotPart],
        place: Unit | None,
        note: str,
        person: str,
        photo: Photo | None,
        zone_offset: str,
    ) -> _Draft:
        if not lots:
            raise EventError(_("Chị chọn lô hàng."), field="lot", code="event_lot")
        producers = {part.lot.product.producer_id: part.lot.product.producer for part in lots}
        require(may_record_event(actor.member, producers.values()))
        if kind not in EventKind.values:
            raise EventError(_("Chị chọn việc đã làm."), field="kind", code="event_kind")
        check_zone_offset(zone_offset)
        if timezone.is_naive(event_time):
            raise _unclear_time()
        if photo is not None:
            require(may_use_photo(actor.member, photo))
        details: list[_Detail] = []
        for detail, text, longest in (
            (DetailKind.NOTE, note, MAX_NOTE),
            (DetailKind.PERSON, person, MAX_PERSON),
        ):
            text = nfc(text)
            if len(text) > longest:
                raise EventError(
                    _("Dài quá, chị viết gọn trong %(max)d chữ.") % {"max": longest},
                    field=str(detail),
                    code="event_text_long",
                )
            if text:
                details.append(_Detail(str(detail), text))
        if photo is not None:
            details.append(_Detail(str(DetailKind.PHOTO), photo.sha256, photo))
        kind = EventKind(kind)
        return cls(
            actor=actor,
            kind=kind,
            # Milliseconds, as phones and the ledger tell them: what is compared later is what was said.
            event_time=event_time.replace(microsecond=event_time.microsecond // 1000 * 1000),
            zone_offset=zone_offset,
            parts=tuple(_check_part(kind, part) for part in lots),
            place_code=place.pk if place else lots[0].lot.place_id or lots[0].lot.product.producer.unit_id,
            details=tuple(details),
        )


def _check_part(kind: EventKind, part: LotPart) -> LotPart:
    role = LotRole(part.role)
    if EPCIS_SHAPE[kind][0] == EpcisType.TRANSFORMATION:
        role = LotRole.OUTPUT if role == LotRole.SUBJECT else role
    elif role != LotRole.SUBJECT:
        raise EventError(_("Chỉ chế biến mới có nguyên liệu và thành phẩm."), field="lot", code="event_role")
    if part.quantity is None:
        if kind == EventKind.HARVESTING:
            raise EventError(_("Chị chưa viết số lượng."), field="quantity", code="quantity_empty")
        return LotPart(part.lot, role)
    quantity = parse_quantity(part.quantity)
    unit = part.unit or part.lot.unit
    if unit not in UNITS:
        raise EventError(_("Chị chọn đơn vị tính."), field="unit", code="event_unit")
    if kind == EventKind.HARVESTING:
        converted(quantity, unit, part.lot.unit)
    return LotPart(part.lot, role, quantity, unit)


def _append(
    draft: _Draft,
    event_id: uuid.UUID,
    device_time: dt.datetime | None,
    source: str,
    flag_future: bool,
    replaces: Event | None,
) -> Event:
    actor, now = draft.actor, timezone.now()
    event_time, offset = draft.event_time, None
    is_flagged = False
    if device_time is not None:
        offset = round((now - device_time).total_seconds())
        event_time += dt.timedelta(seconds=offset)
        is_flagged = abs(offset) > CLOCK_TOLERANCE.total_seconds()
    if event_time > now + CLOCK_TOLERANCE:
        if not flag_future:
            raise EventInFuture(_("Ngày này chưa đến. Chị xem lại."), field="date", code="event_future")
        is_flagged = True
    if event_time < _EARLIEST:
        raise EventError(_("Ngày này xa quá. Chị xem lại năm."), field="date", code="event_early")
    lots = lock_lots(part.lot for part in draft.parts)
    if draft.kind == EventKind.HARVESTING:
        put_right = _standing_lots(replaces) if replaces is not None else set()
        for lot in lots.values():
            if lot.pk not in put_right:
                _check_open(lot)
    epcis_type, action, biz_step, disposition = EPCIS_SHAPE[draft.kind]
    salted = [(detail, new_salt()) for detail in draft.details]
    pins = [{"kind": detail.kind, "pin": pin(salt, detail.content)} for detail, salt in salted]
    extra: dict[str, Any] = {"pieu:source": str(source)}
    if offset is not None or is_flagged:
        extra["pieu:clock"] = {"offsetSeconds": offset, "flagged": is_flagged}
    entry = append_entry(
        kind="event",
        subject=epcis.urn(event_id),
        payload=epcis.event_body(
            event_id=event_id,
            kind=draft.kind,
            epcis_type=epcis_type,
            action=action,
            biz_step=biz_step,
            disposition=disposition,
            event_time=event_time,
            zone_offset=draft.zone_offset,
            place_code=draft.place_code,
            parts=draft.parts,
            codes=_codes(part.lot for part in draft.parts),
            pins=pins,
            extra=extra,
        ),
        **actor.ledger_refs(),
    )
    event = Event.objects.create(
        recorded_month=_month(now),
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
    _append_links(event, draft.parts)
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
            _add_harvest(lot, day)
        record_milestone(
            user=actor.member,
            kind=MilestoneKind.HARVEST_RECORDED,
            subject=f"event:{event_id}",
            happened_at=event_time,
        )
    bump(lots)
    return event


def _same_or_taken(event: Event, draft: _Draft) -> Event:
    """`event` where `draft` says the same, else EventIdTaken. Words that were erased since are not compared."""
    said_at = event.event_time - dt.timedelta(seconds=event.device_clock_offset_s or 0)
    links = [
        (link.lot_id, link.role, link.quantity, link.unit) for link in event.lot_links.order_by("position")
    ]
    is_same = (
        event.kind == draft.kind
        and said_at == draft.event_time
        and event.zone_offset == draft.zone_offset
        and event.place_id == draft.place_code
        and (event.on_behalf_ref or event.by_ref) == draft.actor.member.ref
        and links == [(part.lot.pk, part.role, part.quantity, part.unit) for part in draft.parts]
    )
    details = list(EventDetail.objects.filter(event_id=event.event_id).order_by("pk"))
    if not is_same or [d.kind for d in details] != [said.kind for said in draft.details]:
        raise taken()
    for detail, said in zip(details, draft.details, strict=True):
        if detail.salt is not None and pin(bytes(detail.salt), said.content) != detail.pin:
            raise taken()
    return event


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


def _append_links(event: Event, parts: Sequence[LotPart]) -> None:
    EventLot.objects.bulk_create(
        EventLot(
            recorded_month=event.recorded_month,
            event_id=event.event_id,
            is_error=event.is_error,
            position=position,
            lot=part.lot,
            role=part.role,
            quantity=part.quantity,
            unit=part.unit,
        )
        for position, part in enumerate(parts)
    )


def _standing_lots(event: Event) -> set[int]:
    """The lots of `event`, none where it was declared wrong: then there is nothing left to put right."""
    if Event.objects.filter(event_id=event.event_id, is_error=True).exists():
        return set()
    return set(EventLot.objects.filter(event_id=event.event_id, is_error=False).values_list("lot_id", flat=True))


def _check_open(lot: Lot) -> None:
    if lot.state != LotState.OPEN:
        raise LotClosed(_("Lô này đã hết. Chị mở lô mới."), field="lot", code="lot_closed")
    if lot.recalls.filter(ended_at=None).exists():
        raise LotClosed(_("Lô này đang bị thu hồi. Chị mở lô mới."), field="lot", code="lot_recalled")


def _add_harvest(lot: Lot, day: dt.date) -> None:
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


def _take_back_harvest(lot: Lot, event: Event, before: Decimal) -> None:
    after = harvested_quantity(lot)
    fields: dict[str, Any] = {}
    if lot.quantity <= before and after:
        # The lot was as large as its harvests said; what was declared beyond them stays.
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


def converted(quantity: Decimal, unit: str, to: str) -> Decimal:
    """`quantity` in the unit `to`. Raises EventError where one counts pieces and the other weighs."""
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


def lock_lots(lots: Iterable[Lot]) -> dict[int, Lot]:
    """Each lot once, locked in the order of their ids so that two events never wait for each other."""
    ids = sorted({lot.pk for lot in lots})
    rows = (
        Lot.objects.select_for_update(of=("self",))
        .select_related("product")
        .order_by("pk")
        .filter(pk__in=ids)
    )
    return {lot.pk: lot for lot in rows}


def bump(lots: dict[int, Lot]) -> None:
    """Say that the origin pages of `lots` would change."""
    Lot.objects.filter(pk__in=lots).update(page_version=F("page_version") + 1)


def _codes(lots: Iterable[Lot]) -> dict[int, Any]:
    return {
        product.pk: code_for(product) for product in {lot.product_id: lot.product for lot in lots}.values()
    }


def _month(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date().replace(day=1)


def _unclear_time() -> EventError:
    return EventError(_("Giờ của việc này chưa rõ."), field="date", code="event_time")


def taken() -> EventIdTaken:
    """The refusal of an event id that says something else already."""
    return EventIdTaken(
        _("Việc này đã được ghi với nội dung khác. Chị mở trang mới để ghi."), code="event_id_taken"
    )


def _declared() -> AlreadyDeclared:
    return AlreadyDeclared(_("Việc này đã được báo là ghi sai rồi."), code="event_declared")
