"""A migration operation that queues the id of every new row of ledger_entry in ledger_pending.

A trigger does it, so that bulk inserts are included. On SQLite a later change of ledger_entry rebuilds the
table and drops its triggers: such a migration ends with another `Queued()`, as with AppendOnly.
"""

from django.db.migrations.operations.base import Operation

TABLE = "CREATE TABLE IF NOT EXISTS ledger_pending (entry_id bigint NOT NULL PRIMARY KEY)"
BACKLOG = (
    "INSERT INTO ledger_pending SELECT id FROM ledger_entry WHERE id NOT IN (SELECT entry_id FROM ledger_leaf) "
    "ON CONFLICT DO NOTHING"
)
POSTGRES = """
CREATE OR REPLACE FUNCTION pieu_entry_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_pending SELECT id FROM added ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


class Queued(Operation):
    """Migration operation: create ledger_pending and its trigger, and queue entries that have no leaf yet."""

    reversible = True

    def deconstruct(self):
        return (self.__class__.__qualname__, [], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(TABLE)
        self._drop_trigger(schema_editor)
        schema_editor.execute(BACKLOG)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES, params=None)
            schema_editor.execute(
                "CREATE TRIGGER ledger_entry_pending AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added "
                "FOR EACH STATEMENT EXECUTE FUNCTION pieu_entry_pending()"
            )
            return
        schema_editor.execute(
            "CREATE TRIGGER ledger_entry_pending AFTER INSERT ON ledger_entry "
            "BEGIN INSERT OR IGNORE INTO ledger_pending VALUES (NEW.id); END"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._drop_trigger(schema_editor)
        schema_editor.execute("DROP TABLE IF EXISTS ledger_pending")

    def _drop_trigger(self, schema_editor):
        on_table = " ON ledger_entry" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS ledger_entry_pending{on_table}")

    def describe(self):
        return "Queue every ledger entry for the log"
