import random
import re

import pytest

from backend.common import qr
from traceability.drawing.symbols import SymbolPath

RECTANGLE = re.compile(r"(\d+) (\d+) (\d+) 1 re\n")


def drawn(path: str, size: int) -> tuple[int, ...]:
    """Return the modules that a path covers, each exactly once and each run in one piece."""
    rows = [0] * size
    last: tuple[int, int] | None = None
    for match in RECTANGLE.finditer(path):
        x, y, width = map(int, match.groups())
        if last is not None and last[1] == y:
            assert x > last[0], "a run in two pieces"
        last = (x + width, y)
        for column in range(x, x + width):
            bit = 1 << (size - 1 - column)
            assert not rows[y] & bit
            rows[y] |= bit
    assert RECTANGLE.sub("", path) == ""
    return tuple(rows)


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 10])
def test_path_covers_exactly_the_dark_modules(version):
    path = SymbolPath(17 + 4 * version)
    for text in ("A", "PIEU", "7K3F9QX2"):
        matrix = qr.matrix(text, version=version)
        assert drawn(path.operators(matrix.rows), matrix.size) == matrix.rows


def test_runs_over_the_edges_of_chunks_stay_whole():
    chance = random.Random(5)
    size = 33
    rows = [0, (1 << size) - 1, 0b111 << 22, 0b11 << 12, 1, 1 << 32]
    rows += [chance.getrandbits(size) | chance.getrandbits(size) for _ in range(size - len(rows))]
    assert drawn(SymbolPath(size).operators(rows), size) == tuple(rows)
