"""Model fields of rows that are pinned in the ledger."""

from __future__ import annotations

from typing import Any

from django.db import models

from backend.ledger.pins import new_salt


class SaltField(models.BinaryField):
    """The salt of a row's pin. A new row gets a random one; NULL for rows that were never pinned, or erased.

    Migrations see a plain BinaryField. It has no default: on SQLite a default would rebuild the table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 32, "null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, new_salt())
        return super().pre_save(model_instance, add)
