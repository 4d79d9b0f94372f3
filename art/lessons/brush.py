"""The strokes of the lessons' pictures: flat shapes, light from the upper left, a soft shadow, and no letters.

A picture is SVG text of 640 x 480 units. A woman who reads slowly, or not at all, takes its sense from three or
four big things, so every thing here is plain enough to be known at the width of a hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from backend.theme import ornament

WIDTH, HEIGHT = 640, 480
type Point = tuple[float, float]
type Tones = tuple[str, str, str]  # base, shade, light
_ids = count(1)

INK = "#161B2E"
PAPER = "#FBF7EF"
WHITE = "#FFFFFF"
INDIGO: Tones = ("#34437F", "#28356B", "#5A69A8")
MADDER: Tones = ("#B5352B", "#94190F", "#D2594D")
TURMERIC: Tones = ("#E9A92F", "#C98A1C", "#F6C765")
LEAF: Tones = ("#3D8A55", "#276B40", "#67AE78")
PLUM: Tones = ("#A62B4A", "#7C1B3C", "#C85A72")
SKY: Tones = ("#7FA8BD", "#5D8AA3", "#A9C7D6")
WOOD: Tones = ("#A9713F", "#83532B", "#C38D57")
BAMBOO: Tones = ("#D9B46A", "#B58D45", "#EBD08F")
CLAY: Tones = ("#B8643F", "#8F4A2D", "#D08560")
STEEL: Tones = ("#9AA0AC", "#757C8A", "#BDC2CB")
CHALK: Tones = ("#F6F1E6", "#DED5C5", "#FFFFFF")
NIGHT: Tones = ("#2B3145", "#1C2132", "#454D66")
HONEY: Tones = ("#E0922A", "#BC711A", "#F3B65A")
COFFEE: Tones = ("#6B4630", "#4C2F1F", "#8A6247")
ROSE: Tones = ("#C8566F", "#A43C55", "#DE8295")
VIOLET: Tones = ("#7A4E8C", "#5E3870", "#9C73AD")


def num(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def el(name: str, body: str = "", **attributes: object) -> str:
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{num(value) if isinstance(value, int | float) else value}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def shape(d: str, fill: str, opacity: float | None = None) -> str:
    return el("path", d=d, fill=fill, fill_opacity=None if opacity is None else f"{opacity}")


def stroke(d: str, colour: str, width: float, opacity: float | None = None, dash: str | None = None) -> str:
    return el(
        "path",
        d=d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
        stroke_opacity=None if opacity is None else f"{opacity}",
        stroke_dasharray=dash,
    )


def rect_d(x: float, y: float, w: float, h: float, r: float = 0) -> str:
    r = min(r, w / 2, h / 2)
    if not r:
        return f"M{num(x)} {num(y)}h{num(w)}v{num(h)}h{num(-w)}z"
    a = f"a{num(r)} {num(r)} 0 0 1"
    return (
        f"M{num(x + r)} {num(y)}h{num(w - 2 * r)}{a} {num(r)} {num(r)}v{num(h - 2 * r)}{a} {num(-r)} {num(r)}"
        f"h{num(2 * r - w)}{a} {num(-r)} {num(-r)}v{num(2 * r - h)}{a} {num(r)} {num(-r)}z"
    )


def rect(
    x: float, y: float, w: float, h: float, fill: str, r: float = 0, opacity: float | None = None
) -> str:
    return shape(rect_d(x, y, w, h, r), fill, opacity)


def oval_d(x: float, y: float, rx: float, ry: float | None = None) -> str:
    ry = rx if ry is None else ry
    a = f"a{num(rx)} {num(ry)} 0 1 0"
    return f"M{num(x - rx)} {num(y)}{a} {num(2 * rx)} 0{a} {num(-2 * rx)} 0z"


def oval(
    x: float, y: float, rx: float, ry: float | None = None, fill: str = INK, opacity: float | None = None
) -> str:
    return shape(oval_d(x, y, rx, ry), fill, opacity)


def poly_d(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "z"


def poly(points: Iterable[Point], fill: str, opacity: float | None = None) -> str:
    return shape(poly_d(points), fill, opacity)


def blob_d(points: Sequence[Point]) -> str:
    """A smooth closed line through the points (Catmull-Rom, as cubic Béziers)."""
    n = len(points)
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for i in range(n):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        d += (
            f"C{num(x1 + (x2 - x0) / 6)} {num(y1 + (y2 - y0) / 6)} "
            f"{num(x2 - (x3 - x1) / 6)} {num(y2 - (y3 - y1) / 6)} {num(x2)} {num(y2)}"
        )
    return d + "z"


def group(
    *parts: str, x: float = 0, y: float = 0, turn: float = 0, scale: float = 1, flip: bool = False
) -> str:
    moves = []
    if x or y:
        moves.append(f"translate({num(x)} {num(y)})")
    if turn:
        moves.append(f"rotate({num(turn)})")
    if scale != 1 or flip:
        moves.append(f"scale({-scale if flip else scale:.3f} {scale:.3f})")
    return el("g", "".join(parts), transform=" ".join(moves) or None)


def clip(d: str, *parts: str) -> str:
    """The parts, seen only inside the outline."""
    name = f"c{next(_ids)}"
    return el("clipPath", el("path", d=d), id=name) + el("g", "".join(parts), clip_path=f"url(#{name})")


def solid(d: str, tones: Tones, *inside: str, shift: Point = (7, 6)) -> str:
    """An outline as a lit solid: a crescent of shade stays at its lower right. `inside` is cut at its edge."""
    base, shade, _light = tones
    moved = el("path", d=d, fill=base, transform=f"translate({num(-shift[0])} {num(-shift[1])})")
    return clip(d, shape(d, shade), moved, *inside)


def shadow(x: float, y: float, rx: float, ry: float = 0) -> str:
    return oval(x + rx * 0.06, y, rx, ry or max(6, rx * 0.13), "#2A1B2E", 0.16)


def glint(x: float, y: float, rx: float, ry: float, turn: float = -35) -> str:
    return group(oval(0, 0, rx, ry, WHITE, 0.5), x=x, y=y, turn=turn)


def lines(x: float, y: float, widths: tuple[float, ...], colour: str = "#C9C2B4", gap: float = 16) -> str:
    """Lines of writing nobody has to read."""
    return "".join(rect(x, y + gap * i, w, 8, colour, 4) for i, w in enumerate(widths))


# --- The scarf's weave ------------------------------------------------------------------------------------------------


def grid(art: ornament.Grid, x: float, y: float, module: float) -> str:
    return "".join(
        group(el("path", d=ornament.path(art, letter), fill=ornament.THREADS[letter]), x=x, y=y, scale=module)
        for letter in ornament.letters(art)
    )


def band(x: float, y: float, width: float, module: float = 4) -> str:
    """A run of the scarf's border, eleven modules high."""
    step, high = len(ornament.SCARF[0]) * module, len(ornament.SCARF) * module
    tiles = "".join(
        grid(ornament.SCARF, x + step * i, y, module) for i in range(-(-int(width) // int(step)) + 1)
    )
    return clip(rect_d(x, y, width, high), rect(x, y, width, high, ornament.CLOTH), tiles)


def diamonds(x: float, y: float, width: float, module: float = 3, threads: str = "ryo") -> str:
    one = ornament.diamond(3, threads)
    size = 7 * module
    n = max(1, int(width // (size + module)))
    left = x + (width - n * (size + module) + module) / 2
    return "".join(grid(one, left + i * (size + module), y, module) for i in range(n))


# --- Where things stand -----------------------------------------------------------------------------------------------

# wall, disc, ground
GROUNDS: dict[str, tuple[str, str, str]] = {
    "rice": ("#F3E9D8", "#FBF5E9", "#D9BE95"),
    "leaf": ("#E3EBDA", "#F3F7EC", "#A9C191"),
    "sky": ("#DCE7EA", "#EFF5F6", "#A5BFC4"),
    "rose": ("#F1DED6", "#FAEFEA", "#CFA08C"),
    "plum": ("#E9DFEA", "#F6F0F6", "#B9A0BD"),
    "sun": ("#FBE6C6", "#FFF5E0", "#DDB06A"),
    "night": ("#39415F", "#4A5374", "#2B3250"),
}


def ground(name: str, *, floor: float = 372, disc: Point = (320, 232), r: float = 190) -> str:
    wall, pale, floor_colour = GROUNDS[name]
    return (
        rect(0, 0, WIDTH, HEIGHT, wall)
        + oval(disc[0], disc[1], r, None, pale)
        + rect(0, floor, WIDTH, HEIGHT - floor, floor_colour)
    )


def hills(floor: float = 372) -> str:
    return (
        rect(0, 0, WIDTH, HEIGHT, "#DCE7EA")
        + oval(500, 110, 52, None, "#FBEBCB")
        + shape(f"M-10 {floor}C80 190 150 150 220 250S330 130 400 210S560 160 660 290V{floor}z", "#A9BEC2")
        + shape(f"M-10 {floor}C90 290 190 250 280 320S480 260 660 340V{floor}z", "#85A897")
        + rect(0, floor, WIDTH, HEIGHT - floor, "#A9C191")
    )
