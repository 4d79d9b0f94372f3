"""`./run audit_log`: after one value is changed behind the database's back, the audit names the lot."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from backend.ledger.actions import append_entry
from backend.ledger.auditing import Report, audit
from backend.ledger.checkpoints import extend_log
from backend.ledger.models import Checkpoint, CheckpointSignature, Entry, Leaf, Pending, Tile, TreeHead
from tests.factories.ledger import record_rows
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.actions.codes import code_for
from traceability.models import (
    Event,
    EventDetail,
    EventLot,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    OriginVersion,
    Recall,
    RecallPin,
)
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.recalls.enums import RecallWord
from traceability.scans.origin import pages

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class Undo(Exception):
    pass


@pytest.fixture
def lot(world, settings, tmp_path, client) -> Lot:
    """A lot with every kind of data, and a signed log over it with a complete tile."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "log", tmp_path / "media"
    settings.VAR_DIR.mkdir()
    pages.forget_pages()
    # Days before the harvests, since the declared day may differ from the day of the wrong event.
    lot = a_lot(world, quantity=60, harvested_date=timezone.localdate() - dt.timedelta(days=3))
    wrong, _right = [
        record_event(
            actor=world.as_.lan, kind=EventKind.HARVESTING, event_time=timezone.now() - dt.timedelta(hours=hours),
            lots=[LotPart(lot, "subject", Decimal(10), "kg")], note=f"Sáng sớm {hours}",
        )
        for hours in (2, 1)
    ]  # fmt: skip
    declare_error(actor=world.as_.lan, event=wrong, reason=ErrorReason.INCORRECT_DATA)
    run = a_ready_run(world, lot=lot)
    take_to_printer(actor=world.as_.lan, run=run, first=1, last=2)
    take_to_printer(actor=world.as_.lan, run=run, first=2, last=2, reason="Tem nhoè")
    void_labels(actor=world.as_.lan, run=run, first=3, last=3, reason="Tem ướt")
    client.get(f"/P/{code_for(lot.product).value}/10/{lot.code}", HTTP_ACCEPT="text/html")
    recall_lot(
        actor=world.as_.thu, lot=lot, reason="Có mẻ bị mốc", advice="Đừng ăn", contact="Chị Lan, 0912 345 678"
    )
    end_recall(actor=world.as_.thu, recall=lot.recalls.get(), reason="Đã đổi hết hàng")
    with transaction.atomic():
        append_entry(kind="consent.given", subject="member:x", payload={}, by=None)
    record_rows()
    extend_log()
    return Lot.objects.get(pk=lot.pk)


def fill_a_tile() -> None:
    first = Entry.objects.order_by("pk").first()
    Entry.objects.bulk_create(
        [
            Entry(
                kind="test",
                subject="x:1",
                body=first.body,
                leaf_hash=first.leaf_hash,
                recorded_at=first.recorded_at,
            )
            for _ in range(260)
        ]
    )
    # Their columns differ from their bodies; here they only fill a tile.
    unlock("ledger_entry")
    Entry.objects.filter(kind="test").update(kind=first.kind, subject=first.subject, by=first.by)
    extend_log()


def unlock(table: str) -> None:
    """Act as root of the database: without the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        else:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


def after(change) -> list[str]:
    """Return the audit's findings after `change`, which is then undone."""
    found: list[str] = []
    try:
        with transaction.atomic():
            change()
            found = [finding.words() for finding in audit(Report())]
            raise Undo
    except Undo:
        return found


def flipped(value):
    """Return the smallest change of a value of its kind."""
    match value:
        case bool():
            return not value
        case memoryview() | bytes():
            raw = bytearray(value)
            raw[-1] ^= 1
            return bytes(raw)
        case int():
            return value + 1
        case Decimal():
            return value + Decimal("0.001")
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1)
        case dt.datetime():
            return value + dt.timedelta(minutes=1)
        case dt.date():
            return value + dt.timedelta(days=1)
        case str():
            return value[:-1] + ("x" if value[-1:] != "x" else "y")
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "lot": "X"}
    raise AssertionError(value)


