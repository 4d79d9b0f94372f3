"""A migration operation: a full-text index on SQLite that finds any part of a folded text column.

It is an FTS5 table with the trigram tokenizer over the column, updated by triggers. A later schema change on
SQLite rebuilds the table and drops the triggers: end such a migration with this operation again. On other
databases nothing happens: a migration creates their index by SQL of its own.
"""

from django.db.migrations.operations.base import Operation


class TextIndex(Operation):
    """Migration operation: index the text `column` of `table` on SQLite. `key` is its integer primary key."""

    reversible = True

    def __init__(self, table: str, key: str, column: str) -> None:
        self.table, self.key, self.column = table, key, column

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.table, self.key, self.column], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        t, k, c = self.table, self.key, self.column
        put = f"INSERT INTO {t}_fts(rowid, {c}) VALUES (new.{k}, new.{c});"
        take = f"INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.{k}, old.{c});"
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {t}_fts USING fts5({c}, content='{t}', content_rowid='{k}', tokenize='trigram')"
        )
        schema_editor.execute(f"CREATE TRIGGER {t}_fts_put AFTER INSERT ON {t} BEGIN {put} END")
        schema_editor.execute(f"CREATE TRIGGER {t}_fts_take AFTER DELETE ON {t} BEGIN {take} END")
        schema_editor.execute(
            f"CREATE TRIGGER {t}_fts_change AFTER UPDATE OF {c}, {k} ON {t} BEGIN {take} {put} END"
        )
        schema_editor.execute(f"INSERT INTO {t}_fts({t}_fts) VALUES ('rebuild')")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return
        t = self.table
        for trigger in ("put", "take", "change"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {t}_fts_{trigger}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {t}_fts")

    def describe(self):
        return f"Find parts of {self.table}.{self.column}"
