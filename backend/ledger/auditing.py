"""Recompute the log from its rows, and compare the rows of apps with their ledger entries.

`audit()` reads every entry, leaf, tile, head, checkpoint and signature once, then runs each registered
comparison. It writes nothing. Somebody who can write to the database can also make all of it consistent
again. Only what was published before (this machine's memory, stored checkpoints, witnesses) shows that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from backend.ledger import checkpoints, memory, ports
from backend.ledger.kinds import leaf_of
from backend.ledger.merkle import EMPTY_ROOT, Edge, leaf_hash
from backend.ledger.models import Checkpoint, CheckpointSignature, Entry, Leaf, Pending, Tile, TreeHead
from backend.ledger.proofs import Tree
from backend.ledger.reading import unreadable_as_stored
from backend.ledger.sequencing import TILE_BITS
from backend.ledger.verifying.formats import COSIGNATURE, Refused
from backend.ledger.verifying.notes import cosigned, parse_key, parse_line

CHUNK = 2000
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, ValidationError)


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference that the audit found.

    subject: the subject of an entry ("lot:12"), or "log" for the tree itself.
    """

    subject: str
    what: str

    def words(self) -> str:
        """Return the finding as text, with the readable name of its subject (port "audited_subject")."""
        return f"{ports.audited_subject(subject=self.subject)}: {self.what}"


@dataclass(slots=True)
class Report:
    entries: int = 0
    leaves: int = 0
    waiting: int = 0
    checkpoints: int = 0
    compared: dict[str, int] = field(default_factory=dict)


type EntryPayload = tuple[Entry, dict[str, Any]]
# Yields the findings, and last the number of rows that it compared.
type Comparison = Callable[[], Iterator[Finding | int]]
_comparisons: dict[str, Comparison] = {}


def register(name: str, comparison: Comparison) -> None:
    """Let `audit` run `comparison`, which compares rows of an app with their entries.

    `name` is the name of the rows in the summary.
    """
    _comparisons[name] = comparison


def audit(report: Report) -> Iterator[Finding]:
    """Yield a Finding for every difference between rows and the ledger, and fill `report` with counts.

    Reads one snapshot of the database, so that later writes don't count.
    """
    with _one_look(), unreadable_as_stored():
        for name, part in (
            ("the tree", _tree(report)),
            ("entries", _entries_outside(report)),
            ("signatures", _signatures(report)),
            ("memory", _memory()),
        ):
            yield from _going_on(name, part, report)
        for name, compare in _comparisons.items():
            yield from _going_on(name, compare(), report)


def _going_on(name: str, part: Iterator[Finding | int], report: Report) -> Iterator[Finding]:
    """Yield the findings of `part`, and store the number of rows that it yields in `report`.

    A value that can't be read ends `part` with a finding, and the audit continues.
    """
    try:
        for found in part:
            if isinstance(found, Finding):
                yield found
            else:
                report.compared[name] = found
    except UNREADABLE:
        yield Finding(
            "log", f"{name}: không so hết được, có giá trị không đọc được / could not be compared to the end"
        )


@contextmanager
def _one_look() -> Iterator[None]:
    """Let the block read one snapshot of the database, without blocking writers."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not `atomic`: its transactions are IMMEDIATE (settings) and would block every writer.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def readable(differences: Iterator[str]) -> Iterator[str]:
    """Yield `differences`, and a further one if a value can't be read for the comparison."""
    try:
        yield from differences
    except UNREADABLE:
        yield "giá trị không đọc được / a value that can't be read"


def entries_of(*kinds: str) -> Iterator[EntryPayload]:
    """Yield the entries of `kinds` in order, each with its payload.

    Skips unreadable entries: `audit` reports them anyway.
    """
    for entry in Entry.objects.filter(kind__in=kinds).order_by("pk").iterator(CHUNK):
        try:
            yield entry, json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            continue


def entry_faults(entry: Entry) -> Iterator[str]:
    """Yield a text for each fault of an entry: a wrong hash, or a column that differs from its body."""
    if leaf_hash(entry.body.encode()) != bytes(entry.leaf_hash):
        yield "nội dung mục không khớp với mã băm của nó / the entry's body does not hash to its leaf hash"
        return
    try:
        body = json.loads(entry.body)
        in_body = (
            body["kind"],
            body["subject"],
            body["by"],
            body["onBehalfOf"],
            body["recordedAt"],
        )
    except (ValueError, KeyError, TypeError):
        yield "nội dung mục không đọc được / the entry's body can't be read"
        return
    in_columns = (
        entry.kind,
        entry.subject,
        str(entry.by) if entry.by else None,
        str(entry.on_behalf_of) if entry.on_behalf_of else None,
        entry.recorded_at.isoformat(timespec="milliseconds"),
    )
    names = ("kind", "subject", "by", "on_behalf_of", "recorded_at")
    for name, column, value in zip(names, in_columns, in_body, strict=True):
        if column != value:
            yield f"cột {name} nói khác nội dung mục / the column differs from the entry's body"


