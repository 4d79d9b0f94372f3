"""Lock lots in one order, so that no deadlock arises.

Every writer of events and recalls locks through this module. Products, lots and cartons are locked with FOR
NO KEY UPDATE. PostgreSQL checks the foreign keys of a row updated twice in one transaction when it commits.
With FOR UPDATE that check could wait for a transaction that locks the product and waits for the lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import F

from products.search.actions import mark_cards
from traceability.genealogy.traversal import descendant_ids
from traceability.models import Lot, Recall, RecallReach

# Keys of pg_advisory_xact_lock: few, because the database has room for only some thousands of locks in total.
_FIRST, _HOW_MANY = 4_213_380_000, 256


def lock_lots(lots: Iterable[int]) -> set[int]:
    """Lock `lots` (ids), and all lots that their open recalls reach or may reach by the next event.

    Return the ids of the locked lots. Mostly these are `lots`, at the cost of one more query.
    An event of a recalled lot spreads the recall to everything made from it. If those lots were locked later,
    in the order of the events, two events could deadlock. Call inside a transaction.
    """
    return _lock(set(lots), _reached_with)


def lock_made_from(lot_id: int) -> set[int]:
    """Lock a lot and all lots made from it, and return their ids.

    An event that makes a further lot from one of them is either included already, or waits for this lock.
    """
    _lock({lot_id}, lambda ids: descendant_ids(ids) | _reached_with(ids))
    return {lot_id} | descendant_ids([lot_id])


def hold_transformations(names: Iterable[str]) -> None:
    """Let one capture at a time write to each transformationID in `names`, until its transaction ends.

    Call inside a transaction, before any lot is locked. When it returns, parts that others sent under the
    same id are stored or refused. That includes the first part, which has no row to lock yet. SQLite needs no
    lock: it has one writer.
    """
    digests = (hashlib.sha256(name.encode()).digest() for name in names)
    numbers = sorted({_FIRST + int.from_bytes(digest[:4]) % _HOW_MANY for digest in digests})
    if numbers and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) number", [numbers])


def refresh_pages(lots: Iterable[int]) -> None:
    """Bump the page version of the origin pages of `lots` (ids), after locking the lots."""
    ids = set(lots)
    lock_lots(ids)
    bump_pages(ids)


def bump_pages(lots: Iterable[int]) -> None:
    """Bump the page version of the origin pages of `lots` (ids), and let the cards of their goods be counted again."""
    changed = Lot.objects.filter(pk__in=set(lots))
    changed.update(page_version=F("page_version") + 1)
    mark_cards(changed.order_by().values_list("product_id", flat=True))


def _lock(wanted: set[int], more: Callable[[set[int]], set[int]]) -> set[int]:
    """Lock the lots in the order of their ids, and return their ids.

    If `more` finds further lots, release the locks and lock all of them.
    """
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
