"""Samples of long tests for the quick run: enough to notice a break. `.ci/run`, which sets CI, runs them in full."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest


def examples(many: int) -> int:
    """Return `many` as the number of Hypothesis examples with CI set, a fifth of it in the quick run."""
    return many if os.environ.get("CI") else max(10, many // 5)


def some_of[Value](values: Sequence[Value], many: int = 2) -> list[Value]:
    """Return all `values` of a loop or of `parametrize` with CI set; else `many` of them, with the first and the last."""
    if os.environ.get("CI") or len(values) <= many:
        return list(values)
    return [values[n * (len(values) - 1) // max(1, many - 1)] for n in range(many)]


def some_pairs[One, Other](ones: Sequence[One], others: Sequence[Other]) -> list[tuple[One, Other]]:
    """Return all pairs with CI set; else pair each of the longer sequence with one of the shorter, in turn."""
    if os.environ.get("CI"):
        return [(one, other) for one in ones for other in others]
    return [(ones[n % len(ones)], others[n % len(others)]) for n in range(max(len(ones), len(others)))]


def first_of(values: Sequence[Any]) -> list[Any]:
    """Return the values of `parametrize`: the first is quick, the others are marked load."""
    return [values[0], *(pytest.param(value, marks=pytest.mark.load) for value in values[1:])]
