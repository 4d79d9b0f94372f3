"""What the quick run takes of something long: enough to notice that it broke. `.ci/run`, which sets CI, takes all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest


def examples(many: int) -> int:
    """So many of Hypothesis there, a fifth of them here."""
    return many if os.environ.get("CI") else max(10, many // 5)


def some_of[Value](values: Sequence[Value], many: int = 2) -> list[Value]:
    """Of a loop, or of `parametrize`: all there; so many of them here, the first and the last among them."""
    if os.environ.get("CI") or len(values) <= many:
        return list(values)
    return [values[n * (len(values) - 1) // max(1, many - 1)] for n in range(many)]


def some_pairs[One, Other](ones: Sequence[One], others: Sequence[Other]) -> list[tuple[One, Other]]:
    """Each of `ones` with each of `others` there; here each of the longer with one of the shorter, in turn."""
    if os.environ.get("CI"):
        return [(one, other) for one in ones for other in others]
    return [(ones[n % len(ones)], others[n % len(others)]) for n in range(max(len(ones), len(others)))]


def first_of(values: Sequence[Any]) -> list[Any]:
    """Of `parametrize`: the first is quick, the others are marked load."""
    return [values[0], *(pytest.param(value, marks=pytest.mark.load) for value in values[1:])]
