"""Refuse to migrate a database that stopped half-way through the old migrations, and recognise all others."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from backend.common.migration_records import (
    is_migrated,
    missing_migrations,
    missing_replaced,
    recorded_migrations,
)

pytestmark = pytest.mark.django_db
SQUASHED = "0001_release_0_1_0"


def forget(**filters) -> None:
    MigrationRecorder.Migration.objects.filter(**filters).delete()


def test_a_migrated_database_misses_nothing():
    records = recorded_migrations(connection)
    assert missing_migrations(records) == set()
    assert missing_replaced(records) == []
    assert is_migrated(connection)


def test_old_names_alone_count_as_migrated():
    forget(name=SQUASHED)
    records = recorded_migrations(connection)
    assert missing_migrations(records) == set()
    assert missing_replaced(records) == []
    assert is_migrated(connection)


def test_an_app_of_which_nothing_is_recorded_is_due_and_not_half_way():
    forget(app="webhooks")
    records = recorded_migrations(connection)
    assert f"webhooks.{SQUASHED}" in missing_migrations(records)
    assert {name.partition(".")[0] for name in missing_migrations(records)} == {"webhooks"}
    assert missing_replaced(records) == []
    assert not is_migrated(connection)


# Django raises NodeNotFoundError for the first. It treats the second, on which no other app depends, as migrated.
@pytest.mark.parametrize("missing", ["members.0012_milestones_without_addresses", "orders.0022_money_told"])
def test_half_migrated_database_is_refused_with_instructions(missing, capsys):
    app, _, name = missing.partition(".")
    forget(name=SQUASHED)
    forget(app=app, name=name)
    before = recorded_migrations(connection)
    assert missing_replaced(before) == [missing]
    assert not is_migrated(connection)
    with pytest.raises(SystemCheckError, match=f"pieu.E001.*{missing}.*sao lưu lại(?s:.*)back up again"):
        call_command("migrate", skip_checks=False)
    assert recorded_migrations(connection) == before