def change(row, field):
    def run():
        unlock(type(row)._meta.db_table)
        value = getattr(row, field)
        assert type(row)._base_manager.filter(pk=row.pk).update(**{field: flipped(value)}) == 1

    return run


@pytest.mark.slow
def test_nothing_is_found_where_nothing_was_changed(lot):
    assert [finding.words() for finding in audit(Report())] == []
    out = io.StringIO()
    call_command("audit_log", stdout=out)
    assert (
        "Mọi thứ khớp" in out.getvalue() and "lots 1, events 3, event details 2, recalls 1" in out.getvalue()
    )


EVENT = (
    "kind",
    "action",
    "biz_step",
    "disposition",
    "event_time",
    "recorded_at",
    "by_ref",
    "pins",
    "entry_id",
    "epcis_type",
)
ROWS = [
    (lambda lot: Lot.objects.get(pk=lot.pk), ("code", "quantity", "unit", "state", "harvested_date", "expiry_date")),
    (lambda lot: Event.objects.filter(is_error=False).latest("recorded_at"), (*EVENT, "clock_flagged")),
    (lambda lot: Event.objects.get(is_error=True), (*EVENT, "error_reason", "corrective_event_ids")),
    (lambda lot: EventLot.objects.first(), ("quantity", "unit", "role")),
    (lambda lot: EventDetail.objects.first(), ("text", "pin", "salt")),
    (lambda lot: OriginVersion.objects.get(), ("facts", "pin", "salt", "number")),
    (lambda lot: Recall.objects.get(), ("started_at", "ended_at", "reason", "advice", "contact", "end_reason")),
    *((lambda lot, what=what: RecallPin.objects.get(what=what), ("pin", "salt")) for what in RecallWord.values),
    (lambda lot: LabelRun.objects.get(), ("count", "layout", "key_version", "origin", "state", "pdf_sha256", "content", "content_salt")),
    (lambda lot: LabelPrint.objects.latest("pk"), ("last", "kind", "reason", "reason_salt")),
    (lambda lot: LabelVoid.objects.get(), ("last", "reason", "reason_salt")),
    (lambda lot: Entry.objects.get(kind="lot.opened", leaf__index=0), ("body", "leaf_hash", "kind", "by", "recorded_at")),
    (lambda lot: Leaf.objects.get(index=0), ("hash",)),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows",
    [
        [(find, fields[-1:]) for find, fields in ROWS[::4]],
        pytest.param(ROWS, marks=[pytest.mark.load, pytest.mark.everything]),
    ],
    ids=["some", "all"],
)
def test_one_value_changed_is_found_and_the_lot_is_named(lot, rows):
    missed = []
    for find, fields in rows:
        row = find(lot)
        for field in fields:
            found = after(change(row, field))
            if not any(lot.code[:-1] in words for words in found):
                missed.append((type(row).__name__, field, found))
    assert missed == []


@pytest.mark.load
def test_the_tree_itself_is_recomputed(lot):
    fill_a_tile()
    rows = [
        (Tile.objects.get(), ("hashes", "root")),
        (TreeHead.objects.latest("size"), ("root", "edge")),
        (Checkpoint.objects.first(), ("root", "size", "origin")),
        (CheckpointSignature.objects.order_by("pk").first(), ("line", "key")),
        (CheckpointSignature.objects.order_by("pk").last(), ("line", "key", "signed_at")),
        (Leaf.objects.exclude(salt=None).first(), ("salt", "hash")),
    ]
    missed = []
    for row, fields in rows:
        for field in fields:
            if not after(change(row, field)):
                missed.append((type(row).__name__, field))
    assert missed == []
    unlock("ledger_tile")
    Tile.objects.all()._raw_delete("default")
    assert list(audit(Report()))


