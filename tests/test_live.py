"""The fixtures for real databases and processes work as documented."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from backend.common.models import IdempotencyKey
from backend.ledger.actions import append_entry
from backend.ledger.models import Entry

pytestmark = pytest.mark.databases


def keys() -> list[str]:
    return list(IdempotencyKey.objects.values_list("key", flat=True))


@pytest.mark.crash
@pytest.mark.parametrize("which", ["first", "second"])
def test_real_db_commits_and_starts_empty_each_time(real_db, which):
    assert keys() == []

    def write_in_a_thread():
        IdempotencyKey.objects.create(owner="user:1", key=which, body_hash="")
        connection.close()

    thread = threading.Thread(target=write_in_a_thread)
    thread.start()
    thread.join()
    assert keys() == [which]
    assert real_db.name in real_db.url


@pytest.mark.crash
def test_real_db_keeps_the_append_only_triggers(real_db):
    with transaction.atomic():
        append_entry(kind="test", subject="test:1", payload={}, by=None)
    with pytest.raises(IntegrityError):
        Entry.objects.all().delete()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_db_is_untouched_after_a_real_db():
    assert keys() == []
