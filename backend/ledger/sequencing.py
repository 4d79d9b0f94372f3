"""Make leaves of entries: each once, without gaps, in an order that never changes.

The database assigns ids before transactions commit, so an entry may appear after one with a larger id became
a leaf. Therefore entries wait in ledger_pending (queue.py), where only committed ones are visible. One
transaction, under one lock, takes some of them, assigns the next indexes and writes leaves, complete tiles
and the tree's head. A killed process leaves no gap and no duplicate, and the next one continues.
"""

from __future__ import annotations

import math
import time

from django.db import connection, transaction

from backend.ledger import kinds, pins
from backend.ledger.merkle import EMPTY_ROOT, Edge, leaf_hash
from backend.ledger.models import Entry, Leaf, Pending, Tile, TreeHead

TILE_BITS = 8
TILE_WIDTH = 1 << TILE_BITS
BATCH = 1000
# Any number that no other advisory lock of this database has.
LOCK = 0x5069_6575


def lock_log() -> None:
    """Lock the log until the transaction ends. Raises TransactionManagementError outside a transaction.

    On SQLite nothing is needed: it has only one writer (settings).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The log is locked in a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def head() -> TreeHead:
    """Return the newest tree head; an unsaved head of the empty tree if there is none."""
    return TreeHead.objects.order_by("-size").first() or TreeHead(size=0, root=EMPTY_ROOT, edge=b"")


def sequence_all(*, seconds: float = math.inf) -> int:
    """Make leaves of all committed entries, BATCH per transaction, and return their number.

    Starts no further transaction after `seconds`. The remaining entries wait for the next call.
    """
    total, until = 0, time.monotonic() + seconds
    while done := sequence():
        total += done
        if time.monotonic() >= until:
            break
    return total


@transaction.atomic
def sequence(limit: int | None = None) -> int:
    """Make leaves of up to `limit` (default BATCH) waiting entries, smallest ids first. Return how many.

    Costs O(log n) hashes per leaf.
    """
    lock_log()
    waiting = list(Pending.objects.order_by("entry_id").values_list("entry_id", flat=True)[: limit or BATCH])
    if not waiting:
        return 0
    # After a move to another database every entry is queued again.
    entries = list(
        Entry.objects.filter(pk__in=waiting, leaf=None).order_by("pk").values_list("pk", "kind", "body")
    )
    if entries:
        _append(entries)
    Pending.objects.filter(entry_id__in=waiting).delete()
    return len(waiting)


def _append(entries: list[tuple[int, str, str]]) -> None:
    latest = head()
    edge = Edge.from_bytes(latest.size, bytes(latest.edge))
    roots: dict[tuple[int, int], bytes] = {}

    def keep(level: int, index: int, node: bytes) -> None:
        if level % TILE_BITS == 0:
            roots[level // TILE_BITS - 1, index] = node

    leaves = []
    for entry_id, kind, body in entries:
        salt = None if kinds.is_public(kind) else pins.new_salt()
        hashed = leaf_hash(kinds.leaf_of(body, salt))
        leaves.append(Leaf(index=edge.size, entry_id=entry_id, hash=hashed, salt=salt))
        edge.append(hashed, keep)
    Leaf.objects.bulk_create(leaves)
    # Level by level: a tile consists of the roots of the tiles below it.
    for (level, index), root in sorted(roots.items()):
        Tile.objects.create(level=level, index=index, hashes=b"".join(tile_hashes(level, index)), root=root)
    TreeHead.objects.create(size=edge.size, root=edge.root(), edge=edge.to_bytes())


def tile_hashes(level: int, index: int, width: int = TILE_WIDTH) -> list[bytes]:
    """Return the first `width` hashes of a tile, read from the leaves or from the complete tiles below it."""
    start = index * TILE_WIDTH
    if level == 0:
        rows = Leaf.objects.filter(index__gte=start, index__lt=start + width).order_by("index")
        return [bytes(each) for each in rows.values_list("hash", flat=True)]
    below = Tile.objects.filter(level=level - 1, index__gte=start, index__lt=start + width).order_by("index")
    return [bytes(each) for each in below.values_list("root", flat=True)]
