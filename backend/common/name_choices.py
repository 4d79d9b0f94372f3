"""Choices of a form in the order of a Vietnamese dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from backend.common.text import name_key


class ByName(forms.models.ModelChoiceIterator):
    """Iterates over a field's choices, sorted as in a Vietnamese dictionary; databases sort differently."""

    def __iter__(self) -> Iterator[Any]:
        empty, *rows = (
            super().__iter__() if self.field.empty_label is not None else (None, *super().__iter__())
        )
        if empty is not None:
            yield empty
        yield from sorted(rows, key=lambda choice: name_key(str(choice[1])))
