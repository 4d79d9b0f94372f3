"""Read rows with values that don't fit their column, as an attacker can write them into SQLite.

Django would raise an error and end the whole query, so one such value would hide every later row from an
audit. PostgreSQL rejects such values.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import decoder
from django.utils.dateparse import parse_date, parse_datetime

# Declared types of columns that Django registers converters for (django.db.backends.sqlite3.base).
_PARSERS = {"date": parse_date, "datetime": parse_datetime, "timestamp": parse_datetime}


@contextmanager
def unreadable_as_stored() -> Iterator[None]:
    """Let queries of the block return an unreadable value as it is stored, so that comparisons see a difference.

    Does nothing on other databases than SQLite. `values` names these values and their subjects
    (backend.ledger.column_values).
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    ops: Any = connection.ops
    converters, text = ops.get_db_converters, raw.text_factory
    ops.get_db_converters = lambda expression: [
        *_FIRST.get(expression.output_field.get_internal_type(), ()),
        *map(_lenient, converters(expression)),
    ]
    raw.text_factory = partial(str, encoding="utf-8", errors="replace")
    for name, parse in _PARSERS.items():
        sqlite3.register_converter(name, partial(_parsed, parse))
    try:
        yield
    finally:
        del ops.get_db_converters
        raw.text_factory = text
        for name, parse in _PARSERS.items():
            sqlite3.register_converter(name, decoder(parse))


def _parsed(parse: Callable[[str], Any], value: bytes) -> Any:
    text = value.decode(errors="replace")
    try:
        return parse(text) or text
    except ValueError:
        return text


def _lenient(convert: Callable[..., Any]) -> Callable[..., Any]:
    def converted(value: Any, expression: Any, connection: Any) -> Any:
        try:
            found = convert(value, expression, connection)
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            return value
        return value if found is None else found

    return converted


def _as_json(value: Any, expression: Any, connection: Any) -> Any:
    """Return JSON as stored, and anything else as a JSON string."""
    try:
        json.loads(value)
    except (ValueError, TypeError):
        return None if value is None else json.dumps(str(value))
    return value


def _as_bytes(value: Any, expression: Any, connection: Any) -> Any:
    return value if value is None or isinstance(value, bytes) else str(value).encode()


# Converters of field types that Django reads without one, or in the field itself.
_FIRST: dict[str, tuple[Callable[..., Any], ...]] = {"JSONField": (_as_json,), "BinaryField": (_as_bytes,)}
