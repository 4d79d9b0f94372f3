"""A migration operation: a token that the database changes with every change of some tables, for caches.

What was computed from the tables while the token was read stays right as long as the token is the same. Triggers
write it in the transaction of the change, whoever made that: an action, a bulk insert, SQL by hand. So the token is
right for all processes, and a killed process leaves both the change and the token, or neither. It is random, so that
a rollback or a restored copy never gives an old token to a new state.

On PostgreSQL the triggers are deferred to the commit, so that a long import holds the token's lock only then, after
all its other locks. A transaction that isn't committed yet therefore sees the old token: read it outside of one.

On SQLite a later schema change rebuilds a table and drops its triggers: end such a migration with this operation
again. A test of the app names its tables.
"""

from __future__ import annotations

from django.db import connection
from django.db.migrations.operations.base import Operation

from backend.common.statements import Statement, one_row


class ChangeToken(Operation):
    """Migration operation: make the table `name` with one row, whose token changes with each of `tables`."""

    reversible = True

    def __init__(self, name: str, tables: tuple[str, ...]) -> None:
        self.name, self.tables = name, tables

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.name, self.tables], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        is_postgres = schema_editor.connection.vendor == "postgresql"
        token = "gen_random_uuid()::text" if is_postgres else "lower(hex(randomblob(16)))"
        change = f"UPDATE {self.name} SET token = {token}"
        run = schema_editor.execute
        run(
            f"CREATE TABLE {self.name} (id integer PRIMARY KEY CHECK (id = 1), token text NOT NULL)",
            params=None,
        )
        run(f"INSERT INTO {self.name} (id, token) VALUES (1, {token})", params=None)
        if is_postgres:
            # Once for each transaction: an import fires the trigger for each of its rows.
            done = f"'pieu.{self.name}'"
            run(
                f"CREATE FUNCTION {self.name}_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF current_setting({done}, true) IS DISTINCT FROM txid_current()::text THEN {change}; "
                f"PERFORM set_config({done}, txid_current()::text, true); END IF; RETURN NULL; END $$",
                params=None,
            )
        for table in self.tables:
            if is_postgres:
                run(
                    f"CREATE CONSTRAINT TRIGGER {table}_{self.name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
                    f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {self.name}_change()"
                )
                continue
            for verb in ("INSERT", "UPDATE", "DELETE"):
                run(
                    f"CREATE TRIGGER {table}_{self.name}_{verb.lower()} AFTER {verb} ON {table} BEGIN {change}; END"
                )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        run = schema_editor.execute
        if schema_editor.connection.vendor == "postgresql":
            run(f"DROP FUNCTION IF EXISTS {self.name}_change() CASCADE")
        else:
            for table in self.tables:
                for verb in ("insert", "update", "delete"):
                    run(f"DROP TRIGGER IF EXISTS {table}_{self.name}_{verb}")
        run(f"DROP TABLE IF EXISTS {self.name}")

    def describe(self):
        return f"Change {self.name} with {', '.join(self.tables)}"


def read_token(name: str) -> str | None:
    """Return the token of the table `name`, in one query.

    None inside a transaction, whose own changes the token may not show, and which may yet be rolled back.
    """
    if connection.in_atomic_block:
        return None
    statement = Statement(f"pieu_token_{name}", f"SELECT token FROM {name} WHERE id = %s", ("integer",))
    row = one_row(statement, [1])
    return row[0] if row else None
