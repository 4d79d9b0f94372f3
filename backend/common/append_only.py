"""A migration operation that makes the database itself refuse UPDATE and DELETE on a table.

On SQLite a later schema change rebuilds the table and drops its triggers: a migration that alters such a table ends with
`AppendOnly(table)` again (tests/common/test_append_only.py looks at the migrated database and fails otherwise).
"""

from django.db.migrations.operations.base import Operation

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION pieu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE on `table`; the refusal is an IntegrityError."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.table], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table = self.table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES_FUNCTION, params=None)
            schema_editor.execute(
                f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION pieu_refuse_change()"
            )
            schema_editor.execute(
                f'CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION pieu_refuse_change()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        table = self.table
        if schema_editor.connection.vendor == "postgresql":
            for suffix in ("", "_truncate"):
                schema_editor.execute(f'DROP TRIGGER IF EXISTS {table}_append_only{suffix} ON "{table}"')
            return
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")

    def describe(self):
        return f"Refuse changes to rows of {self.table}"
