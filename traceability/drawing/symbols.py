"""QR modules as PDF path operators, built fast."""

from __future__ import annotations

from collections.abc import Iterable

_WIDTH = 10  # columns per chunk: 1,024 patterns, few enough to cache them all


class SymbolPath:
    """Converts the rows of symbols of `size` modules to one PDF path of rectangles.

    Each rectangle is a whole run of dark modules. A row is looked up in chunks of ten columns. A run across a
    chunk's edge is carried into the next, so no run is drawn in two pieces. All runs of a symbol belong to
    one path and are filled at once, so anti-aliasing viewers show no hairline between rows. Unit: one module,
    y downwards.
    """

    def __init__(self, size: int) -> None:
        self._heights = [str(row) for row in range(size)]
        self._chunks = [
            (size - start - width, (1 << width) - 1, _Chunk(start, width, is_last=start + width == size))
            for start in range(0, size, _WIDTH)
            for width in (min(_WIDTH, size - start),)
        ]

    def operators(self, rows: Iterable[int]) -> str:
        """Return the path of one symbol. A fill operator must follow it."""
        chunks = self._chunks
        path = []
        for height, row in zip(self._heights, rows, strict=True):
            line, carry = "", 0
            for shift, mask, chunk in chunks:
                text, carry = chunk[carry | (row >> shift & mask)]
                line += text
            path.append(line.replace("y", height))
        return "".join(path)


class _Chunk(dict[int, tuple[str, int]]):
    """A cache of the rectangles for some columns of a row.

    The key is the columns' modules and the length of the dark run that enters from the left. The value is the
    rectangles and the run that continues to the right, shifted to fit the next chunk's key.
    """

    def __init__(self, start: int, width: int, *, is_last: bool) -> None:
        super().__init__()
        self._start, self._width, self._is_last = start, width, is_last

    def __missing__(self, key: int) -> tuple[str, int]:
        run, bits = divmod(key, 1 << _WIDTH)
        drawn = []
        for place in range(self._width):
            if bits >> (self._width - 1 - place) & 1:
                run += 1
            elif run:
                drawn.append(self._rectangle(place, run))
                run = 0
        if self._is_last and run:
            drawn.append(self._rectangle(self._width, run))
            run = 0
        answer = self[key] = ("".join(drawn), run << _WIDTH)
        return answer

    def _rectangle(self, stop: int, run: int) -> str:
        return f"{self._start + stop - run} y {run} 1 re\n"
