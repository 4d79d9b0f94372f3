"""Where the demo's pictures take place: hills, clouds, the table of the indoor pictures, and the mark of a drawing.

A picture has 1200 x 900 units (`WIDTH`, `HEIGHT`).
"""

import random

from art.brush import Point, band, curve_d, el, oval, rect, shape
from art.colours import INK
from backend.theme import ornament

WIDTH, HEIGHT = 1200, 900


def ridge(y: float, height: float, fill: str, seed: int, bumps: int = 5, opacity: float | None = None) -> str:
    """Draw a line of hills across the picture."""
    dice = random.Random(seed)
    points: list[Point] = [(-80.0, y)]
    for i in range(bumps * 2 + 1):
        crest = i % 2 == 1
        lift = dice.uniform(0.7, 1) if crest else dice.uniform(0.15, 0.45)
        points.append((-40 + (WIDTH + 80) * i / (bumps * 2) + dice.uniform(-30, 30), y - height * lift))
    points.append((WIDTH + 80.0, y))
    d = curve_d(points) + f"L{WIDTH + 80} {HEIGHT + 20}L-80 {HEIGHT + 20}z"
    return shape(d, fill, opacity)


def cloud(x: float, y: float, w: float, fill: str = "#FFFFFF", opacity: float = 0.85) -> str:
    h = w * 0.16
    return el(
        "g",
        rect(x - w / 2, y - h / 2, w, h, fill, h / 2)
        + oval(x - w * 0.16, y - h * 0.45, w * 0.17, w * 0.15, fill)
        + oval(x + w * 0.12, y - h * 0.35, w * 0.13, w * 0.11, fill),
        opacity=f"{opacity}",
    )


def table(
    wall: str,
    disc: str,
    top: str,
    edge: str,
    *,
    horizon: float = 600,
    sun: Point = (600, 400),
    r: float = 340,
    hem: bool = True,
    hills: str | None = None,
) -> str:
    """Draw the indoor stage: a wall with a pale disc, a table top, and the scarf's border as its hem."""
    out = rect(0, 0, WIDTH, HEIGHT, wall) + oval(sun[0], sun[1], r, None, disc)
    if hills:
        out += ridge(horizon, 120, hills, 3, 3, 0.55)
    out += rect(0, horizon, WIDTH, HEIGHT - horizon, top) + rect(0, horizon, WIDTH, 10, edge, opacity=0.55)
    if hem:
        out += rect(0, 824, WIDTH, 76, ornament.CLOTH) + band(0, 823, WIDTH, 7)
    return out


MARK = "Hình vẽ minh hoạ"


def mark(dark: bool = False) -> str:
    """Draw the words that mark the picture as a drawing."""
    ground, ink = ("#10142A", "#FFF8E7") if dark else ("#FFFFFF", INK)
    return rect(960, 22, 218, 38, ground, 19, 0.62) + el(
        "text",
        MARK,
        x=1069,
        y=48,
        fill=ink,
        font_size=21,
        font_weight=600,
        text_anchor="middle",
        font_family="Be Vietnam Pro",
    )
