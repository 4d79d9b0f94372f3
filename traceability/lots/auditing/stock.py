"""Compare the used and packed amounts of each lot with the valid events and the cartons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from backend.ledger.auditing import UNREADABLE, Finding
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError
from traceability.events.actions.movements import TAKES, taken_by
from traceability.events.enums import EventKind
from traceability.models import ContainerLot, Event, EventLot, Lot

CHUNK = 1000
USING = [kind for kind, (_role, field) in TAKES.items() if field == "used"]


def compare_stock() -> Iterator[Finding | int]:
    """Compare the used and packed amounts of each lot with its events and cartons.

    If they agree, nothing is used or packed twice.
    """
    count = 0
    used = _used()
    inside = ContainerLot.objects.order_by().values("lot").annotate(total=Sum("quantity"))
    packed = {row["lot"]: row["total"] for row in inside}
    for lot in Lot.objects.order_by("pk").only("pk", "used", "packed").iterator(CHUNK):
        count += 1
        for name, ours, theirs in (
            ("used", lot.used, used.get(lot.pk, Decimal(0))),
            ("packed", lot.packed, packed.get(lot.pk, Decimal(0))),
        ):
            if ours != theirs:
                yield Finding(
                    f"lot:{lot.pk}",
                    f"{name} của lô nói khác các việc và thùng / the lot's {name} differs from its events",
                )
    yield count


def _used() -> dict[int, Decimal]:
    standing = Event.objects.standing().filter(kind__in=USING)
    kinds = dict(standing.values_list("event_id", "kind"))
    total: dict[int, Decimal] = defaultdict(Decimal)
    links = EventLot.objects.filter(is_error=False, event_id__in=standing.values("event_id")).select_related(
        "lot"
    )
    for link in links.iterator(CHUNK):
        part = LotPart(link.lot, link.role, link.quantity, link.unit, taken=link.taken)
        try:
            _field, amounts = taken_by(EventKind(kinds[link.event_id]), [part])
        # An amount that can't be read is another check's finding, too.
        except (
            EventError,
            *UNREADABLE,
        ):  # pieces, but the lot is now weighed: another check compares the event itself
            continue
        for pk, amount in amounts.items():
            total[pk] += amount
    return total
