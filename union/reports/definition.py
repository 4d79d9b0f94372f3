"""The fields and rules of a form, stored as JSON in its row. A published form's definition never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from union.reports.enums import FieldKind, OverTime

SIGNS = ("<=", "<", "=", ">=", ">")


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of a form.

    code: lasting, also the DHIS2 data element's code. places: digits after the comma of a number.
    known: key of the figure that Piêu knows itself (union.reports.kinds), or "".
    choices: (key, words) of each choice.
    """

    code: str
    label: str
    kind: str = FieldKind.NUMBER
    section: str = ""
    unit: str = ""
    places: int = 0
    over_time: str = OverTime.SUM
    is_required: bool = True
    known: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_number(self) -> bool:
        return self.kind == FieldKind.NUMBER

    @property
    def is_choice(self) -> bool:
        return self.kind == FieldKind.CHOICE

    @property
    def is_last(self) -> bool:
        return self.over_time == OverTime.LAST

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Field:
        return cls(**{**stored, "choices": tuple((key, words) for key, words in stored.get("choices", ()))})

    def stored(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__slots__}
        return {**row, "choices": [list(each) for each in self.choices]}


@dataclass(frozen=True, slots=True)
class Rule:
    """A comparison of two sums of fields. is_strict: a report that breaks it can't be sent; otherwise it needs a note."""

    left: tuple[str, ...]
    sign: str
    right: tuple[str, ...]
    message: str
    is_strict: bool = True

    @property
    def codes(self) -> set[str]:
        return {*self.left, *self.right}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Rule:
        return cls(**{**stored, "left": tuple(stored["left"]), "right": tuple(stored["right"])})

    def stored(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__slots__}
        return {**row, "left": list(self.left), "right": list(self.right)}


@dataclass(frozen=True, slots=True)
class Definition:
    fields: tuple[Field, ...] = ()
    rules: tuple[Rule, ...] = ()
    by_code: dict[str, Field] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {each.code: each for each in self.fields})

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Definition:
        return cls(
            tuple(map(Field.of, stored.get("fields", ()))), tuple(map(Rule.of, stored.get("rules", ())))
        )

    def stored(self) -> dict[str, Any]:
        return {
            "fields": [each.stored() for each in self.fields],
            "rules": [each.stored() for each in self.rules],
        }

    @property
    def numbers(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.is_number)
