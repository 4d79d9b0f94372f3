"""Ports: what traceability asks the apps above it, which know orders (backend.common.ports)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backend.common.ports import Port

if TYPE_CHECKING:
    from traceability.models import Lot, Recall


@Port
def sold_of(*, lots: Iterable[Lot]) -> Mapping[int, Decimal]:
    """Return how much of each of `lots` was packed into orders, by lot id, in the lot's unit.

    Cancelled and fully returned orders don't count. One query for any number of lots.
    """
    return {}


@Port
def buy_again_path(*, lead: str) -> str:
    """Return the path that answers a browser with a button if it ordered the goods of a lot's page before; "" without one.

    `lead` is the signed lot (scans/leads.py).
    """
    return ""


@Port
def lot_recalled(*, recall: Recall, lot: Lot) -> None:
    """Notify the buyers of a recalled lot."""


@Port
def buyers_of_lots(*, lots: Iterable[int]) -> Sequence[Mapping[str, Any]]:
    """Return a row of JSON values for each order line packed from `lots` (ids)."""
    return []
