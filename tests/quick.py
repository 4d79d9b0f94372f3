"""What the quick run takes of something long: enough to notice that it broke. `.ci/run`, which sets CI, takes all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest


def examples(many: int) -> int:
    """So many of Hypothesis there, a fifth of them here."""
    return many if os.environ.get("CI") else max(10, many // 5)


def first_of(values: Sequence[Any]) -> list[Any]:
    """Of `parametrize`: the first is quick, the others are marked load."""
    return [values[0], *(pytest.param(value, marks=pytest.mark.load) for value in values[1:])]
