"""Entries: canonical, hashed by RFC 6962, written in the transaction of their effect, and never changed."""

import hashlib
import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from backend.ledger import pins
from backend.ledger.actions import EntryTooLarge, Fact, append_entries, append_entry, leaf_hash
from backend.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_leaf_hash_is_that_of_rfc_6962():
    # RFC 6962 §2.1: the hash of an empty leaf is SHA-256 of the one byte 0x00.
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_entry_body_is_canonical_and_hashed():
    who = uuid.uuid4()
    entry = append_entry(kind="test", subject="x:1", payload={"b": "2", "a": ["é", 1]}, by=who)
    assert entry.body.index('"a"') < entry.body.index('"b"')
    assert json.loads(entry.body)["payload"] == {"a": ["é", 1], "b": "2"}
    assert json.loads(entry.body)["by"] == str(who)
    assert bytes(entry.leaf_hash) == hashlib.sha256(b"\x00" + entry.body.encode()).digest()


def test_many_entries_are_those_that_were_written_one_by_one(django_assert_num_queries):
    who = uuid.uuid4()
    facts = [Fact("test", f"x:{n}", {"n": str(n)}, by=who) for n in range(3)]
    # PostgreSQL assigns the numbers first, then takes the rows by COPY.
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 1):
        many = append_entries(facts)
    one = append_entry(kind="test", subject="x:0", payload={"n": "0"}, by=who)
    assert [entry.subject for entry in Entry.objects.order_by("pk")] == ["x:0", "x:1", "x:2", "x:0"]
    assert many == [entry.pk for entry in Entry.objects.order_by("pk")][:3]
    first = Entry.objects.get(pk=many[0])
    data = [json.loads(entry.body) | {"recordedAt": ""} for entry in (first, one)]
    assert data[0] == data[1]
    assert all(bytes(entry.leaf_hash) == leaf_hash(entry.body.encode()) for entry in Entry.objects.all())


@transaction.atomic
def broken_effect():
    append_entry(kind="test", subject="x:1", payload={}, by=None)
    raise ZeroDivisionError


def test_entry_falls_with_its_effect():
    with pytest.raises(ZeroDivisionError):
        broken_effect()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_entry"])
def test_database_refuses_to_change_an_entry(change):
    append_entry(kind="test", subject="x:1", payload={}, by=None)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert [entry.kind for entry in Entry.objects.all()] == ["test"]


def test_pin_needs_both_salt_and_text():
    salt = pins.new_salt()
    assert pins.pin(salt, "Lan") == pins.pin(salt, b"Lan")
    assert len({pins.pin(salt, "Lan"), pins.pin(salt, "Hoa"), pins.pin(pins.new_salt(), "Lan")}) == 3


def test_an_entry_too_long_for_the_log_is_refused_with_its_effect():
    with pytest.raises(EntryTooLarge):
        append_entry(kind="test", subject="x:1", payload={"text": "x" * 65_535}, by=None)
    assert Entry.objects.count() == 0
