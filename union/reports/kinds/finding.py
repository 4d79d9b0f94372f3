"""Find the known figures: each module here with a `KNOWN`."""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from members.models import Branch
from union.reports import kinds
from union.reports.kinds.base import KnownFigure


@cache
def known_figures() -> dict[str, KnownFigure]:
    """Return the known figures by key, in the order of their keys."""
    modules = [
        import_module(f"{kinds.__name__}.{each.name}") for each in pkgutil.iter_modules(kinds.__path__)
    ]
    found: list[KnownFigure] = [each for module in modules for each in getattr(module, "KNOWN", ())]
    return {each.key: each for each in sorted(found, key=lambda each: each.key)}


def count_known(keys: Iterable[str], branch: Branch, start: dt.date, end: dt.date) -> dict[str, int | None]:
    """Return {key: count} of the known figures with these keys; unknown keys are left out. A query or two for each."""
    found = known_figures()
    return {key: found[key].count(branch, start, end) for key in keys if key in found}
