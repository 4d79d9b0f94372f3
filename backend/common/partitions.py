"""Monthly partitions of a very large table on PostgreSQL; on SQLite the same columns in one table.

The partition key is in the primary key from the first migration, because it can't be added to a table of
millions of rows later. A DEFAULT partition takes rows of months without a partition, so that no insert fails.
"""

from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.operations.base import Operation

PATIENCE = "3s"


class PartitionByMonth(Operation):
    """Migration operation: partition the empty `table` by RANGE on its date column `key`. PostgreSQL only.

    `key` holds the first day of the month.
    """

    reversible = True

    def __init__(self, table: str, key: str) -> None:
        self.table = table
        self.key = key

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.table, self.key], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            return
        table, plain = self.table, f"{self.table}_plain"
        schema_editor.execute(f'ALTER TABLE "{table}" RENAME TO "{plain}"')
        schema_editor.execute(
            f'CREATE TABLE "{table}" (LIKE "{plain}" INCLUDING ALL) PARTITION BY RANGE ("{self.key}")'
        )
        schema_editor.execute(f'DROP TABLE "{plain}"')
        schema_editor.execute(f'CREATE TABLE "{table}_default" PARTITION OF "{table}" DEFAULT')

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass  # dropping the model drops the partitions with it

    def describe(self):
        return f"Partition {self.table} by month"


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def ensure_partition(table: str, month: date, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Create the partition of `table` for `month` if it doesn't exist. Return True if it was created.

    Moves the month's rows from the DEFAULT partition; readers and writers of the table wait for that long.
    Raises OperationalError if another session, such as a dump, locks the table for more than PATIENCE: retry
    later. Does nothing on SQLite.
    """
    if connections[using].vendor != "postgresql":
        return False
    month = month.replace(day=1)
    name = f"{table}_{month:%Y_%m}"
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if _is_there(cursor, name):
            return False
        # An insert finds its partition under the table's own lock. With this lock no insert is sent to the
        # DEFAULT partition, which would no longer accept it. Other sessions wait behind this one, so it waits
        # only briefly.
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(f'LOCK TABLE ONLY "{table}", "{table}_default" IN ACCESS EXCLUSIVE MODE')
        cursor.execute("RESET lock_timeout")
        if _is_there(cursor, name):
            return False
        cursor.execute(f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING ALL)')
        cursor.execute(
            f'WITH moved AS (DELETE FROM "{table}_default" WHERE month = %s RETURNING *)'
            f' INSERT INTO "{name}" SELECT * FROM moved',
            [month],
        )
        cursor.execute(
            f'ALTER TABLE "{table}" ATTACH PARTITION "{name}" '
            f"FOR VALUES FROM ('{month.isoformat()}') TO ('{next_month(month).isoformat()}')"
        )
    return True


def unclaimed_months(table: str) -> list[date]:
    """Return the months of rows in the DEFAULT partition of `table`: they have no partition yet."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT month FROM "{table}_default" ORDER BY month')
        return [month for (month,) in cursor.fetchall()]


def _is_there(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [name])
    return cursor.fetchone()[0] is not None
