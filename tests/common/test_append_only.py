"""After all migrations the append-only tables still have their triggers: a later one that rebuilds a table drops them."""

import pytest
from django.db import connection

pytestmark = pytest.mark.databases

TABLES = [
    "courses_courseversion",
    "courses_roundpaper",
    "ledger_entry",
    "members_milestoneevent",
    "traceability_epcisevent",
    "traceability_event",
    "traceability_eventlot",
    *(f"ledger_{table}" for table in ("leaf", "tile", "treehead", "checkpoint", "checkpointsignature")),
]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_triggers_exist_after_the_last_migration(table):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
            )
            expected = {f"{table}_append_only", f"{table}_append_only_truncate"}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            expected = {f"{table}_no_update", f"{table}_no_delete"}
        assert expected <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_search_index_exists_after_the_last_migration():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'products_listingcard'")
            assert ("products_listingcard_keys",) in cursor.fetchall()
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'products_listingcard'"
            )
            assert {f"products_listingcard_fts_{n}" for n in ("put", "take", "change")} <= {
                n for (n,) in cursor.fetchall()
            }


@pytest.mark.django_db
def test_entries_are_still_queued_for_the_log_after_the_last_migration():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
            )
        assert ("ledger_entry_pending",) in cursor.fetchall()
