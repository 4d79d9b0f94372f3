"""Amounts that valid events recorded when lots were made or harvested."""

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
from traceability.genealogy.balance import Output
from traceability.lots.enums import LotRole
from traceability.models import EventLot, Lot

# kind -> the role of the lots whose amount it increases
MAKES = {EventKind.PROCESSING: LotRole.OUTPUT, EventKind.HARVESTING: LotRole.SUBJECT}


@dataclass(slots=True)
class Production:
    """Amount of a lot that events made or harvested.

    `total` is in the lot's unit. `is_known` is False if an event has no usable quantity. `outputs` are those
    of processings, without harvests.
    """

    total: Decimal = Decimal(0)
    is_known: bool = True
    outputs: list[Output] = field(default_factory=list)

    @property
    def amount(self) -> Decimal | None:
        return self.total if self.outputs and self.is_known else None

    def add(self, kind: str, output: Output, lot: Lot) -> None:
        if kind == EventKind.PROCESSING:
            self.outputs.append(output)
        if output.quantity is None:
            self.is_known = False
            return
        try:
            self.total += converted(output.quantity, output.unit or lot.unit, lot.unit)
        except EventError:
            # Pieces, but the lot is now weighed.
            self.is_known = False


def production_of(lots: Mapping[int, Lot]) -> dict[int, Production]:
    """Return {lot id: what valid events made or harvested of it}; one query for some thousands of lots."""
    found: dict[int, Production] = {}
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
            found.setdefault(lot_id, Production()).add(kind, Output(event_id, quantity, unit), lots[lot_id])
    return found