@pytest.mark.load
def test_removed_or_omitted_entries_are_reported_missing(lot):
    def take(rows):
        def run():
            unlock(rows.model._meta.db_table)
            assert rows._raw_delete(rows.db)

        return run

    assert any(lot.code in words for words in after(take(LabelPrint.objects.all())))
    assert after(take(Leaf.objects.filter(index=5)))

    def lose_an_event():
        for model in (EventLot, Event):
            unlock(model._meta.db_table)
        event = Event.objects.get(is_error=True)
        for model in (EventLot, Event):
            rows = model.objects.filter(event_id=event.event_id, is_error=True)
            rows._raw_delete(rows.db)

    assert any(lot.code in words for words in after(lose_an_event))

    def leave_out_of_log():
        entry = Entry.objects.first()
        Entry.objects.create(
            kind=entry.kind, subject=entry.subject, body=entry.body, leaf_hash=entry.leaf_hash, by=entry.by,
            recorded_at=entry.recorded_at,
        )  # fmt: skip
        Pending.objects.all().delete()

    assert any("không vào nhật ký" in words for words in after(leave_out_of_log))


@pytest.mark.slow
def test_consistently_rewritten_database_differs_from_the_published_head(lot):
    """An attacker with all rights can make everything agree; the memory outside reveals it."""

    def rewrite():
        for model in (CheckpointSignature, Checkpoint, TreeHead, Tile, Leaf):
            unlock(model._meta.db_table)
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)

    found = after(rewrite)
    assert any("log-head.txt" in words for words in found)


@pytest.mark.slow
def test_command_ends_with_an_error_and_names_the_lot(lot):
    unlock("ledger_entry")
    entry = Entry.objects.get(kind="event", leaf__index=1)
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace('"10"', '"11"'))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("audit_log", stdout=out)
    assert f"lô {lot.code} ({entry.subject})" in out.getvalue()


@pytest.mark.load
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses a value of another type")
def test_a_value_that_cannot_be_read_names_its_lot_and_the_audit_goes_on(lot):
    run = LabelRun.objects.get()
    Recall.objects.update(reason="Lý do khác")  # findings in another table although this one can't be read
    values = [
        (Lot, "quantity", "nhiều", lot.pk),
        (Lot, "harvested_date", "hôm qua", lot.pk),
        (Lot, "page_version", b"1", lot.pk),
        (EventLot, "quantity", "một rổ", EventLot.objects.first().pk),
        (LabelRun, "content", "{", run.pk),
        (LabelRun, "requested_at", "sáng", run.pk),
        (OriginVersion, "salt", "muối", OriginVersion.objects.get().pk),
    ]
    for model, field, value, _pk in values:
        table, column = model._meta.db_table, model._meta.get_field(field).column

        def spoil(table=table, column=column, value=value, model=model):
            unlock(table)
            with connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET "{column}" = %s', [value])

        with connection.cursor() as cursor:  # an audit names lots by their code, which can be read here
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        found = after(spoil)
        name = f"{field} trong bảng {model._meta.label_lower}"
        assert any(name in words and lot.code in words for words in found), (name, found)
        assert any("việc thu hồi nói khác" in words for words in found), (name, found)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses a value of another type")
def test_an_unreadable_value_hides_no_other_change(lot):
    event = Event.objects.get(is_error=True)
    values = [
        (EventLot, "quantity", "'một rổ'"),
        (Event, "event_time", "'sáng'"),
        (Event, "pins", "'{'"),
        (EventDetail, "text", "CAST(X'FF' AS TEXT)"),
        (Recall, "started_at", "'sáng'"),
        (RecallPin, "salt", "'muối'"),
        (LabelRun, "content", "'{'"),
        (LabelPrint, "printed_at", "'2026-13-45 00:00:00'"),
    ]

    def spoil():
        for model, field, value in values:
            table, column = model._meta.db_table, model._meta.get_field(field).column
            unlock(table)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = ON")
                cursor.execute(
                    f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = (SELECT min(rowid) FROM "{table}")'
                )
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
        change(event, "disposition")()
        change(Recall.objects.only("pk", "advice").get(), "advice")()

    found = after(spoil)
    assert any(": disposition /" in words and lot.code in words for words in found)
    assert any("advice của việc thu hồi" in words for words in found)
    named = [
        f"{field} trong bảng {model._meta.label_lower}"
        for model, field, value in values
        if not value.startswith("CAST")  # SQLite takes these bytes for text
    ]
    assert [name for name in named if not any(name in words for words in found)] == []
    assert [words for words in found if "so hết được" in words] == []
