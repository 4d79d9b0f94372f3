"""Kinds of questions: one module each, discovered in this package.

A new kind is a module here with one class (courses/quizzes/kinds/base.py), a template and, for phones, a
script. Nothing else names it: the model's choices, the editor, GIFT, Excel and the pages' scripts use the
discovered kinds. Kinds with a common base class may share its script.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from courses.quizzes.kinds.base import Kind


@cache
def _by_place() -> dict[str, Kind]:
    kinds = [
        each()
        for module in iter_modules(__path__)
        for each in vars(import_module(f"{__name__}.{module.name}")).values()
        if isinstance(each, type) and issubclass(each, Kind) and each.name
        if each.__module__ == f"{__name__}.{module.name}"
    ]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: (kind.place, kind.name))}


def found_kinds() -> dict[str, Kind]:
    """Return the kinds by name, in the order in which editors offer them."""
    return dict(_by_place())


def kind_named(name: Any) -> Kind:
    """Return the kind with this name; for an unknown name, an unnamed kind without fields and answers."""
    return _by_place().get(name, Kind()) if isinstance(name, str) else Kind()


def kind_of(question: dict[str, Any]) -> Kind:
    """Return the kind of a question."""
    return kind_named(question.get("kind"))


def kind_choices() -> list[tuple[str, Any]]:
    """Return the kinds as field choices: (name, label)."""
    return [(kind.name, kind.words) for kind in found_kinds().values()]


def kind_scripts() -> list[str]:
    """Return the paths of all kinds' scripts, for pages and phones."""
    return sorted({kind.script for kind in found_kinds().values() if kind.script})
