"""Decide which figures of a tree of branches may be printed without revealing fewer than five people.

Figures have three layers: the enrolled; of those the finished and the unfinished; of the unfinished the stuck
and the others. A branch's layer is printed if each of its parts is zero or at least five. The same must hold
for the remainder of the nearest branch above with that layer, after all that is printed below it. Anything
that can be computed from the printed figures is then a sum of such remainders. Or it lies within a table of
which only the margins are known, and there only a margin itself can be solved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one course in a branch and all branches below. `stuck` is a part of the unfinished."""

    enrolled: int = 0
    finished: int = 0
    stuck: int = 0

    @property
    def layers(self) -> tuple[tuple[int, ...], ...]:
        going = self.enrolled - self.finished
        return (self.enrolled,), (self.finished, going), (self.stuck, going - self.stuck)


def printable_layers(tree: Mapping[str, Figures]) -> dict[str, int]:
    """Return {path of a branch: number of layers (0 to 3) of Figures that may be printed}.

    tree: figures of every branch with an enrolled member, and of all branches above.
    The result is equal for every page, file and reader, so comparing two of them reveals nothing. Larger
    branches take precedence over smaller ones.
    """
    printed = dict.fromkeys(tree, 0)
    rests: dict[tuple[str, int], tuple[int, ...]] = {}
    for path in sorted(tree, key=lambda path: (path.count("/"), -tree[path].enrolled, path)):
        for layer, parts in enumerate(tree[path].layers):
            above = next((one for one in branches_upwards(path)[-2::-1] if (one, layer) in rests), None)
            left = (
                tuple(rest - part for rest, part in zip(rests[above, layer], parts, strict=True))
                if above
                else ()
            )
            if any(0 < count < LEAST for count in (*parts, *left)):
                break
            if above:
                rests[above, layer] = left
            rests[path, layer] = parts
            printed[path] = layer + 1
    return printed


def branches_upwards(path: str) -> list[str]:
    """Return the path itself and those of all branches above it."""
    return [path[:end] for end in range(2, len(path) + 1) if path[end - 1] == "/"]


def is_closed(*parts: int) -> bool:
    """Return whether any of the numbers `parts` is not zero and smaller than LEAST in absolute value.

    Such a number may not be printed.
    """
    return any(0 < abs(part) < LEAST for part in parts)


def close_row(counts: Sequence[int], whole: int) -> list[bool]:
    """Return for each of `counts` whether it may be printed. All are counts among `whole` people.

    The remaining people of `whole`, and the difference from the last printed count, must be zero or at least
    five.
    """
    printable, last = [], whole
    for count in counts:
        printable.append(not is_closed(count, whole - count, last - count))
        if printable[-1]:
            last = count
    return printable
