"""An index of the folded words of a text column: one word, several, or several in a row.

SQLite has a full-text table (FTS5) without a copy of the text, updated by triggers; PostgreSQL an index over the
array of words and of pairs of neighbours that the function pieu_words makes. Neither needs a column of its own.
A later schema change on SQLite rebuilds the table and drops the triggers: end such a migration with WordIndex again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import connection, models
from django.db.migrations.operations.base import Operation
from django.db.models.expressions import RawSQL

# Folds as backend.common.text.fold does for Vietnamese.
_FUNCTION = """
CREATE OR REPLACE FUNCTION pieu_words(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
DECLARE
    plain text := lower(replace(replace(
        regexp_replace(normalize(value, NFD), '[\u0300-\u036f]+', '', 'g'), 'đ', 'd'), 'Đ', 'd'));
    words text[] := string_to_array(trim(regexp_replace(plain, '[^a-z0-9]+', ' ', 'g')), ' ');
BEGIN
    RETURN words || ARRAY(SELECT a || ' ' || b FROM unnest(words, words[2:]) AS pairs(a, b) WHERE b IS NOT NULL);
END $$"""


class WordIndex(Operation):
    """Migration operation: index the words of the text `column` of `table`, whose integer primary key is `id`."""

    reversible = True

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.table, self.column], {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table, column, name = self.table, self.column, _name(self.table, self.column)
        run = schema_editor.execute
        if schema_editor.connection.vendor == "postgresql":
            run(_FUNCTION, params=None)
            run(f"CREATE INDEX {name} ON {table} USING gin (pieu_words({column}))", params=None)
            return
        # The tokenizer takes accents away, but leaves đ, which is a letter of its own.
        new, old = (f"replace(replace({row}.{column}, 'đ', 'd'), 'Đ', 'd')" for row in ("new", "old"))
        put = f"INSERT INTO {name}(rowid, words) VALUES (new.id, {new});"
        take = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', old.id, {old});"
        run(
            f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        run(f"CREATE TRIGGER {name}_put AFTER INSERT ON {table} BEGIN {put} END")
        run(f"CREATE TRIGGER {name}_take AFTER DELETE ON {table} BEGIN {take} END")
        run(f"CREATE TRIGGER {name}_change AFTER UPDATE OF {column}, id ON {table} BEGIN {take} {put} END")
        run(
            f"INSERT INTO {name}(rowid, words) "
            f"SELECT id, replace(replace({column}, 'đ', 'd'), 'Đ', 'd') FROM {table}"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        name = _name(self.table, self.column)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
            return
        for trigger in ("put", "take", "change"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}_{trigger}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {name}")

    def describe(self):
        return f"Find words of {self.table}.{self.column}"


def having_words[Rows: models.QuerySet[Any]](
    rows: Rows, column: str, words: Sequence[str], *, in_a_row: bool, most: int
) -> Rows:
    """Return the rows whose indexed `column` has all `words`; folded, without spaces, at least one.

    in_a_row: the words stand beside each other. On PostgreSQL each pair of neighbours does; for more than two words
        that is nearly the same, and needs no look at the text.
    most: SQLite looks at so many rows of the index at most, before other conditions of `rows`.
    """
    table = rows.model._meta.db_table
    if connection.vendor == "postgresql":
        terms = [f"{one} {two}" for one, two in pairwise(words)] if in_a_row else []
        # An expression of the index; `rows` may join tables with a column of this name.
        sql, asked = f"pieu_words({table}.{column}) @> %s::text[]", [terms or list(words)]
        return rows.filter(RawSQL(sql, asked, output_field=models.BooleanField()))
    name = _name(table, column)
    text = '"' + " ".join(words) + '"' if in_a_row else " ".join(f'"{word}"' for word in words)
    found = RawSQL(f"SELECT rowid FROM {name} WHERE {name} MATCH %s LIMIT %s", [text, most])
    return rows.filter(pk__in=found)


def _name(table: str, column: str) -> str:
    return f"{table}_{column}_fts"
