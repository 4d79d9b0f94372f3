"""Signed checkpoints: form, keys, one per size, and each continues the published ones."""

import base64
import datetime as dt
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.management.commands.clock import Command as ClockCommand
from backend.ledger import checkpoints, memory, sequencing
from backend.ledger.checkpoints import LogUnknown, LogWentBack, extend_log, note_of, sign
from backend.ledger.keys import log_keys, time_key
from backend.ledger.merkle import EMPTY_ROOT
from backend.ledger.models import Checkpoint, CheckpointSignature, Leaf, Pending, TreeHead
from backend.ledger.sequencing import head
from backend.ledger.verifying.formats import COSIGNATURE, Refused
from backend.ledger.verifying.notes import cosigned, make_key, parse_checkpoint, parse_key, signed_by, trusted
from backend.ledger.witnesses import keep_cosignatures

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = make_key("witness.example/w1", COSIGNATURE, WITNESS.public_key().public_bytes_raw())


def forget_rows(*models):
    """Delete them, as in an older restored database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in models:
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
                cursor.execute(f'DELETE FROM "{table}"')
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
                cursor.execute(f"DELETE FROM {table}")


def test_checkpoint_is_a_signed_note_of_origin_size_and_root(log, settings):
    log(3)
    checkpoint = extend_log()
    text, _gap, lines = note_of(checkpoint).rpartition("\n\n")
    root = base64.b64encode(bytes(head().root)).decode()
    assert text == f"{settings.LOG_NAME}\n3\n{root}"
    first = lines.split("\n")[0].split(" ")
    raw = base64.b64decode(first[2])
    public = Ed25519PrivateKey.from_private_bytes(settings.LOG_KEYS[1]).public_key().public_bytes_raw()
    assert first[:2] == ["\u2014", settings.LOG_NAME]
    assert raw[:4] == hashlib.sha256(settings.LOG_NAME.encode() + b"\n\x01" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{text}\n".encode())
    assert memory.path().read_text() == note_of(checkpoint)


def test_own_cosignature_of_a_note_holds_the_moment_of_signing(log):
    log(1)
    note = parse_checkpoint(note_of(extend_log()))
    key = time_key(log_keys()[0])
    (timestamp,) = signed_by(note, [key]).values()
    assert abs(timestamp - timezone.now().timestamp()) < 60


def test_empty_log_is_signed_too(log):
    checkpoint = extend_log()
    assert (checkpoint.size, bytes(checkpoint.root)) == (0, EMPTY_ROOT)
    assert parse_checkpoint(note_of(checkpoint)).size == 0


def test_nothing_new_is_signed_while_nothing_grew(log):
    log(2)
    first = note_of(extend_log())
    assert note_of(extend_log()) == first
    assert (Checkpoint.objects.count(), CheckpointSignature.objects.count()) == (1, 2)


def test_the_same_tree_gets_a_new_date_after_a_day(log, monkeypatch):
    log(2)
    before = parse_checkpoint(note_of(extend_log()))
    later = timezone.now() + dt.timedelta(days=1, seconds=5)
    monkeypatch.setattr(checkpoints.timezone, "now", lambda: later)
    after = parse_checkpoint(note_of(extend_log()))
    key = time_key(log_keys()[0])
    assert (after.text, len(after.lines)) == (before.text, 2)
    assert signed_by(after, [key])[key] - signed_by(before, [key])[key] > 86_000


def test_the_clock_has_the_log_signed_within_a_minute():
    (job,) = [job for job in clock.jobs() if job.work is extend_log]
    looks = dt.timedelta(seconds=ClockCommand().create_parser("", "clock").get_default("interval"))
    assert job.period + looks + checkpoints.TURN < dt.timedelta(minutes=1)


def test_checkpoint_covers_the_part_of_a_backlog_done_in_one_turn(log, monkeypatch):
    monkeypatch.setattr(sequencing, "BATCH", 2)
    monkeypatch.setattr(checkpoints, "TURN", dt.timedelta())
    log(3)
    assert [extend_log().size, extend_log().size] == [2, 3]


def test_a_new_key_signs_with_the_old_one_and_later_alone(log, settings):
    log(1)
    extend_log()
    old = log_keys()
    settings.LOG_KEYS = {**settings.LOG_KEYS, 2: b"n" * 32}
    both = log_keys()
    note = parse_checkpoint(note_of(extend_log()))
    assert set(trusted(note, both)) == set(both)
    assert set(trusted(note, old)) == set(old)
    settings.LOG_KEYS = {2: b"n" * 32}
    log(1)
    note = parse_checkpoint(note_of(extend_log()))
    assert set(trusted(note, both)) == {both[0]}
    with pytest.raises(Refused):
        trusted(note, old)


def test_an_older_database_is_noticed_and_nothing_is_signed(log, settings):
    log(3)
    published = note_of(extend_log())
    forget_rows(CheckpointSignature, Checkpoint, TreeHead, Leaf)
    with pytest.raises(LogWentBack):
        extend_log()
    Pending.objects.bulk_create([Pending(entry_id=pk) for pk in range(1)])
    assert Checkpoint.objects.count() == 0
    assert memory.path().read_text() == published
    with pytest.raises(CommandError, match="docs/operate.md"):
        call_command("sign_log", trust_database=True)
    # Under another name it is another log, which has no relation to the old one.
    settings.LOG_NAME = "127.0.0.1/log2"
    assert extend_log().origin == "127.0.0.1/log2"


def test_a_forked_tree_of_more_leaves_is_noticed(log):
    log(2)
    extend_log()
    forget_rows(CheckpointSignature, Checkpoint, TreeHead, Leaf)
    log(5, kind="lot.closed")
    with pytest.raises(LogWentBack):
        extend_log()
    assert (head().size, Checkpoint.objects.count()) == (5, 0)


def test_a_machine_without_memory_signs_only_with_an_option(log):
    log(2)
    before = note_of(extend_log())
    memory.path().unlink()
    log(1)
    with pytest.raises(LogUnknown):
        extend_log()
    assert note_of(checkpoints.latest()) == before
    assert sign(trust_database=True).size == 3
    assert extend_log().size == 3


def test_a_damaged_memory_is_reported(log):
    log(1)
    extend_log()
    memory.path().write_text("garbage")
    with pytest.raises(LogUnknown):
        extend_log()


def test_another_root_for_a_size_that_was_signed_is_refused(log):
    log(2)
    extend_log()
    memory.path().unlink()
    forget_rows(TreeHead)
    TreeHead.objects.create(size=2, root=b"x" * 32, edge=b"y" * 32)
    with pytest.raises(LogWentBack):
        sign(trust_database=True)
    assert Checkpoint.objects.count() == 1


def cosignature(checkpoint, *, key=WITNESS_KEY, private=WITNESS, at=1_790_000_000):
    signature = at.to_bytes(8, "big") + private.sign(cosigned(checkpoints.text_of(checkpoint), at))
    return checkpoints.line_of(key, signature)


@pytest.fixture
def signed(log, settings):
    settings.LOG_WITNESSES = [WITNESS_KEY.text]
    log(2)
    return extend_log()


def test_a_witness_is_stored_once_and_served_with_the_checkpoint(signed):
    line = cosignature(signed)
    for _ in range(2):
        (stored,) = keep_cosignatures(size=2, lines=f"{line}\n— stranger.example AAAAAAAA\n")
    assert stored.signed_at == dt.datetime.fromtimestamp(1_790_000_000, dt.UTC)
    note = note_of(signed)
    assert note.endswith(f"{line}\n") and note.count("witness.example") == 1
    assert signed_by(parse_checkpoint(note), [WITNESS_KEY]) == {WITNESS_KEY: 1_790_000_000}
    later = cosignature(signed, at=1_790_000_100)
    keep_cosignatures(size=2, lines=later)
    assert note_of(signed).endswith(f"{later}\n") and note_of(signed).count("witness.example") == 1


@pytest.mark.parametrize("what", ["unknown", "wrong", "future", "size", "empty", "other key"])
def test_cosignature_of_no_known_witness_is_refused_and_not_stored(signed, what):
    size, line = 2, cosignature(signed)
    if what == "unknown":
        line = cosignature(signed, key=make_key("stranger.example", COSIGNATURE, WITNESS_KEY.public))
    elif what == "wrong":
        head, _space, tail = line.rpartition(" ")
        raw = bytearray(base64.b64decode(tail))
        raw[40] ^= 1
        line = f"{head} {base64.b64encode(bytes(raw)).decode()}"
    elif what == "future":
        line = cosignature(signed, at=4_000_000_000)
    elif what == "size":
        size = 3
    elif what == "empty":
        line = ""
    else:
        line = cosignature(signed, private=Ed25519PrivateKey.generate())
    with pytest.raises(DomainError):
        keep_cosignatures(size=size, lines=line)
    assert not CheckpointSignature.objects.filter(key__startswith="witness").exists()


def test_keys_are_copied_with_their_check(signed):
    key = log_keys()[0]
    assert parse_key(key.text) == key
    for wrong in (key.text.replace("+", "-", 1), key.text[:-8] + "AAAAAAA=", "x", key.text + "+"):
        with pytest.raises(Refused):
            parse_key(wrong)
