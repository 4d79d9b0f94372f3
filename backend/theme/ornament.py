"""The piêu scarf's band, drawn from small grids of square modules.

The embroidery of a khăn piêu follows the weave, so every line is a step. The drawings are only grids of
letters. The same grids give the header's band, the verdict bands, the photo placeholder and the app's icon.

A letter names a thread (see THREADS), a dot leaves the cloth bare. `rectangles` merges the modules of one
thread, so that no hairline shows between neighbours on any screen or printer.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

type Grid = tuple[str, ...]

CLOTH = "#1A2250"
THREADS: Mapping[str, str] = {
    "r": "#D7382B",
    "o": "#F08A24",
    "y": "#F7C948",
    "g": "#3FA66A",
    "w": "#FFF8E7",
    "p": "#E0569A",
    "i": CLOTH,
}


def _grid(art: str) -> Grid:
    rows = tuple(line.strip() for line in art.strip().splitlines())
    if len({len(row) for row in rows}) != 1:
        raise ValueError("every row of a grid has the same number of modules")
    return rows


SCARF = _grid("""
    rrrrrrrrrrrrrrrrrrrrrrrrrrrr
    ............................
    ...o......wwwww...wwwww.....
    ..o.o.....w...........w.....
    .o.y.o....w.www.y.www.w...g.
    o.yry.o.g.w.w.w.y.w.w.w..ggg
    .o.y.o....w.www.y.www.w...g.
    ..o.o.....w...........w.....
    ...o......wwwww...wwwww.....
    ............................
    rrrrrrrrrrrrrrrrrrrrrrrrrrrr
    """)


def diamond(radius: int, threads: str, *, cloth: str = ".") -> Grid:
    """Return the grid of a stepped diamond, 2*radius+1 modules wide and high.

    `threads[d]` is the thread at distance d from the centre; beyond the last one it is `cloth`.
    """
    size = range(-radius, radius + 1)
    return tuple(
        "".join(threads[abs(x) + abs(y)] if abs(x) + abs(y) < len(threads) else cloth for x in size)
        for y in size
    )


def rectangles(grid: Grid, letter: str) -> list[tuple[int, int, int, int]]:
    """Return (x, y, width, height) of rectangles that cover the modules of one thread.

    Neighbours in a row are merged, and equal runs in consecutive rows.
    """
    open_runs: dict[tuple[int, int], int] = {}
    done = []
    for y, row in enumerate((*grid, "")):
        runs = set()
        x = 0
        for thread, modules in groupby(row):
            width = len(list(modules))
            if thread == letter:
                runs.add((x, width))
            x += width
        for run in [run for run in open_runs if run not in runs]:
            top = open_runs.pop(run)
            done.append((run[0], top, run[1], y - top))
        for run in runs:
            open_runs.setdefault(run, y)
    return sorted(done, key=lambda r: (r[1], r[0]))


def path(grid: Grid, letter: str, *, dx: int = 0, dy: int = 0) -> str:
    return "".join(f"M{x + dx} {y + dy}h{w}v{h}h-{w}z" for x, y, w, h in rectangles(grid, letter))


def letters(grid: Grid) -> list[str]:
    return sorted(set("".join(grid)) - {"."})


def drawing(
    grid: Grid,
    *,
    threads: Mapping[str, str] = THREADS,
    cloth: str | None = None,
    margin: int = 0,
    scale: int = 0,
) -> str:
    """Return a grid as SVG text, one unit per module.

    cloth: the colour of the ground; None for a transparent one.
    margin: modules of ground on each side.
    scale: pixels per module of the natural size; 0 for none.
    """
    width, height = len(grid[0]) + 2 * margin, len(grid) + 2 * margin
    ground = f'<path fill="{cloth}" d="M0 0h{width}v{height}H0z"/>' if cloth else ""
    body = "".join(
        f'<path fill="{threads[letter]}" d="{path(grid, letter, dx=margin, dy=margin)}"/>'
        for letter in letters(grid)
    )
    size = f' width="{width * scale}" height="{height * scale}"' if scale else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {width} {height}" '
        f'shape-rendering="crispEdges">{ground}{body}</svg>'
    )


# The verdict bands: one tile each, distinct by shape alone in black and white. Seven modules high, repeated
# sideways; traceability/scans/origin/origin.css holds their paths, since that page has no file of its own.
VERDICT_BANDS: Mapping[str, Grid] = {
    # valid: whole diamonds in a whole row, each holding the next one's corner
    "valid": _grid("""
        ...c....
        ..ccc...
        .cc.cc..
        cc.c.ccc
        .cc.cc..
        ..ccc...
        ...c....
        """),
    # unknown: hollow squares, evenly spaced: a question left open
    "unknown": _grid("""
        ..........
        .cccccc...
        .c....c...
        .c....c...
        .c....c...
        .cccccc...
        ..........
        """),
    # recalled: a solid bar with steps cut out, like a barrier
    "recalled": _grid("""
        cccccccccccc
        cccccc......
        .cccccc.....
        ..cccccc....
        ...cccccc...
        ....cccccc..
        cccccccccccc
        """),
    # copied: the same diamond twice, one over the other
    "copied": _grid("""
        ...c..c.......
        ..c.cc.c......
        .c..cc..c.....
        c..c..c..c....
        .c..cc..c.....
        ..c.cc.c......
        ...c..c.......
        """),
    # absent: bold crosses, a whole row struck out
    "absent": _grid("""
        cc....cc....
        .cc..cc.....
        ..cccc......
        ...cc.......
        ..cccc......
        .cc..cc.....
        cc....cc....
        """),
}


def scarf() -> SafeString:
    """Return the scarf's band as inline SVG, as wide as its parent and 22 px high.

    Unlike a CSS background it is also printed.
    """
    width, height = len(SCARF[0]), len(SCARF)
    threads = format_html_join(
        "", '<path fill="{}" d="{}"/>', ((THREADS[letter], path(SCARF, letter)) for letter in letters(SCARF))
    )
    return format_html(
        '<svg class="band" width="100%" height="{}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        '<pattern id="scarf" width="{}" height="{}" patternUnits="userSpaceOnUse"><g transform="scale(2)">'
        '<path fill="{}" d="M0 0h{}v{}H0z"/>{}</g></pattern>'
        '<rect width="100%" height="100%" fill="url(#scarf)"/></svg>',
        2 * height,
        2 * width,
        2 * height,
        CLOTH,
        width,
        height,
        threads,
    )


def overlay(size: tuple[int, int], parts: Iterable[tuple[int, int, Grid]]) -> Grid:
    """Return the grids of `parts` (left, top, grid) laid over a bare cloth of (width, height) modules.

    A dot in a part is transparent.
    """
    canvas = [["."] * size[0] for _ in range(size[1])]
    for left, top, grid in parts:
        for y, row in enumerate(grid):
            for x, letter in enumerate(row):
                if letter != "." and 0 <= top + y < size[1] and 0 <= left + x < size[0]:
                    canvas[top + y][left + x] = letter
    return tuple("".join(row) for row in canvas)


# The app's mark: three diamonds in one another, a knot at each corner. 15 modules.
MARK = overlay(
    (15, 15),
    [
        (0, 0, diamond(7, "ryy..oo.r")),
        *[(x, y, ("gg", "gg")) for x in (0, 13) for y in (0, 13)],
    ],
)

# The photo placeholder: one big diamond on the cloth in quiet threads, 64 x 48 modules, which is 4:3.
FADED: Mapping[str, str] = {
    "r": "#5A3F74",
    "o": "#5C4F78",
    "y": "#7A6F8C",
    "g": "#3C5A7C",
    "w": "#6B73A3",
    "i": CLOTH,
}


def placeholder() -> Grid:
    small = diamond(4, "y.o.w")
    return overlay(
        (64, 48),
        [
            (16, 8, diamond(16, "ryy..oo...ww...rr")[:33]),
            *[(x, y, small) for x in (-2, 57) for y in (19,)],
            *[(x, y, diamond(2, "g.g")) for x in (11, 48) for y in (7, 37)],
            (0, 0, ("r" * 64,)),
            (0, 47, ("r" * 64,)),
        ],
    )
