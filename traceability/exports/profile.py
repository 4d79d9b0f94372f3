"""An export profile: facts of a lot with their names and clauses. Its JSON Schema is generated from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse
from django_stubs_ext import StrOrPromise

from traceability.models import Lot

# 2: recalls.
VERSION = 2
# For programs and their authors.
BY_LAW = "Fields that the decree names; names and form are Piêu's. The system has published no interface that was found. Nothing is sent."
OWN_CHOICE = (
    "No public list of this system's fields was found, and the decree names none for it: which fields are here is Piêu's own choice, "
    "agreed with nobody. Nothing is sent."
)


class Kind(StrEnum):
    """The format of a value."""

    TEXT = "text"  # at least one character
    DAY = "day"  # YYYY-MM-DD
    URL = "url"
    EVENTS = "events"  # {"id", "bizStep", "time", "place"}, earliest first
    PAPERS = "papers"  # {"kind", "number", "issuer"}
    RECALLS = "recalls"  # {"since", "reason", "advice", "labels"}, earliest first; no `labels`: the whole lot
    CHANGES = (
        # {"version", "published", "erased", "changed": [{"name", "before", "after"}]}, newest first
        "changes"
    )


_TEXT = {"type": "string", "minLength": 1}
_SHAPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _TEXT,
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.URL: {"type": "string", "format": "uri"},
}


def _rows(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": list(properties),
            "properties": properties,
        },
    }


_ANY, _MOMENT = {"type": "string"}, {"type": "string", "format": "date-time"}
_SHAPES[Kind.EVENTS] = _rows(id=_TEXT, bizStep=_TEXT, time=_MOMENT, place=_ANY)
_SHAPES[Kind.PAPERS] = _rows(kind=_TEXT, number=_ANY, issuer=_ANY)
_SHAPES[Kind.RECALLS] = _rows(since=_MOMENT, reason=_TEXT, advice=_ANY, labels=_ANY)
_SHAPES[Kind.CHANGES] = _rows(
    version={"type": "integer", "minimum": 1},
    published=_MOMENT,
    erased={"type": "boolean"},
    changed=_rows(name=_TEXT, before=_ANY, after=_ANY),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A lot, and `facts`: the content of a passport published now (legal/passport.py)."""

    lot: Lot
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an export file.

    words: its description.
    article: the clause that requires it.
    of: a function that returns its value, or an empty one. Without a required value there is no file.
    """

    name: str
    words: StrOrPromise
    article: StrOrPromise
    of: Callable[[Source], Any]
    kind: Kind = Kind.TEXT
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The format of an export file for one target system.

    note: what is known and unknown of that system.
    is_own_choice: no source states which fields the system requires, not even the law; these are our guess.
    """

    name: str
    title: StrOrPromise
    document: str
    note: StrOrPromise
    fields: tuple[Field, ...]
    is_own_choice: bool = False

    @property
    def schema_url(self) -> str:
        return settings.PUBLIC_ORIGIN + reverse("traceability:export-schema", args=[self.name])

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema 2020-12 of a file of this profile."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": self.schema_url,
            "title": str(self.title),
            "description": f"{self.note} {self.document}",
            "$comment": OWN_CHOICE if self.is_own_choice else BY_LAW,
            "type": "object",
            "additionalProperties": False,
            "required": ["profile", "version", "schema", "madeAt", "lot"],
            "properties": {
                "profile": {"const": self.name},
                "version": {"const": VERSION},
                "schema": {"const": self.schema_url},
                "madeAt": _MOMENT,
                "lot": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [field.name for field in self.fields if field.is_required],
                    "properties": {
                        field.name: {
                            **_SHAPES[field.kind],
                            "description": f"{field.words} ({self.document}, {field.article})",
                        }
                        for field in self.fields
                    },
                },
            },
        }

    def values(self, source: Source) -> dict[str, Any]:
        """Return {field name: value} of the fields for which the lot has a value."""
        found = {field.name: field.of(source) for field in self.fields}
        return {name: value for name, value in found.items() if value}


def day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""
