"""Bars as an SVG: a row each of words, value and bar; what a screen reader reads is the table that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
ROW = 48
THICK = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` decides the length, `words` say it. `is_this` is the row the page is about."""

    label: str
    value: int
    words: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with its places in the drawing: `y` of its words, `top` and `width` of the bar itself."""

    bar: Bar
    y: int
    top: int
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    rows: list[Drawn]

    width = WIDTH
    thick = THICK

    @property
    def height(self) -> int:
        return len(self.rows) * ROW


def picture(title: str, bars: Sequence[Bar]) -> Picture:
    """The bars below one another; the longest is as wide as the drawing, one of nothing or less has no length."""
    most = max((bar.value for bar in bars), default=0)
    return Picture(
        title,
        [
            Drawn(
                bar,
                place * ROW + 16,
                place * ROW + 22,
                max(bar.value * WIDTH // most, 2) if most > 0 and bar.value > 0 else 0,
            )
            for place, bar in enumerate(bars)
        ],
    )
