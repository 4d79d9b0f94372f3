"""Lines of type: break text, stack lines, and find the largest sizes that fit a box.

Everything is in points from the top left corner of the label, y downwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backend.common.codes import LETTERS
from traceability.drawing.fonts import face

MIN_TYPE = 5.0
NAME_LEADING, BODY_LEADING = 1.2, 1.24  # relative to the type size: Vietnamese stacks its diacritics (Ộ, ễ)
_STEPS = 32


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text at a baseline.

    `pick` holds the slices of the serial to show; if None, the piece shows its own text.
    """

    x: float
    y: float
    size: float
    weight: str
    text: str
    pick: tuple[slice, ...] | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the ink; for a serial, an upper bound (see serial_width)."""
        up, down = face(self.weight).ink(self.text, self.size)
        width = Piece(self.text, self.weight, pick=self.pick).width(self.size)
        return self.x, self.y - up, self.x + width, self.y - down


@dataclass(frozen=True, slots=True)
class Star:
    """A five-pointed star around a centre."""

    x: float
    y: float
    radius: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line: text of one weight, `indent` points from the line's left edge."""

    text: str
    weight: str = "Medium"
    indent: float = 0.0
    pick: tuple[slice, ...] | None = None

    def width(self, size: float, *, spread: float = 5.0) -> float:
        """Return the piece's width.

        Letters of serials are random: theirs is an upper bound (see serial_width).
        """
        if self.pick is not None:
            letters = sum(map(len, self.text.split()))
            spaces = face(self.weight).width(" ", size) * self.text.count(" ")
            return serial_width(letters, size, spread=spread) + spaces
        return face(self.weight).width(self.text, size)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of pieces, optionally ended by stars.

    `gap` is extra room above. `source` is the field of LabelContent to name if the line doesn't fit.
    """

    size: float
    pieces: tuple[Piece, ...]
    source: str
    gap: float = 0.0
    leading: float = BODY_LEADING
    stars: int = 0

    @property
    def stars_at(self) -> float:
        return (
            max((piece.indent + piece.width(self.size) for piece in self.pieces), default=0.0)
            + 0.3 * self.size
        )

    @property
    def width(self) -> float:
        """Return the largest possible width."""
        end = max((piece.indent + piece.width(self.size) for piece in self.pieces), default=0.0)
        return end if not self.stars else self.stars_at + self.stars * star_step(self.size)

    @property
    def usual_width(self) -> float:
        """Return the width of the line with a serial of average letters; used to centre it."""
        if self.stars:
            return self.width
        return max((piece.indent + piece.width(self.size, spread=0.0) for piece in self.pieces), default=0.0)

    def ink(self) -> tuple[float, float]:
        """Return the line's extent above and below its baseline, both positive."""
        reach = [face(piece.weight).ink(piece.text, self.size) for piece in self.pieces]
        return max((up for up, _ in reach), default=0.0), max((-down for _, down in reach), default=0.0)


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    width: float
    height: float


