"""What is kept of a person row by row, as the tables hold it: the last section of her export (members.own_data.exporting).

The other sections say it in words; this one leaves nothing out. An app that has a table with people or producers in it says which of
its columns are hers to read, by name, so that a new column is a decision (tests/test_own_records.py asks for it):

    records.register(Consent, hers("user"), "id user purpose wording")
    records.register(ImportRow, run_by("run__producer__"), "id line name")      # products.own_records

Another person in a row is "người khác" and no more: who that is, is known of them. Secrets (hashes of codes, keys, salts) are in no list.
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
    """Columns `told` of the rows of `model` that `where` finds for a person; `part` tells two of one model apart."""

    model: type[models.Model]
    where: Callable[[User], Q]
    told: tuple[str, ...]
    part: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}{f'/{self.part}' if self.part else ''}"


_tables: dict[str, Table] = {}


def hers(path: str) -> Callable[[User], Q]:
    """Rows in which she stands at `path`."""
    return lambda user: Q(**{path: user.pk})


def register(model: type[models.Model], where: Callable[[User], Q], told: str, *, part: str = "") -> None:
    """Add a table; `told` names columns with spaces between. Registering a key again replaces it."""
    table = Table(model, where, tuple(told.split()), part)
    _tables[table.key] = table


def tables() -> list[Table]:
    return [_tables[key] for key in sorted(_tables)]


def rows_of(user: User) -> dict[str, Rows]:
    """Her rows by table. Moments, numbers and words are as kept, a file is its name in the store."""
    return {table.key: _rows(table, user) for table in tables()}


def _rows(table: Table, user: User) -> Rows:
    fields = [table.model._meta.get_field(name) for name in table.told]

    def told(rows: list[Any]) -> Iterator[dict[str, Any]]:
        for row in rows:
            yield {field.name: _value(row, field, user) for field in fields}

    found = table.model._base_manager.filter(table.where(user)).only(*table.told)
    return Rows(found, told)


def _value(row: Any, field: Any, user: User) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation and issubclass(field.related_model, AbstractBaseUser) and value is not None:
        return _("chính chị") if value == user.pk else _("người khác")
    if field.name == "subject" and isinstance(value, str):
        return masked_subject(value)
    return value.name if isinstance(value, FieldFile) else value
