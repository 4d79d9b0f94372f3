"""Drafts: events that were checked but not written yet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc
from backend.common.units import UNITS, format_number, parse_quantity, require_pieces
from members.acting import Actor
from members.models import Unit
from members.rules import require
from products.models import Photo
from products.photos.rules import may_use_photo
from traceability.epcis.sensors import MEASURES, Measured, read_measure
from traceability.events.actions.errors import EventError, loss_of_nothing, unclear_time
from traceability.events.actions.harvests import converted
from traceability.events.enums import EPCIS_SHAPE, DetailKind, EpcisType, EventKind
from traceability.events.rules import may_record_event
from traceability.lots.enums import LotRole
from traceability.lots.rules import may_use
from traceability.models import Lot

ZONE_OFFSET = "+07:00"
MAX_NOTE = 500
MAX_PERSON = 80
_OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")


@dataclass(frozen=True, slots=True)
class LotPart:
    """A lot's part in an event. Amounts are in `unit`, a code of backend.common.units, or in the lot's unit.

    quantity: above zero, in `unit`; or None.
    pack: the content of the single pack that an input names, in the lot's unit.
    taken: the amount that an unweighed input used of its lot (stock.py), in the lot's unit.
    """

    lot: Lot
    role: str = LotRole.SUBJECT
    quantity: Decimal | None = None
    unit: str = ""
    pack: Decimal | None = None
    taken: Decimal | None = None


class Detail(NamedTuple):
    """A text or photo of an event; `content` is what the pin covers: the text, or the photo's hash."""

    kind: str
    content: str
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked event that is not written yet. `event_time` is the time on the phone's clock."""

    actor: Actor
    kind: EventKind
    event_time: dt.datetime
    zone_offset: str
    parts: tuple[LotPart, ...]
    place_code: int | None
    details: tuple[Detail, ...]
    # the lot of the producer where it happened: the caller's own, not an ingredient from another household
    home: Lot
    strange: frozenset[int]  # ids of the lots that another household handed over
    measured: tuple[Measured, ...] = ()

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
        measured: Mapping[str, Any],
    ) -> Draft:
        if not lots:
            raise EventError(_("Chị chọn lô hàng."), field="lot", code="event_lot")
        if kind not in EPCIS_SHAPE:
            raise EventError(_("Chị chọn việc đã làm."), field="kind", code="event_kind")
        own = _own_lots(actor, kind, lots)
        check_zone_offset(zone_offset)
        if timezone.is_naive(event_time):
            raise unclear_time()
        if photo is not None:
            require(may_use_photo(actor.member, photo))
        details: list[Detail] = []
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
                details.append(Detail(str(detail), text))
        if photo is not None:
            details.append(Detail(str(DetailKind.PHOTO), photo.sha256, photo))
        kind = EventKind(kind)
        return cls(
            actor=actor,
            kind=kind,
            # Round down to milliseconds, as phones and the ledger store them, so that later comparisons
            # match.
            event_time=event_time.replace(microsecond=event_time.microsecond // 1000 * 1000),
            zone_offset=zone_offset,
            parts=tuple(_check_part(kind, part) for part in lots),
            place_code=place.pk if place else own[0].place_id or own[0].product.producer.unit_id,
            details=tuple(details),
            home=own[0],
            strange=frozenset(part.lot.pk for part in lots) - {lot.pk for lot in own},
            measured=tuple(_check_measured(measured)),
        )


def _own_lots(actor: Actor, kind: str, parts: Sequence[LotPart]) -> list[Lot]:
    """Return the lots of the actor's own producers: all but the ingredients of other households.

    Raises NotAllowed if the actor may not record events of these, or may not use an ingredient.
    """
    strange: set[int] = set()
    if kind == EventKind.PROCESSING:
        for lot in (part.lot for part in parts if part.role == LotRole.INPUT):
            if not may_record_event(actor.member, [lot.product.producer]):
                require(may_use(actor.member, lot))
                strange.add(lot.pk)
    own = [part.lot for part in parts if part.lot.pk not in strange]
    producers = {lot.product.producer_id: lot.product.producer for lot in own}
    require(may_record_event(actor.member, producers.values()))
    return own


def _check_measured(measured: Mapping[str, Any]) -> Iterator[Measured]:
    """Yield the measurements in the order of MEASURES; leave out empty values.

    Raises EventError for an unknown code, or a value that is no number or out of range.
    """
    if unknown := sorted(set(measured) - set(MEASURES)):
        raise EventError(
            _("Không đo thứ này: %(name)s.") % {"name": unknown[0][:40]},
            field="measured",
            code="event_measure",
        )
    for code, measure in MEASURES.items():
        if measured.get(code) in (None, ""):
            continue
        value = read_measure(code, measured[code])
        if value is None:
            raise EventError(
                _("Chị viết số từ %(least)s đến %(most)s, ví dụ 65 hoặc 12,5.")
                % {"least": format_number(measure.least), "most": format_number(measure.most)},
                field=code,
                code="event_measure",
            )
        yield Measured(code, value)


def _check_part(kind: EventKind, part: LotPart) -> LotPart:
    role = LotRole(part.role)
    if EPCIS_SHAPE[kind][0] == EpcisType.TRANSFORMATION:
        role = LotRole.OUTPUT if role == LotRole.SUBJECT else role
    elif role != LotRole.SUBJECT:
        raise EventError(_("Chỉ chế biến mới có nguyên liệu và thành phẩm."), field="lot", code="event_role")
    if part.quantity is None:
        if kind == EventKind.HARVESTING:
            raise EventError(_("Chị chưa viết số lượng."), field="quantity", code="quantity_empty")
        if kind == EventKind.LOSS:
            raise loss_of_nothing()
        return LotPart(part.lot, role)
    quantity = parse_quantity(part.quantity)
    unit = part.unit or part.lot.unit
    if unit not in UNITS:
        raise EventError(_("Chị chọn đơn vị tính."), field="unit", code="event_unit")
    # Half a pack may be an ingredient or break; only whole packs are harvested, made, packed or shipped.
    if role != LotRole.INPUT and kind not in (EventKind.LOSS, EventKind.UNBOXING):
        require_pieces(quantity, unit)
    if kind == EventKind.HARVESTING:
        converted(quantity, unit, part.lot.unit)
    return LotPart(part.lot, role, quantity, unit)


def check_zone_offset(offset: str) -> None:
    """Raise EventError unless `offset` is an EPCIS eventTimeZoneOffset such as "+07:00"."""
    if not _OFFSET.fullmatch(offset):
        raise unclear_time()
