"""Kinds of issues: one module of this folder each, named as the kind, with a constant KIND. Code elsewhere asks no kind."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class IssueKind:
    """A kind of issue.

    words: what pages call it. icon: of its rows. asks: values of Asks that it may have, the first is the default.
    needs_proof: whether "done" needs a text or a file.
    is_followed: whether receipts follow records of another trade (actions/following.py): nobody finishes, excuses, closes or
    records them by hand.
    """

    words: Any
    icon: str
    asks: tuple[str, ...]
    needs_proof: bool = True
    is_followed: bool = False


@cache
def kinds() -> dict[str, IssueKind]:
    """Return the kinds by their stored name."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").KIND for name in names}


def followed_kinds() -> list[str]:
    """Return the stored names of the kinds whose receipts follow records of another trade."""
    return [name for name, kind in kinds().items() if kind.is_followed]
