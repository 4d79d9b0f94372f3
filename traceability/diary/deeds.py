"""What entries of the diary were about: the work, the amount, the product and the lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import format_quantity
from backend.ledger.deeds import Deed
from traceability.epcis.bodies import zone_of
from traceability.events.journey import with_source
from traceability.events.step_words import step_label
from traceability.lots.deeds import lot_name
from traceability.lots.enums import LotRole
from traceability.models import Event, EventLot


def event_phrases(deeds: Sequence[Deed]) -> list[str]:
    ids = {found for deed in deeds if (found := _event_id(deed)) is not None}
    events = {
        event.event_id: event for event in with_source(Event.objects.filter(event_id__in=ids, is_error=False))
    }
    links: dict[UUID, list[EventLot]] = defaultdict(list)
    rows = EventLot.objects.filter(event_id__in=ids, is_error=False).select_related("lot__product")
    for link in rows.order_by("position"):
        links[link.event_id].append(link)
    phrases = []
    for deed in deeds:
        event = events.get(_event_id(deed) or UUID(int=0))
        phrases.append(_phrase(deed, event, links[event.event_id]) if event else "")
    return phrases


def _event_id(deed: Deed) -> UUID | None:
    try:
        return UUID(deed.subject_id)
    except ValueError:
        return None


def _phrase(deed: Deed, event: Event, links: Sequence[EventLot]) -> str:
    step = step_label(event.kind, event.biz_step, is_captured=getattr(event, "is_captured", False))
    used = [_part(link) for link in links if link.role == LotRole.INPUT]
    parts = [_part(link) for link in links if link.role != LotRole.INPUT]
    what = f"{step} {'; '.join(parts)}".strip()
    if used:
        what = _("%(what)s từ %(used)s") % {"what": what, "used": "; ".join(used)}
    what = _("%(what)s, ngày %(day)s") % {
        "what": what,
        "day": format_date(event.event_time.astimezone(zone_of(event.zone_offset)).date()),
    }
    if deed.kind == "event":
        return _("Ghi %(what)s") % {"what": what[:1].lower() + what[1:]}
    return deed.about(what[:1].lower() + what[1:])


def _part(link: EventLot) -> str:
    if link.quantity is not None:
        amount = format_quantity(link.quantity, link.unit)
    else:
        amount = format_quantity(link.taken, link.lot.unit) if link.taken is not None else ""
    return f"{amount} {lot_name(link.lot)}".strip()
