"""One row by one statement, asked as cheaply as each database allows: the read behind every scan.

PostgreSQL spends more time on planning such a question than on answering it, so each connection prepares it once. And where
other requests first ask whether the kept connection still lives (CONN_HEALTH_CHECKS), here the question itself finds out: when
it fails, the connection is made anew and the question asked once more, which for a read is the same in effect and saves a round
trip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import Error, connection

# Per open connection of PostgreSQL: the names of the statements it has prepared.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Statement:
    """`sql` with %s for each parameter; `types` are PostgreSQL's for them, in order. It reads, and changes nothing."""

    name: str
    sql: str
    types: tuple[str, ...]

    def prepare(self) -> str:
        places = iter(range(1, len(self.types) + 1))
        pieces = self.sql.split("%s")
        sql = pieces[0] + "".join(f"${next(places)}{piece}" for piece in pieces[1:])
        return f"PREPARE {self.name} ({', '.join(self.types)}) AS {sql}"

    def execute(self) -> str:
        return f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.types))})"


def one_row(statement: Statement, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row, or None. Raises django.db.Error when the database does not answer a second time either."""
    if connection.connection is not None:
        connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _ask(statement, parameters)
    except Error:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask(statement, parameters)


def _ask(statement: Statement, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = _prepared.setdefault(connection.connection, set())
            if statement.name not in names:
                # Without parameters nothing is put in for the % of LIKE; the statement outlives a transaction rolled back.
                cursor.execute(statement.prepare())
                names.add(statement.name)
            cursor.execute(statement.execute(), parameters)
        else:
            cursor.execute(statement.sql, parameters)
        return cursor.fetchone()
