"""Amounts of lots that the lots' own columns don't count: sold by a higher app, or used in whole cartons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from backend.common.bulk import in_parts
from traceability import ports
from traceability.labels.history import states_of_cartons
from traceability.models import Container, ContainerLot, Lot


def used_in_cartons(lots: Iterable[int]) -> dict[int, dict[UUID | None, Decimal]]:
    """Return the amounts of `lots` (ids) in cartons that an event used or lost as a whole.

    The result is {lot id: {ref of the member who recorded the use: amount in the lot's unit}}. Lot.packed
    still counts these amounts.
    """
    held: list[tuple[int, int, Decimal]] = []
    for some in in_parts(set(lots)):
        rows = ContainerLot.objects.filter(lot__in=some)
        held += rows.values_list("container", "lot", "quantity")
    above: dict[int, tuple[str, int | None]] = {}
    reached = {container for container, _lot, _amount in held}
    while reached:
        for some in in_parts(reached):
            found = Container.objects.filter(pk__in=some).values_list("pk", "uri", "parent")
            above |= {pk: (uri, parent) for pk, uri, parent in found}
        reached = {parent for _uri, parent in above.values() if parent is not None} - above.keys()
    states = states_of_cartons({uri for uri, _parent in above.values()})
    used: dict[int, dict[UUID | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for container, lot, amount in held:
        at: int | None = container
        while at is not None:
            uri, at = above[at]
            if uri in states and states[uri].is_used:
                used[lot][states[uri].used_by] += amount
                break
    return used


def used_amount_of(lot: Lot) -> Decimal:
    """Return how much of `lot` was used, packed into cartons or sold, in its unit.

    It is the larger of: used plus packed; used, plus used in cartons, plus sold.
    """
    sold = ports.sold_of(lots=[lot]).get(lot.pk, Decimal(0))
    boxed = sum(used_in_cartons([lot.pk])[lot.pk].values(), Decimal(0)) if sold and lot.packed else Decimal(0)
    return max(lot.used + lot.packed, lot.used + boxed + sold)
