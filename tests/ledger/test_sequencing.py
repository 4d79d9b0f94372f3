"""Entries become leaves once each and without a gap; a sealed entry reveals only its pin."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from backend.ledger import pins
from backend.ledger.kinds import is_public
from backend.ledger.merkle import leaf_hash, root_of
from backend.ledger.models import Entry, Leaf, Pending, Tile, TreeHead
from backend.ledger.proofs import NotThere, Tree, leaf_count
from backend.ledger.sequencing import head, sequence, sequence_all
from backend.ledger.verifying.merkle_proofs import verify_consistency, verify_inclusion

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def leaves():
    return list(Leaf.objects.order_by("index").values_list("index", "entry_id"))


def test_every_entry_is_a_leaf_once_and_in_order(log):
    written = [entry.pk for entry in log(5)]
    assert sequence(limit=3) == 3
    assert head().size == 3
    assert sequence_all() == 2
    assert sequence() == 0
    assert leaves() == list(enumerate(written))
    assert Pending.objects.count() == 0
    assert bytes(head().root) == root_of(
        [leaf_hash(entry.body.encode()) for entry in Entry.objects.order_by("pk")]
    )


def test_an_entry_that_appears_late_is_not_passed_over(log):
    """As on PostgreSQL when the transaction with the smaller id commits later."""
    early, late = log(2)
    Pending.objects.filter(pk=early.pk).delete()
    sequence_all()
    Pending.objects.create(entry_id=early.pk)
    assert sequence_all() == 1
    assert leaves() == [(0, late.pk), (1, early.pk)]


def test_entries_put_up_twice_are_leaves_once(log):
    written = log(2)
    sequence_all()
    Pending.objects.bulk_create([Pending(entry_id=entry.pk) for entry in written])
    (third,) = log(1)
    assert sequence_all() == 3
    assert leaves() == [(0, written[0].pk), (1, written[1].pk), (2, third.pk)]


def test_entries_written_in_bulk_wait_too(log):
    first = log(1)[0]
    Entry.objects.bulk_create(
        [
            Entry(
                kind="lot.x",
                subject="lot:1",
                body="{}",
                leaf_hash=leaf_hash(b"{}"),
                recorded_at=first.recorded_at,
            )
            for _ in range(3)
        ]
    )
    assert sequence_all() == 4
    assert leaf_count() == 4


def test_entry_about_a_person_is_sealed_with_a_salt(log):
    (open_entry,), (hidden,) = log(1), log(1, kind="consent.given")
    assert (is_public("lot.opened"), is_public("consent.given"), is_public("lottery")) == (True, False, False)
    sequence_all()
    public, sealed = Leaf.objects.order_by("index")
    assert public.salt is None
    assert bytes(public.hash) == bytes(open_entry.leaf_hash)
    sealed_body = json.dumps({"sealed": pins.pin(bytes(sealed.salt), hidden.body)}, separators=(",", ":"))
    assert bytes(sealed.hash) == leaf_hash(sealed_body.encode())


@pytest.mark.parametrize("table", ["leaf", "treehead", "tile"])
def test_database_refuses_to_change_the_tree(log, table):
    log(2)
    sequence_all()
    Tile.objects.create(level=0, index=9, hashes=b"", root=b"")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM ledger_{table}")


def hashed(count):
    """A tree of `count` leaves with hashes made from their numbers: as sequencing writes it, without entries' bodies."""
    entries = Entry.objects.bulk_create(
        [
            Entry(
                kind="lot.x",
                subject="lot:1",
                body=str(n),
                leaf_hash=leaf_hash(b"%d" % n),
                recorded_at="2026-11-25T00:00Z",
            )
            for n in range(count)
        ]
    )
    sequence_all()
    return [bytes(entry.leaf_hash) for entry in entries]


@pytest.mark.slow
def test_proofs_from_tiles_hold_around_the_edges_of_tiles(log):
    hashes = hashed(530)
    assert list(Tile.objects.order_by("level", "index").values_list("level", "index")) == [(0, 0), (0, 1)]
    for size in (1, 2, 255, 256, 257, 511, 512, 513, 530):
        tree = Tree()
        root = tree.root(size)
        assert root == root_of(hashes[:size])
        assert tree.edge(size).root() == root
        for index in {0, size // 2, size - 1, min(255, size - 1), min(256, size - 1)}:
            assert verify_inclusion(index, size, hashes[index], tree.inclusion(index, size), root)
        for old in {0, min(1, size), size // 2, size - 1, size, min(256, size)}:
            path = tree.consistency(old, size)
            assert verify_consistency(old, size, path, root_of(hashes[:old]), root)
    with pytest.raises(NotThere):
        Tree().root(531)
    with pytest.raises(NotThere):
        Tree().inclusion(3, 3)


def test_heads_are_stored_with_their_edges(log):
    log(7)
    sequence(limit=4)
    sequence_all()
    assert [(row.size, len(row.edge) // 32) for row in TreeHead.objects.order_by("size")] == [(4, 1), (7, 3)]
