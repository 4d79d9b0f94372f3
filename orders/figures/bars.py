"""A bar chart as SVG, each row with label, value and bar. Screen readers read the table next to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
ROW = 48
THICK = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: `value` sets the length, `words` is its text.

    `is_this` marks the row that the page is about.
    """

    label: str
    value: int
    words: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with its positions: `y` of the text, `top` and `width` of the bar."""

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
    """Lay out the bars in rows. The longest has the full width; values of zero or less have no length."""
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
