"""Strokes: every picture is made of these, so that all of them look drawn by one person.

Each function returns SVG text and knows nothing of the pictures. Light falls from the upper left everywhere: a solid
gets its shade as a crescent on the lower right, a glint on the upper left, and a flat soft shadow on the ground.
The demo's pictures use `solid` and `shadow`; the lessons' smaller ones the plainer `flat` and `flat_shadow`.
"""

import hashlib
import math
import random
from collections.abc import Iterable, Sequence

from art.colours import BAMBOO, GREEN, INK, Tones
from backend.theme import ornament

type Point = tuple[float, float]


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
    return el("path", d=d, fill=fill, opacity=None if opacity is None else f"{opacity}")


def stroke(
    d: str,
    colour: str,
    width: float,
    opacity: float | None = None,
    cap: str = "round",
    dash: str | None = None,
) -> str:
    return el(
        "path",
        d=d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap=cap,
        stroke_linejoin="round",
        stroke_dasharray=dash,
        opacity=None if opacity is None else f"{opacity}",
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


def curve_d(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> str:
    """Return a smooth line through `points` as SVG path data (Catmull-Rom, as cubic Béziers)."""
    n = len(points)
    at = (lambda i: points[i % n]) if closed else (lambda i: points[max(0, min(n - 1, i))])
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for i in range(n if closed else n - 1):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at(i - 1), at(i), at(i + 1), at(i + 2)
        k = tension / 6
        d += (
            f"C{num(x1 + (x2 - x0) * k)} {num(y1 + (y2 - y0) * k)} "
            f"{num(x2 - (x3 - x1) * k)} {num(y2 - (y3 - y1) * k)} {num(x2)} {num(y2)}"
        )
    return d + ("z" if closed else "")


def blob_d(points: Sequence[Point], tension: float = 1.0) -> str:
    return curve_d(points, closed=True, tension=tension)


def group(
    *parts: str,
    x: float = 0,
    y: float = 0,
    turn: float = 0,
    scale: float = 1,
    flip: bool = False,
    opacity: float | None = None,
) -> str:
    """Move, turn, mirror (`flip`) and scale the parts together."""
    moves = []
    if x or y:
        moves.append(f"translate({num(x)} {num(y)})")
    if turn:
        moves.append(f"rotate({num(turn)})")
    if flip:
        moves.append(f"scale({-scale:.3f} {scale:.3f})")
    elif scale != 1:
        moves.append(f"scale({scale:.3f})")
    return el(
        "g",
        "".join(parts),
        transform=" ".join(moves) or None,
        opacity=None if opacity is None else f"{opacity}",
    )


def mirrored(*parts: str, x: float = 0, y: float = 0) -> str:
    return el("g", "".join(parts), transform=f"translate({num(x)} {num(y)}) scale(-1 1)")


def _id(kind: str, content: str) -> str:
    """Return an id that depends only on `content`, so that the same picture is the same text in every run."""
    return kind + hashlib.sha256(content.encode()).hexdigest()[:12]


def clip(d: str, *parts: str) -> str:
    """Clip `parts` to the outline `d`."""
    name = _id("c", d)
    return el("clipPath", el("path", d=d), id=name) + el("g", "".join(parts), clip_path=f"url(#{name})")


def flat(d: str, tones: Tones, *inside: str, shift: Point) -> str:
    """Return an outline as a lit solid: its shape, shifted up and left, leaves a crescent of shade.

    `inside` is drawn on it, cut at its edge.
    """
    base, shade, _light = tones
    shifted = el("path", d=d, fill=base, transform=f"translate({num(-shift[0])} {num(-shift[1])})")
    return clip(d, shape(d, shade), shifted, *inside)


def solid(d: str, tones: Tones, *inside: str, shift: Point = (16, 14), light: Point | None = (18, 16)) -> str:
    """Return an outline as in `flat`, with a crescent of light at the upper left too."""
    if light is None:
        return flat(d, tones, *inside, shift=shift)
    name = _id("m", f"{d} {light}")
    mask = el(
        "mask",
        el("path", d=d, fill="#fff")
        + el("path", d=d, fill="#000", transform=f"translate({num(light[0])} {num(light[1])})"),
        id=name,
    )
    return flat(d, tones, mask + el("path", d=d, fill=tones[2], mask=f"url(#{name})"), *inside, shift=shift)


def glint(x: float, y: float, rx: float, ry: float, turn: float = -35, opacity: float = 0.55) -> str:
    return group(oval(0, 0, rx, ry, "#FFFFFF", opacity), x=x, y=y, turn=turn)


def shadow(x: float, y: float, rx: float, ry: float = 0, opacity: float = 0.16) -> str:
    """Draw a flat shadow on the ground, a little to the right of its object, with a softer rim."""
    ry = ry or rx * 0.16
    return oval(x + rx * 0.08, y, rx * 1.06, ry * 1.15, "#2A1B2E", opacity * 0.5) + oval(
        x + rx * 0.06, y, rx * 0.94, ry, "#2A1B2E", opacity
    )


def flat_shadow(x: float, y: float, rx: float, ry: float = 0) -> str:
    """Draw a shadow on the ground without a rim."""
    return oval(x + rx * 0.06, y, rx, ry or max(6, rx * 0.13), "#2A1B2E", 0.16)


def lines(x: float, y: float, widths: tuple[float, ...], colour: str = "#C9C2B4", gap: float = 16) -> str:
    """Draw grey bars in place of lines of writing."""
    return "".join(rect(x, y + gap * i, w, 8, colour, 4) for i, w in enumerate(widths))


def leaf(
    x: float, y: float, length: float, width: float, turn: float, tones: Tones = GREEN, veins: int = 4
) -> str:
    """Draw a leaf from its stalk at (x, y), pointing right before it is turned."""
    top = f"M0 0C{num(length * 0.2)} {num(-width * 0.75)} {num(length * 0.65)} {num(-width * 0.7)} {num(length)} 0"
    low = f"C{num(length * 0.7)} {num(width * 0.62)} {num(length * 0.25)} {num(width * 0.7)} 0 0z"
    whole = top + low
    lines = stroke(
        f"M0 0Q{num(length * 0.5)} {num(-width * 0.04)} {num(length * 0.94)} 0",
        tones[2],
        max(2, width * 0.06),
    )
    for i in range(1, veins + 1):
        at = length * i / (veins + 1.4)
        reach = width * 0.34 * math.sin(math.pi * i / (veins + 1.4))
        lines += stroke(
            f"M{num(at)} 0q{num(length * 0.07)} {num(-reach * 0.6)} {num(length * 0.13)} {num(-reach)}"
            f"M{num(at)} 0q{num(length * 0.07)} {num(reach * 0.6)} {num(length * 0.13)} {num(reach)}",
            tones[2],
            max(1.5, width * 0.035),
            0.7,
        )
    half = f"M0 0L{num(length)} 0" + low.replace("z", "") + "z"
    return group(clip(whole, shape(whole, tones[0]), shape(half, tones[1], 0.75), lines), x=x, y=y, turn=turn)


def blades(
    x: float, y: float, n: int, reach: float, spread: float, tones: Tones = GREEN, seed: int = 1
) -> str:
    """Draw a tuft of grass."""
    dice = random.Random(seed)
    out = ""
    for i in range(n):
        lean = (i / max(1, n - 1) - 0.5) * spread + dice.uniform(-6, 6)
        tall = reach * dice.uniform(0.7, 1.05)
        tip = (x + lean * 1.6, y - tall)
        out += shape(
            f"M{num(x + lean * 0.4 - 5)} {num(y)}Q{num(x + lean * 0.5 - 2)} {num(y - tall * 0.6)} {num(tip[0])} {num(tip[1])}"
            f"Q{num(x + lean * 0.5 + 7)} {num(y - tall * 0.5)} {num(x + lean * 0.4 + 6)} {num(y)}z",
            tones[i % 3],
        )
    return out


def flower(x: float, y: float, r: float, petal: str, heart: str, petals: int = 5, turn: float = 0) -> str:
    out = "".join(
        group(oval(r * 0.56, 0, r * 0.5, r * 0.4, petal), turn=turn + 360 / petals * i) for i in range(petals)
    )
    return group(out + oval(0, 0, r * 0.26, None, heart), x=x, y=y)


def steam(
    x: float, y: float, reach: float, colour: str = "#FFFFFF", opacity: float = 0.7, width: float = 12
) -> str:
    return stroke(
        f"M{num(x)} {num(y)}c{num(-reach * 0.28)} {num(-reach * 0.28)} {num(reach * 0.28)} {num(-reach * 0.42)} 0 {num(-reach * 0.7)}"
        f"s{num(reach * 0.12)} {num(-reach * 0.24)} 0 {num(-reach * 0.34)}",
        colour,
        width,
        opacity,
    )


# --- Woven things -------------------------------------------------------------------------------------------


def grid(art: ornament.Grid, x: float, y: float, module: float) -> str:
    """Draw one of the scarf's grids at (x, y), `module` units a stitch."""
    return "".join(
        group(el("path", d=ornament.path(art, letter), fill=ornament.THREADS[letter]), x=x, y=y, scale=module)
        for letter in ornament.letters(art)
    )


def band(x: float, y: float, width: float, module: float = 7, cloth: str = ornament.CLOTH) -> str:
    """Draw a run of the scarf's border, `width` wide and eleven modules high."""
    step = len(ornament.SCARF[0]) * module
    high = len(ornament.SCARF) * module
    tiles = "".join(grid(ornament.SCARF, x + step * i, y, module) for i in range(math.ceil(width / step)))
    return clip(rect_d(x, y, width, high), rect(x, y, width, high, cloth), tiles)


def diamonds(
    x: float,
    y: float,
    width: float,
    module: float,
    threads: str = "ryo",
    radius: int = 3,
    cloth: str | None = None,
) -> str:
    """Draw a row of stepped diamonds side by side, as narrow borders on jars, pouches and hems."""
    one = ornament.diamond(radius, threads)
    size = (2 * radius + 1) * module
    n = max(1, int(width // (size + module)))
    left = x + (width - n * (size + module) + module) / 2
    ground = rect(x, y - module, width, size + 2 * module, cloth) if cloth else ""
    return ground + "".join(grid(one, left + i * (size + module), y, module) for i in range(n))


def weave(
    d: str, box: tuple[float, float, float, float], tones: Tones = BAMBOO, size: float = 26, slant: float = 0
) -> str:
    """Draw plaited bamboo inside an outline: strips over and under, in a checked pattern."""
    x, y, w, h = box
    out = rect(x, y, w, h, tones[1])
    rows, columns = math.ceil(h / size), math.ceil(w / size) + 1
    for row in range(rows):
        for column in range(columns):
            left = x + column * size + (size / 2 if row % 2 else 0) - size / 2
            top = y + row * size + slant * column
            out += rect(
                left + 1.5, top + 2, size * 0.92, size * 0.6, tones[0 if (row + column) % 2 else 2], 4
            )
    return clip(d, out)
