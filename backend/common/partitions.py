"""Monthly partitions of a tall table on PostgreSQL; on SQLite the same columns in one table.

The partition key is in the primary key from the first migration, because it can't be added to a table of millions of rows
later. A DEFAULT partition takes whatever no month has claimed yet, so that an insert never fails for want of a partition.
"""

from datetime import date

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.operations.base import Operation


class PartitionByMonth(Operation):
    """Turn the (empty) `table` into one partitioned by RANGE on its date column `key` (first day of the month)."""

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
    """Make the partition of `table` for `month` unless it is there; True when it was made.

    Nothing happens on SQLite, nor when the DEFAULT partition already holds rows of that month.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    month = month.replace(day=1)
    name = f"{table}_{month:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0]:
            return False
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}_default" WHERE month = %s)', [month])
        if cursor.fetchone()[0]:
            return False
        cursor.execute(
            f'CREATE TABLE IF NOT EXISTS "{name}" PARTITION OF "{table}" '
            f"FOR VALUES FROM ('{month.isoformat()}') TO ('{next_month(month).isoformat()}')"
        )
    return True
