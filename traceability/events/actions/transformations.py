"""Amounts that valid events recorded when lots were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from backend.common.bulk import in_parts
from traceability.events.actions.errors import EventError
from traceability.events.actions.harvests import converted
from traceability.events.actions.movements import standing
from traceability.events.enums import EventKind
from traceability.genealogy.balance import Making
from traceability.lots.enums import LotRole
from traceability.models import EventLot, Lot

# kind -> the role of the lots whose amount it increases
MAKES = {EventKind.PROCESSING: LotRole.OUTPUT, EventKind.HARVESTING: LotRole.SUBJECT}


@dataclass(slots=True)
class Told:
    """Sum of the makings and harvests of a lot, in its unit.

    `is_known` is False if one of them has no usable quantity; `makings` are the recorded ones.
    """

    total: Decimal = Decimal(0)
    is_known: bool = True
    makings: list[Making] = field(default_factory=list)

    @property
    def amount(self) -> Decimal | None:
        return self.total if self.makings and self.is_known else None

    def add(self, kind: str, said: Making, lot: Lot) -> None:
        if kind == EventKind.PROCESSING:
            self.makings.append(said)
        if said.quantity is None:
            self.is_known = False
            return
        try:
            self.total += converted(said.quantity, said.unit or lot.unit, lot.unit)
        except EventError:
            # Pieces, but the lot is now weighed.
            self.is_known = False


def told_of(lots: Mapping[int, Lot]) -> dict[int, Told]:
    """Return the recorded makings of `lots` by valid events; one query for some thousands."""
    found: dict[int, Told] = {}
    for part in in_parts(lots):
        links = EventLot.objects.filter(
            Q(role=LotRole.OUTPUT, event__kind=EventKind.PROCESSING)
            | Q(role=LotRole.SUBJECT, event__kind=EventKind.HARVESTING),
            lot__in=part,
            is_error=False,
        )
        rows = standing(links).order_by("event__recorded_at", "event__entry_id", "position")
        for lot_id, kind, event_id, quantity, unit in rows.values_list(
            "lot", "event__kind", "event_id", "quantity", "unit"
        ):
            found.setdefault(lot_id, Told()).add(kind, Making(event_id, quantity, unit), lots[lot_id])
    return found
