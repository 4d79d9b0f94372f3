"""Run a few frequent statements as cheaply as the database allows.

PostgreSQL takes longer to plan such a statement than to run it, so each connection prepares it once. Building
it from querysets would cost more than both. Other requests first check whether the persistent connection is
alive (CONN_HEALTH_CHECKS). Here the statement itself is the check: if it fails, it is repeated on a new
connection. For a read that is safe, and saves a round trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import Error, connection, models

from backend.common.outages import is_too_long

# Per open connection of PostgreSQL: the names of the statements it has prepared.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Statement:
    """An SQL statement with %s for each parameter, and their PostgreSQL `types` in order.

    `name` identifies the prepared statement; equal names must have equal SQL.
    """

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
    """Run a query and return the first row, or None.

    Outside a transaction, reconnect and retry once after an error. Raises django.db.Error.
    """
    found = all_rows(statement, parameters)
    return found[0] if found else None


def all_rows(statement: Statement, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a query and return all rows.

    Outside a transaction, reconnect and retry once after a database error, but not after a statement that took
    too long. Raises django.db.Error.
    """
    if connection.connection is not None:
        connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _ask(statement, parameters)
    except Error as error:
        if connection.in_atomic_block or is_too_long(error):
            raise
        connection.close()
        return _ask(statement, parameters)


def write(statement: Statement, parameters: Sequence[Any]) -> int:
    """Run one INSERT or UPDATE and return the number of changed rows.

    Outside a transaction it commits at once. Never retried.
    """
    with connection.cursor() as cursor:
        _execute(cursor, statement, parameters)
        return cursor.rowcount


def _ask(statement: Statement, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        _execute(cursor, statement, parameters)
        return cursor.fetchall()


def _execute(cursor: Any, statement: Statement, parameters: Sequence[Any]) -> None:
    if connection.vendor != "postgresql":
        cursor.execute(statement.sql, parameters)
        return
    names = _prepared.setdefault(connection.connection, set())
    if statement.name not in names:
        # Without parameters a % of LIKE stays as it is; the statement survives a rollback. PostgreSQL
        # would else plan the larger statements each time for their values, or compile them for longer than they run.
        cursor.execute(f"SET plan_cache_mode = force_generic_plan; SET jit = off; {statement.prepare()}")
        names.add(statement.name)
    cursor.execute(statement.execute(), parameters)


# --- Rows as Django knows them ------------------------------------------------------------------------------------


def columns(model: type[models.Model], names: Iterable[str], *, table: str = "") -> str:
    """Return the columns of the fields `names`, separated by commas for an SQL statement.

    table: an alias to put before each column.
    """
    found = (model._meta.get_field(name).column for name in names)  # type: ignore[union-attr]
    return ", ".join(f"{table}.{column}" if table else str(column) for column in found)


def instance[M: models.Model](model: type[M], names: tuple[str, ...], values: Sequence[Any]) -> M:
    """Return a model instance from the database values of the fields `names`, in the model's order.

    Other fields are deferred. Raises ValueError for another order.
    """
    made = list(values)
    for place, convert in _converters(model, names, connection.vendor):
        made[place] = convert(made[place])
    return model.from_db(connection.alias, [_attname(model, name) for name in names], made)


def adapted(model: type[models.Model], values: Mapping[str, Any]) -> list[Any]:
    """Return `values`, by field name, as parameters for this database."""
    return [
        model._meta.get_field(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]
        for name, value in values.items()
    ]


@cache
def _attname(model: type[models.Model], name: str) -> str:
    return model._meta.get_field(name).attname  # type: ignore[union-attr]


@cache
def _converters(model: type[models.Model], names: tuple[str, ...], vendor: str) -> list[tuple[int, Any]]:
    """Return (position, function) for each column whose database value needs a conversion for the model."""
    if names != tuple(field.name for field in model._meta.concrete_fields if field.name in names):
        raise ValueError(names)  # Model.from_db would mix them up
    found = []
    for place, name in enumerate(names):
        field = model._meta.get_field(name)
        expression = field.get_col(model._meta.db_table)  # type: ignore[union-attr]
        steps = [
            *connection.ops.get_db_converters(expression),
            *expression.get_db_converters(connection),
        ]
        if steps:
            found.append((place, _through(steps, expression)))
    return found


def _through(steps: list[Any], expression: Any) -> Any:
    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, expression, connection)
        return value

    return convert
