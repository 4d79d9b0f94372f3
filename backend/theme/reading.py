"""Pages made for reading: terms, an explanation, a label's full text, a lesson's step.

Other pages of members and buyers have at most 80 words before their main action (tests/test_words.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def for_reading[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page people open to read it. Use it as the outermost decorator."""
    view.is_for_reading = True  # type: ignore[attr-defined]
    return view


def is_for_reading(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_for_reading", False)
