"""Locking lots so that nobody waits for somebody who waits for her: every writer of events and recalls comes in here.

Products, lots and cartons are locked without their keys (FOR NO KEY UPDATE): a lot that is updated twice in a transaction has its
foreign keys looked at again when it commits, and would wait there for whoever holds the product and waits for the lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import F

from traceability.genealogy.walking import descendant_ids
from traceability.models import Lot, Recall, RecallReach

# Of pg_advisory_xact_lock, with the numbers after it: few, because the database has room for some thousands of locks in all.
_FIRST, _HOW_MANY = 4_213_380_000, 256


def lock_lots(lots: Iterable[int]) -> set[int]:
    """Lock `lots` (ids), and with them all that an open recall of one of them reaches or may reach by what is written next.

    An event of a recalled lot spreads the recall over everything made from it, so those locks belong to the first ones:
    taken later, in whatever order the events came, two events would wait for each other. Returns the ids that are locked;
    mostly `lots`, for one query more. Inside a transaction.
    """
    return _lock(set(lots), _reached_with)


def lock_made_from(lot_id: int) -> set[int]:
    """The ids of a lot and of all made from it, locked: an event that makes another from one of them waits, or was seen here."""
    _lock({lot_id}, lambda ids: descendant_ids(ids) | _reached_with(ids))
    return {lot_id} | descendant_ids([lot_id])


def hold_transformations(names: Iterable[str]) -> None:
    """Let one capture at a time tell of each transformationID in `names`, until its transaction ends; before any lot is locked.

    What others told under it is then stored or refused, the first part among it, which no row stands for yet. SQLite has one writer
    anyway. Inside a transaction.
    """
    digests = (hashlib.sha256(name.encode()).digest() for name in names)
    numbers = sorted({_FIRST + int.from_bytes(digest[:4]) % _HOW_MANY for digest in digests})
    if numbers and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) number", [numbers])


def refresh_pages(lots: Iterable[int]) -> None:
    """Say that the origin pages of `lots` (ids) would change. Their rows are locked as whoever writes an event locks them."""
    ids = set(lots)
    lock_lots(ids)
    Lot.objects.filter(pk__in=ids).update(page_version=F("page_version") + 1)


def _lock(wanted: set[int], more: Callable[[set[int]], set[int]]) -> set[int]:
    """In the order of their ids; where it turns out that there are more, the locks are let go before all are taken anew."""
    while True:
        point = transaction.savepoint_create()
        list(
            Lot.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk")
        )
        found = wanted | more(wanted)
        if found == wanted:
            transaction.savepoint_commit(point)
            return wanted
        transaction.savepoint_rollback(point)
        wanted = found


def _reached_with(lots: set[int]) -> set[int]:
    open_rows = RecallReach.objects.filter(ended_at=None, recall__ended_at=None)
    recalls = set(open_rows.filter(lot__in=lots).values_list("recall_id", flat=True))
    if not recalls:
        return set()
    sources = set(Recall.objects.filter(pk__in=recalls).values_list("lot_id", flat=True))
    reached = set(open_rows.filter(recall__in=recalls).values_list("lot_id", flat=True))
    return sources | reached | descendant_ids(sources | lots)
