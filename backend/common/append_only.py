"""A migration operation that makes the database itself refuse UPDATE and DELETE on a table.

On SQLite a later schema change rebuilds the table and drops its triggers. So a migration that alters such a
table ends with `AppendOnly(table)` again (tests/common/test_append_only.py checks the migrated database). A
table with `erasing` needs it for every new column, on both databases, because its triggers list the columns
that must not change.
"""

from django.db.migrations.operations.base import Operation

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION pieu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class AppendOnly(Operation):
    """Migration operation: refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE on `table` with an IntegrityError.

    erasing: the columns of the one UPDATE that each row allows, the salt first. It must set the salt to NULL,
        may change the other listed columns, and nothing else.
    """

    reversible = True

    def __init__(self, table: str, erasing: tuple[str, ...] = ()) -> None:
        self.table, self.erasing = table, erasing

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.table], {"erasing": self.erasing} if self.erasing else {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table, unless = self.table, self._unless(schema_editor.connection)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES_FUNCTION, params=None)
            schema_editor.execute(
                f'CREATE TRIGGER {table}_append_only BEFORE {"DELETE" if unless else "UPDATE OR DELETE"} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION pieu_refuse_change()"
            )
            if unless:
                schema_editor.execute(
                    f'CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON "{table}" '
                    f"FOR EACH ROW WHEN ({unless}) EXECUTE FUNCTION pieu_refuse_change()"
                )
            schema_editor.execute(
                f'CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION pieu_refuse_change()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
                f"{f'WHEN {unless} ' if unless and verb == 'UPDATE' else ''}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        table = self.table
        if schema_editor.connection.vendor == "postgresql":
            for suffix in ("", "_update", "_truncate"):
                schema_editor.execute(f'DROP TRIGGER IF EXISTS {table}_append_only{suffix} ON "{table}"')
            return
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")

    def _unless(self, connection) -> str:
        """Return an SQL condition, true for every UPDATE except the erasing one; "" without `erasing`."""
        if not self.erasing:
            return ""
        with connection.cursor() as cursor:
            columns = [
                each.name for each in connection.introspection.get_table_description(cursor, self.table)
            ]
        same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
        stay = [f'NEW."{name}" {same} OLD."{name}"' for name in columns if name not in self.erasing]
        salt = self.erasing[0]
        return f'NOT (OLD."{salt}" IS NOT NULL AND NEW."{salt}" IS NULL AND {" AND ".join(stay)})'

    def describe(self):
        return f"Refuse changes to rows of {self.table}"
