"""The last section of a member's data export: the member's rows in every table (members.own_data.exporting).

The other sections describe the data; this one is complete. An app with a table of people or producers lists
by name the columns that a member may read, so that each new column needs a decision (checked by
tests/test_own_records.py):

    records.register(Consent, owned_by("user"), "id user purpose wording")
    records.register(ImportRow, run_by("run__producer__"), "id line name")      # products.own_data.records

Other people in a row appear only as "người khác", because that is their data. Secrets (hashes of codes, keys,
salts) are in no list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from members.models import User
from members.notices.subjects import masked_subject
from members.own_data.exporting import Rows


@dataclass(frozen=True, slots=True)
class Table:
    """Exported `columns` of the rows of `model` that the filter `where` selects for a person.

    part: distinguishes two tables of one model.
    """

    model: type[models.Model]
    where: Callable[[User], Q]
    columns: tuple[str, ...]
    part: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}{f'/{self.part}' if self.part else ''}"


_tables: dict[str, Table] = {}


def owned_by(path: str) -> Callable[[User], Q]:
    """Return a function from a user to a filter for rows whose field `path` is that user."""
    return lambda user: Q(**{path: user.pk})


def register(model: type[models.Model], where: Callable[[User], Q], columns: str, *, part: str = "") -> None:
    """Add a table of exported columns. `columns` are names separated by spaces.

    Registering a key again replaces the table.
    """
    table = Table(model, where, tuple(columns.split()), part)
    _tables[table.key] = table


def tables() -> list[Table]:
    return [_tables[key] for key in sorted(_tables)]


def rows_of(user: User) -> dict[str, Rows]:
    """Return the person's rows by table. Values are as stored; a file is its name in the store."""
    return {table.key: _rows(table, user) for table in tables()}


def _rows(table: Table, user: User) -> Rows:
    fields = [table.model._meta.get_field(name) for name in table.columns]

    def describe(rows: list[Any]) -> Iterator[dict[str, Any]]:
        for row in rows:
            yield {field.name: _value(row, field, user) for field in fields}

    found = table.model._base_manager.filter(table.where(user)).only(*table.columns)
    return Rows(found, describe)


def _value(row: Any, field: Any, user: User) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation and issubclass(field.related_model, AbstractBaseUser) and value is not None:
        return _("chính chị") if value == user.pk else _("người khác")
    if field.name == "subject" and isinstance(value, str):
        return masked_subject(value)
    return value.name if isinstance(value, FieldFile) else value
