"""Walk the genealogy in both directions.

The caller checks rights: a recall reaches lots that its caller may not see.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from backend.common.bulk import in_parts
from traceability.lots.querysets import LotQuerySet
from traceability.models import Lot, LotEdge

# Parameters are written into the statement one by one up to this number; SQLite allows 32,766.
_MOST_AT_ONCE = 10_000
# Key of pg_advisory_xact_lock; SQLite has one writer anyway.
_ONE_AT_A_TIME = 4_213_370_001


def descendants(lots: Iterable[Lot | int]) -> LotQuerySet:
    """Return every lot that `lots` were used for, over any number of steps, without `lots` themselves.

    Runs one recursive query at once (more above 10,000 `lots`). A lot of `lots` that descends from another is
    left out too.
    """
    return Lot.objects.filter(pk__in=descendant_ids(_ids(lots)))


def ancestors(lots: Iterable[Lot | int]) -> LotQuerySet:
    """Return every ingredient of `lots`, over any number of steps, without `lots` themselves."""
    return Lot.objects.filter(pk__in=ancestor_ids(_ids(lots)))


def descendant_ids(lot_ids: Iterable[int]) -> set[int]:
    return _reached(lot_ids, "source_id", "target_id")


def ancestor_ids(lot_ids: Iterable[int]) -> set[int]:
    return _reached(lot_ids, "target_id", "source_id")


def nearest(lot_id: int, ids: set[int], *, back: bool) -> list[int]:
    """Return `ids` by number of steps from a lot; within a step, later lots first.

    `ids` are all its ancestors (`back`) or all its descendants.
    """
    here, there = ("target_id", "source_id") if back else ("source_id", "target_id")
    next_to: dict[int, set[int]] = {}
    for part in in_parts(ids | {lot_id}):
        for one, other in LotEdge.objects.filter(**{f"{here}__in": part}).values_list(here, there):
            next_to.setdefault(one, set()).add(other)
    found: dict[int, None] = {}
    wave = {lot_id}
    while wave:
        wave = {other for one in wave for other in next_to.get(one, ())} & ids - found.keys()
        found |= dict.fromkeys(sorted(wave, reverse=True))
    return list(found)


def closes_cycle(inputs: Iterable[int], outputs: Iterable[int]) -> bool:
    """Return whether making `outputs` from `inputs` would make a lot its own ancestor.

    The caller has locked all of these lots. An output that nothing was made from can't close a cycle. If
    something was (events recorded out of order), two transformations of other lots could close one together.
    Those wait for each other until the transaction ends.
    """
    inputs, outputs = set(inputs), set(outputs)
    if inputs & outputs:
        return True
    if not inputs or not LotEdge.objects.filter(source__in=outputs).exists():
        return False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    return not inputs.isdisjoint(descendant_ids(outputs))


def _ids(lots: Iterable[Lot | int]) -> list[int]:
    return [lot if isinstance(lot, int) else lot.pk for lot in lots]


def _reached(lot_ids: Iterable[int], here: str, there: str) -> set[int]:
    start = sorted(set(lot_ids))
    table = connection.ops.quote_name(LotEdge._meta.db_table)
    step = f"SELECT edge.{there} FROM reached JOIN {table} edge ON edge.{here} = reached.lot"
    if connection.vendor == "postgresql":
        # OFFSET 0 makes the planner use the index: it expects many rows per step, and would read the whole
        # table each time.
        step = (
            f"SELECT edge.{there} FROM reached CROSS JOIN LATERAL"
            f" (SELECT {there} FROM {table} WHERE {here} = reached.lot OFFSET 0) edge"
        )
    found: set[int] = set()
    for begin in range(0, len(start), _MOST_AT_ONCE):
        some = start[begin : begin + _MOST_AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        # UNION, not UNION ALL: a lot reached by several paths is walked from once.
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE reached (lot) AS ("
                f" SELECT {there} FROM {table} WHERE {here} IN ({marks})"
                f" UNION {step}"
                f") SELECT lot FROM reached",
                some,
            )
            found.update(row[0] for row in cursor.fetchall())
    return found - set(start)