class DoesNotFit(Exception):
    """The text is larger than the box even at the smallest sizes. `source` names the field to shorten."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class WordTooWide(DoesNotFit):
    """A single word is wider than its column."""


def star_step(size: float) -> float:
    return 0.92 * size


def serial_width(letters: int, size: float, *, spread: float) -> float:
    """Return the average width of `letters` random letters, plus `spread` standard deviations.

    The sum of random widths is nearly normal. Five deviations are exceeded once in some three million lines,
    and then by less than the margin. The largest possible width (all W) would waste a third of the line.
    """
    widths = [face("Bold").width(letter, 1.0) for letter in LETTERS]
    mean = sum(widths) / len(widths)
    variance = sum((width - mean) ** 2 for width in widths) / len(widths)
    return (letters * mean + spread * (letters * variance) ** 0.5) * size


def wrap(text: str, *, weight: str, size: float, width: float, source: str) -> list[str]:
    """Break `text` into as few lines as `width` allows, and make them as even as possible.

    Raises WordTooWide if one word is wider than a line.
    """
    measure = face(weight).width
    words = text.split()
    if any(measure(word, size) > width for word in words):
        raise WordTooWide(source)
    lines = _greedy(words, weight, size, width)
    narrow, wide = 0.0, width
    for _ in range(12):  # find the narrowest column that needs no more lines
        middle = (narrow + wide) / 2
        if all(measure(word, size) <= middle for word in words) and len(
            _greedy(words, weight, size, middle)
        ) == len(lines):
            wide = middle
        else:
            narrow = middle
    return _greedy(words, weight, size, wide)


def wrap_code(text: str, *, weight: str, size: float, width: float, source: str) -> list[str]:
    """Break a code (lot, host) into lines after a hyphen or dot; elsewhere only if a part is too wide.

    Raises WordTooWide if not even one character fits.
    """
    measure = face(weight).width
    parts = [part for part in re.split(r"(?<=[-.])", text) if part]
    lines: list[str] = []
    while parts:
        part = parts.pop(0)
        if lines and measure(lines[-1] + part, size) <= width:
            lines[-1] += part
        elif measure(part, size) <= width:
            lines.append(part)
        else:
            stop = next((end for end in range(len(part) - 1, 0, -1) if measure(part[:end], size) <= width), 0)
            if not stop:
                raise WordTooWide(source)
            lines.append(part[:stop])
            parts.insert(0, part[stop:])
    return lines


def height(lines: Iterable[Line]) -> float:
    """Return the height from the top of the first line's ink to the bottom of the last line's."""
    baseline, last = 0.0, None
    for line in lines:
        baseline += line.ink()[0] if last is None else line.gap + line.leading * line.size
        last = line
    return baseline + last.ink()[1] if last else 0.0


def stack(lines: Iterable[Line], box: Box, top: float, *, centred: bool = False) -> Iterator[Text | Star]:
    """Yield the texts and stars of `lines` one below another, with the first line's ink starting at `top`."""
    baseline, is_first = top, True
    for line in lines:
        baseline += line.ink()[0] if is_first else line.gap + line.leading * line.size
        is_first = False
        left = box.left + ((box.width - line.usual_width) / 2 if centred else 0.0)
        for piece in line.pieces:
            if piece.text:
                yield Text(left + piece.indent, baseline, line.size, piece.weight, piece.text, piece.pick)
        for star in range(line.stars):
            step = star_step(line.size)
            yield Star(
                left + line.stars_at + (star + 0.5) * step, baseline - 0.36 * line.size, 0.47 * line.size
            )


@dataclass(frozen=True, slots=True)
class Try:
    """Type sizes to try in a box, for the name and for the rest. With `is_tight`, facts may share a line."""

    box: Box
    name: float
    body: float
    is_tight: bool = False


def tries(
    box: Box,
    name: tuple[float, float],
    body: tuple[float, float],
    *,
    until: float = 1.0,
    is_tight: bool = False,
) -> Iterator[Try]:
    """Yield type sizes from the largest to the smallest, shrinking name and body together.

    `name` and `body` are (largest, smallest). `until` 0.5 stops halfway to the smallest.
    """
    for step in range(round(_STEPS * until) + 1):
        part = step / _STEPS
        yield Try(
            box,
            name[0] + (name[1] - name[0]) * part,
            max(MIN_TYPE, body[0] + (body[1] - body[0]) * part),
            is_tight,
        )


type Build = Callable[[Try], tuple[list[Line], list[Line]]]


def largest_fit(
    candidates: Iterable[Try], build: Build, *, between: float
) -> tuple[Box, list[Line], list[Line]]:
    """Return the box and the lines (head, foot) of the first candidate whose lines fit its box.

    `build` makes the lines. `between` is the distance between head and foot, relative to the body size.
    Raises DoesNotFit with the field to shorten, determined at the last candidate.
    """
    failure = DoesNotFit("product_name")
    for candidate in candidates:
        box = candidate.box
        try:
            head, foot = build(candidate)
        except WordTooWide as wide:
            failure = wide
            continue
        wide_lines = [line for line in head + foot if line.width > box.width + 0.01]
        if wide_lines:
            failure = DoesNotFit(wide_lines[0].source)
            continue
        room = box.height - height(head) - height(foot) - (between * candidate.body if head and foot else 0.0)
        if room >= 0:
            return box, head, foot
        failure = DoesNotFit(_longest(head + foot))
    raise failure


def _longest(lines: list[Line]) -> str:
    """Return the field whose lines take the most height beyond a first line."""
    extra: dict[str, float] = {}
    for line in lines:
        extra[line.source] = extra.get(line.source, -line.size) + line.size
    return max(extra, key=lambda source: (extra[source], source == "product_name"))


def _greedy(words: list[str], weight: str, size: float, width: float) -> list[str]:
    measure = face(weight).width
    lines: list[str] = []
    for word in words:
        if lines and measure(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
