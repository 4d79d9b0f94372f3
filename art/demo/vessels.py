"""Jars, bottles, pouches and the plain paper label on them."""

from art.brush import blob_d, clip, curve_d, diamonds, group, rect, shadow, shape, solid, stroke
from art.colours import WOOD, Tones

AMBER: Tones = ("#E39A2B", "#C27A1B", "#F2B855")


def glass(d: str, *inside: str, tint: str = "#EAF1F0") -> str:
    """Draw a glass vessel: its content, then a pale rim of light left and right."""
    return (
        shape(d, tint, 0.8)
        + clip(d, *inside, group(shape(d, "#FFFFFF", 0.0)))
        + clip(d, stroke(d, "#FFFFFF", 16, 0.55))
    )


def tag(x: float, y: float, w: float, h: float, threads: str = "ryo", ground: str = "#FFF8E7") -> str:
    """Draw a plain paper label: the scarf's diamonds and three lines in place of words."""
    return (
        rect(x, y, w, h, ground, 8)
        + diamonds(x + 8, y + h * 0.14, w - 16, w / 34, threads, 3)
        + rect(x + w * 0.18, y + h * 0.58, w * 0.64, h * 0.08, "#28356B", 4)
        + rect(x + w * 0.28, y + h * 0.74, w * 0.44, h * 0.06, "#28356B", 3, 0.55)
    )


def pouch(
    x: float, y: float, w: float, h: float, tones: Tones, window: str, contents: str, threads: str = "ryo"
) -> str:
    """Draw an upright paper pouch with a window."""
    d = curve_d(
        [
            (x + 10, y),
            (x + w - 10, y),
            (x + w - 4, y + h * 0.3),
            (x + w + 6, y + h * 0.75),
            (x + w - 2, y + h),
            (x + 2, y + h),
            (x - 6, y + h * 0.75),
            (x + 4, y + h * 0.3),
        ],
        closed=True,
        tension=0.35,
    )
    return (
        solid(d, tones, shift=(20, 8))
        + rect(x + 10, y + h * 0.08, w - 20, 5, tones[1], 2)
        + diamonds(x + 24, y + h * 0.15, w - 48, w / 56, threads, 3)
        + shape(window, "#4A2B1A", 0.25)
        + clip(window, contents)
        + rect(x + w * 0.24, y + h * 0.88, w * 0.52, h * 0.025, tones[1], 3)
    )


def lidded_jar(
    x: float, y: float, w: float, h: float, fill: str, lid: Tones = WOOD, threads: str = "ryo"
) -> str:
    jar = blob_d(
        [
            (x - w * 0.46, y - h),
            (x, y - h * 1.01),
            (x + w * 0.46, y - h),
            (x + w / 2, y - h * 0.86),
            (x + w / 2, y - h * 0.12),
            (x + w * 0.42, y),
            (x, y + 6),
            (x - w * 0.42, y),
            (x - w / 2, y - h * 0.12),
            (x - w / 2, y - h * 0.86),
        ],
        0.6,
    )
    return (
        shadow(x + 8, y + 4, w * 0.54)
        + glass(jar, fill)
        + rect(x - w * 0.44, y - h * 0.9, w * 0.06, h * 0.78, "#FFFFFF", 8, 0.5)
        + tag(x - w * 0.3, y - h * 0.66, w * 0.6, h * 0.5, threads)
        + rect(x - w * 0.46, y - h * 1.18, w * 0.92, h * 0.2, lid[0], 12)
        + rect(x - w * 0.46, y - h * 1.06, w * 0.92, h * 0.08, lid[1], 6)
        + rect(x - w * 0.42, y - h * 1.155, w * 0.84, 8, lid[2], 4)
    )
