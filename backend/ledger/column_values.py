"""Find values that don't fit the type of their column.

SQLite stores any value in any column, and an unreadable one would end the audit at its row. So a query finds
them first. PostgreSQL rejects such values.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in tables and not model._meta.proxy:
            yield from _of(model)


def _of(model: type[models.Model]) -> Iterator[Finding]:
    quote = connection.ops.quote_name
    wrong = {}
    for field in model._meta.local_concrete_fields:
        if (test := _test(field)) and field.column is not None:
            wrong[field.name] = (
                f"({quote(field.column)} IS NOT NULL AND ({test.format(quote(field.column))}))"
            )
    if not wrong:
        return
    columns = {field.column for field in model._meta.local_concrete_fields}
    owners = [(column, kind) for column, kind in OWNERS if column in columns]
    label = model._meta.label_lower
    chosen = [*wrong.values(), "rowid", *(quote(column) for column, _kind in owners)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(chosen)} FROM {quote(model._meta.db_table)} WHERE {' OR '.join(wrong.values())}"
        )
        for row in cursor.fetchall():
            flags, rowid, owned = row[: len(wrong)], row[len(wrong)], row[len(wrong) + 1 :]
            subject = f"lot:{rowid}" if label == "traceability.lot" else f"{label}:{rowid}"
            for (_column, kind), value in zip(owners, owned, strict=True):
                if value is not None:
                    subject = f"{kind}:{value}"
                    break
            for name, is_wrong in zip(wrong, flags, strict=True):
                if is_wrong:
                    yield Finding(
                        subject,
                        f"{name} trong bảng {label}: giá trị không đọc được / a value that can't be read",
                    )


def _test(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    if kind in WRONG:
        return WRONG[kind]
    return WHOLE if kind.endswith(("IntegerField", "AutoField")) else ""
