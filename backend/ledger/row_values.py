"""What a ledger entry states of a row: values as JSON, people by pseudonym, and pins of texts (backend.ledger.row_states)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rfc8785
from django.db import models

from backend.ledger import pins


@dataclass(frozen=True, slots=True)
class Stated:
    """What entries state of a model's rows.

    subject: returns the subject of a row's entries, such as "order:…".
    stated: columns whose values are in the entry.
    people: columns of people; the entry has their pseudonyms.
    pinned: columns of personal or secret text, pinned together with the row's `salt`.
    secret: columns that are pinned apart, because they were added later or change by themselves.
    related: what `subject` needs of other rows, for select_related.
    is_required: whether each row has a state; otherwise only rows that have one are compared.
    """

    model: type[models.Model]
    subject: Callable[[Any], str]
    stated: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_required: bool = True

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def pins(self) -> dict[str, tuple[str, ...]]:
        """Return {key in the state: columns} of the pins."""
        groups = {"pin": self.pinned, "secretPin": self.secret}
        return {key: names for key, names in groups.items() if names}


def state_of(each: Stated, row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: value_of(each.model, row, name) for name in each.stated}
    for name in each.people:
        person = getattr(row, name)
        found[name] = str(person.ref) if person is not None else None
    for key, names in each.pins.items():
        if row.salt is None and any(_has_value(each.model, row, name) for name in names):
            row.salt = pins.new_salt()
            each.model._base_manager.filter(pk=row.pk).update(salt=row.salt)
        found[key] = pin_of(each, row, names)
    return found


def pin_of(each: Stated, row: Any, names: tuple[str, ...]) -> str | None:
    if not any(_has_value(each.model, row, name) for name in names):
        return None
    if row.salt is None:
        return ""
    words = {name: value_of(each.model, row, name) for name in names}
    return pins.pin(bytes(row.salt), rfc8785.dumps(words))


def key_of(pk: Any) -> int | str:
    """Return a primary key as JSON."""
    return pk if isinstance(pk, int) else str(pk)


def _has_value(model: type[models.Model], row: Any, name: str) -> bool:
    return value_of(model, row, name) not in (None, "", [], {})


def value_of(model: type[models.Model], row: Any, name: str) -> Any:
    """Return a column's value as JSON, the same before and after it is read back from the database."""
    field: Any = model._meta.get_field(name)
    value = getattr(row, field.attname)
    while field.is_relation:
        field = field.target_field
    match value:
        case None | bool():
            return value
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        case dt.date():
            return value.isoformat()
        case list() | dict():
            return value
    if isinstance(field, models.DecimalField):
        return f"{Decimal(value):.{field.decimal_places}f}"
    return int(value) if isinstance(field, models.IntegerField) else str(value)