def _tree(report: Report) -> Iterator[Finding]:
    heads = {row.size: row for row in TreeHead.objects.all().iterator(CHUNK)}
    signed: dict[int, list[Checkpoint]] = {}
    for row in Checkpoint.objects.all().iterator(CHUNK):
        signed.setdefault(row.size, []).append(row)
    roots: dict[tuple[int, int], bytes] = {}
    width: list[bytes] = []
    edge = Edge()
    yield from _at(edge, heads, signed)

    def keep(level: int, index: int, node: bytes) -> None:
        if level % TILE_BITS == 0:
            roots[level // TILE_BITS - 1, index] = node

    for leaf in Leaf.objects.select_related("entry").order_by("index").iterator(CHUNK):
        if leaf.index != edge.size:
            yield Finding("log", f"thiếu lá số {edge.size} / leaf {edge.size} is missing")
            return
        entry, salt = leaf.entry, None if leaf.salt is None else bytes(leaf.salt)
        for fault in entry_faults(entry):
            yield Finding(entry.subject, f"mục {entry.pk}: {fault}")
        hashed = leaf_hash(leaf_of(entry.body, salt))
        if hashed != bytes(leaf.hash):
            yield Finding(
                entry.subject,
                f"mục {entry.pk} không khớp với lá số {leaf.index} / entry and leaf {leaf.index} differ",
            )
        edge.append(bytes(leaf.hash), keep)
        width.append(bytes(leaf.hash))
        for (level, index), root in sorted(roots.items()):
            yield from _tile(level, index, root, width if level == 0 else None)
            if level == 0:
                width = []
        roots.clear()
        yield from _at(edge, heads, signed)
    report.leaves = edge.size
    report.checkpoints = sum(len(rows) for rows in signed.values())
    whole = sum(edge.size >> (TILE_BITS * level) for level in range(1, 8))
    if Tile.objects.count() > whole:
        yield Finding("log", "có mảng thừa / there are tiles too many")
    for size in [*heads, *signed]:
        if size > edge.size:
            yield Finding(
                "log", f"có ngọn hay điểm mốc {size} mục mà chỉ có {edge.size} lá / leaves are missing"
            )


def _tile(level: int, index: int, root: bytes, leaves: list[bytes] | None) -> Iterator[Finding]:
    row = Tile.objects.filter(level=level, index=index).first()
    if leaves is None:
        below = Tile.objects.filter(level=level - 1, index__gte=index * 256, index__lt=(index + 1) * 256)
        leaves = [bytes(each) for each in below.order_by("index").values_list("root", flat=True)]
    if row is None or bytes(row.root) != root or bytes(row.hashes) != b"".join(leaves):
        yield Finding("log", f"mảng {level}/{index} không khớp với các lá / tile {level}/{index} differs")


def _at(edge: Edge, heads: dict[int, TreeHead], signed: dict[int, list[Checkpoint]]) -> Iterator[Finding]:
    head = heads.get(edge.size)
    if head and (bytes(head.root) != edge.root() or bytes(head.edge) != edge.to_bytes()):
        yield Finding("log", f"ngọn {edge.size} mục không khớp với các lá / the head of {edge.size} differs")
    for row in signed.get(edge.size, ()):
        if bytes(row.root) != (edge.root() if edge.size else EMPTY_ROOT):
            yield Finding(
                "log", f"điểm mốc {row.size} mục không khớp với các lá / the checkpoint of {row.size} differs"
            )


def _entries_outside(report: Report) -> Iterator[Finding]:
    """Count the entries without a leaf in `report`.

    Yield a Finding for those that don't wait in the queue, and for each fault of an entry.
    """
    report.entries = Entry.objects.count()
    waiting = set(Pending.objects.values_list("entry_id", flat=True))
    for entry in Entry.objects.filter(leaf=None).iterator(CHUNK):
        report.waiting += 1
        if entry.pk not in waiting:
            yield Finding(
                entry.subject, f"mục {entry.pk} không vào nhật ký / entry {entry.pk} was kept out of the log"
            )
        for fault in entry_faults(entry):
            yield Finding(entry.subject, f"mục {entry.pk}: {fault}")


def _signatures(report: Report) -> Iterator[Finding]:
    for row in CheckpointSignature.objects.select_related("checkpoint").iterator(CHUNK):
        if not _holds(row):
            yield Finding(
                "log",
                f"chữ ký {row.pk} của {row.name} dưới điểm mốc {row.checkpoint.size} mục không đúng / a signature is wrong",
            )
    unsigned = Checkpoint.objects.filter(signatures=None).values_list("size", flat=True)
    for size in unsigned:
        yield Finding("log", f"điểm mốc {size} mục không có chữ ký / a checkpoint has no signature")


def _holds(row: CheckpointSignature) -> bool:
    text = checkpoints.text_of(row.checkpoint)
    try:
        key, line = parse_key(row.key), parse_line(row.line)
    except Refused:
        return False
    if line is None or (line.name, line.id) != (key.name, key.id):
        return False
    message, signature = text.encode(), line.signature
    if key.kind == COSIGNATURE:
        seconds = int.from_bytes(signature[:8], "big")
        if row.signed_at is None or int(row.signed_at.timestamp()) != seconds:
            return False
        message, signature = cosigned(text, seconds), signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _memory() -> Iterator[Finding]:
    """Yield a Finding unless the log continues the checkpoint that this machine published last."""
    try:
        published = memory.recall()
        if published is not None and Tree().root(published.size) != published.root:
            yield Finding(
                "log", f"{memory.path()}: đã công bố {published.size} mục với gốc khác / published otherwise"
            )
    except (Refused, LookupError):
        yield Finding(
            "log", f"{memory.path()}: không khớp với cơ sở dữ liệu / does not agree with the database"
        )
