"""Find values that don't fit the type of their column.

SQLite stores any value in any column, and an unreadable one would end the audit at its row. So a query finds
them first. PostgreSQL rejects such values.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import batched, compress

from django.apps import apps
from django.db import connection, models

from backend.ledger.auditing import Finding

TEXT = "typeof({0}) != 'text'"
NUMBER = "typeof({0}) NOT IN ('integer', 'real')"
# What is wrong with a value of a field's internal type; {0} is the column.
WRONG = {
    "BooleanField": "typeof({0}) != 'integer' OR {0} NOT IN (0, 1)",
    "DecimalField": NUMBER,
    "FloatField": NUMBER,
    "DateField": TEXT + " OR date({0}) IS NOT {0}",
    "DateTimeField": TEXT + " OR julianday({0}) IS NULL",
    "UUIDField": TEXT + " OR length({0}) != 32 OR {0} GLOB '*[^0-9a-f]*'",
    "JSONField": TEXT + " OR NOT json_valid({0})",
    "BinaryField": "typeof({0}) != 'blob'",
    "CharField": TEXT,
    "TextField": TEXT,
    "SlugField": TEXT,
    "FileField": TEXT,
}
WHOLE = "typeof({0}) != 'integer'"
# (column, kind of subject): the subject of a finding comes from the first of these columns that isn't NULL.
OWNERS = (
    ("lot_id", "lot"), ("run_id", "run"), ("event_id", "urn:uuid"), ("product_id", "product"), ("certificate_id", "certificate"),
)  # fmt: skip


def unreadable_values() -> Iterator[Finding]:
    """Yield a Finding for each value that doesn't fit its column. Yield none on other databases than SQLite.

    Its subject is the lot, event or product that the row belongs to, or the row itself.
    """
    if connection.vendor != "sqlite":
        return
    tables = set(connection.introspection.table_names())
    tested = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables and not model._meta.proxy and _query(model)[1]
    ]
    # One query asks all tables: a query for each costs more than the rows of a small one.
    for part in batched(tested, 100, strict=False):
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"EXISTS({_query(model)[0]})" for model in part))
            is_wrong = cursor.fetchone()
        for model in compress(part, is_wrong):
            yield from _of(model)


def _of(model: type[models.Model]) -> Iterator[Finding]:
    sql, names, kinds = _query(model)
    label = model._meta.label_lower
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for row in cursor.fetchall():
            flags, rowid, owned = row[: len(names)], row[len(names)], row[len(names) + 1 :]
            subject = f"lot:{rowid}" if label == "traceability.lot" else f"{label}:{rowid}"
            for kind, value in zip(kinds, owned, strict=True):
                if value is not None:
                    subject = f"{kind}:{value}"
                    break
            for name, is_wrong in zip(names, flags, strict=True):
                if is_wrong:
                    yield Finding(
                        subject,
                        f"{name} trong bảng {label}: giá trị không đọc được / a value that can't be read",
                    )


@cache
def _query(model: type[models.Model]) -> tuple[str, list[str], list[str]]:
    """Return the query for a model's wrong values, the columns that it tests, and the kinds of subjects."""
    quote = connection.ops.quote_name
    wrong = {}
    for field in model._meta.local_concrete_fields:
        if (test := _test(field)) and field.column is not None:
            wrong[field.name] = (
                f"({quote(field.column)} IS NOT NULL AND ({test.format(quote(field.column))}))"
            )
    columns = {field.column for field in model._meta.local_concrete_fields}
    owners = [(column, kind) for column, kind in OWNERS if column in columns]
    chosen = [*wrong.values(), "rowid", *(quote(column) for column, _kind in owners)]
    table, tests = quote(model._meta.db_table), " OR ".join(wrong.values())
    sql = f"SELECT {', '.join(chosen)} FROM {table} WHERE {tests}"
    return sql, list(wrong), [kind for _column, kind in owners]


def _test(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    if kind in WRONG:
        return WRONG[kind]
    return WHOLE if kind.endswith(("IntegerField", "AutoField")) else ""
