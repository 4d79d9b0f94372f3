"""Signs about 100 units wide, their middle at 0, 0: what a picture means is said by one of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from art.brush import clip, flat, group, oval, oval_d, poly, poly_d, rect, rect_d, shape, stroke
from art.colours import BAMBOO, INK, PAPER, Tones
from art.lessons.colours import CHALK, HONEY, INDIGO, LEAF, MADDER, NIGHT, SKY, STEEL, TURMERIC, WHITE

_judging: ContextVar[bool] = ContextVar("judging", default=True)


def disc(tones: Tones, r: float = 48) -> str:
    return flat(oval_d(0, 0, r), tones, shift=(5, 4))


@contextmanager
def unjudged() -> Iterator[None]:
    """Draw pictures without marks of right and wrong while the context lasts.

    A quiz can then ask about them.
    """
    token = _judging.set(False)
    try:
        yield
    finally:
        _judging.reset(token)


def done() -> str:
    """Draw a tick that is part of the scene, as on a list."""
    return disc(LEAF) + stroke("M-23 1L-7 18L24 -18", WHITE, 13)


def tick() -> str:
    """Draw a tick: the scene is right. Empty inside `unjudged`."""
    return done() if _judging.get() else ""


def wrong() -> str:
    """Draw a cross: the scene is wrong. Empty inside `unjudged`."""
    if not _judging.get():
        return ""
    return disc(MADDER) + stroke("M-18 -18L18 18M18 -18L-18 18", WHITE, 13)


def plus() -> str:
    return disc(INDIGO) + stroke("M-22 0H22M0 -22V22", WHITE, 12)


def play() -> str:
    return disc(INDIGO) + shape("M-13 -23L27 0L-13 23z", WHITE)


def warning() -> str:
    d = "M0 -50Q7 -50 11 -43L54 32Q58 44 45 44H-45Q-58 44 -54 32L-11 -43Q-7 -50 0 -50z"
    return flat(d, TURMERIC, shift=(4, 4)) + stroke("M0 -20V10", INK, 11) + oval(0, 28, 6.5)


def heart(tones: Tones = MADDER) -> str:
    d = "M0 44C-60 4 -52 -42 -24 -42C-8 -42 0 -28 0 -22C0 -28 8 -42 24 -42C52 -42 60 4 0 44z"
    return flat(d, tones, shift=(5, 4))


def star(tones: Tones = TURMERIC, r: float = 50) -> str:
    points = [
        (k * math.sin(math.pi * i / 5), -k * math.cos(math.pi * i / 5))
        for i in range(10)
        for k in (r if i % 2 == 0 else r * 0.44,)
    ]
    return flat(poly_d(points), tones, shift=(4, 3))


def shield(mark: str = "") -> str:
    d = "M0 -56C18 -44 36 -40 48 -40C50 6 36 42 0 58C-36 42 -50 6 -48 -40C-36 -40 -18 -44 0 -56z"
    return flat(d, INDIGO, shift=(6, 4)) + (
        group(stroke("M-21 1L-7 16L22 -16", WHITE, 11)) if mark == "" else mark
    )


def lock() -> str:
    return (
        stroke("M-24 -6V-24A24 24 0 0 1 24 -24V-6", STEEL[1], 12)
        + flat(rect_d(-42, -12, 84, 64, 12), TURMERIC, shift=(5, 5))
        + oval(0, 14, 9, None, INK)
        + rect(-4, 16, 8, 20, INK, 3)
    )


def key() -> str:
    return group(
        stroke("M6 0H58M44 0V18M58 0V14", HONEY[0], 11) + stroke(oval_d(-24, 0, 22), HONEY[0], 13), turn=-35
    )


def scales() -> str:
    """Draw a balance, for what is just."""

    def pan(x: float, y: float) -> str:
        return (
            stroke(f"M{x} {y - 44}L{x - 26} {y}M{x} {y - 44}L{x + 26} {y}", STEEL[1], 3.5)
            + shape(f"M{x - 34} {y}H{x + 34}A34 24 0 0 1 {x - 34} {y}z", TURMERIC[0])
            + shape(
                f"M{x - 8} {y + 24}Q{x + 26} {y + 20} {x + 34} {y}H{x + 14}Q{x + 12} {y + 14} {x - 8} {y + 24}z",
                TURMERIC[1],
            )
        )

    return (
        rect(-6, -62, 12, 128, INDIGO[0], 5)
        + rect(-38, 62, 76, 14, INDIGO[1], 6)
        + rect(-66, -54, 132, 10, INDIGO[0], 5)
        + oval(0, -62, 11, None, TURMERIC[0])
        + pan(-58, 0)
        + pan(58, 0)
    )


def bubble(
    inside: str = "", tones: Tones = CHALK, *, w: float = 150, h: float = 100, left: bool = True
) -> str:
    """Draw a speech bubble; its tail points down to the left or right."""
    x = -w * 0.24 if left else w * 0.24
    tip = x - 26 if left else x + 26
    return (
        shape(f"M{x - 18} {h / 2 - 8}L{tip} {h / 2 + 30}L{x + 20} {h / 2 - 8}z", tones[1])
        + flat(rect_d(-w / 2, -h / 2, w, h, 28), tones, shift=(5, 5))
        + inside
    )


def talk(colour: str = INDIGO[0]) -> str:
    """Draw three dots: somebody speaks."""
    return "".join(oval(x, 0, 10, None, colour) for x in (-34, 0, 34))


def sound() -> str:
    """Draw sound waves that go out to the right."""
    return stroke("M0 -18Q14 0 0 18M20 -32Q44 0 20 32M42 -46Q74 0 42 46", INDIGO[0], 9)


def bell() -> str:
    d = "M-40 28C-26 12 -32 -40 0 -44C32 -40 26 12 40 28z"
    return (
        oval(0, 38, 11, None, TURMERIC[1])
        + oval(0, -48, 8, None, TURMERIC[1])
        + flat(d, TURMERIC, shift=(5, 3))
        + rect(-46, 24, 92, 11, TURMERIC[1], 5)
    )


def clock() -> str:
    return (
        flat(oval_d(0, 0, 52), INDIGO, shift=(5, 4))
        + oval(0, 0, 41, None, PAPER)
        + "".join(group(rect(-2.5, -38, 5, 9, STEEL[1], 2), turn=30 * i) for i in range(12))
        + stroke("M0 0V-26M0 0L18 12", INK, 6)
        + oval(0, 0, 5)
    )


def calendar(marked: int = 9, tones: Tones = MADDER) -> str:
    cells = "".join(
        rect(
            -46 + 24 * (i % 4),
            -16 + 22 * (i // 4),
            18,
            16,
            LEAF[0] if i == marked else "#D9D2C4",
            4,
        )
        for i in range(12)
    )
    return (
        flat(rect_d(-58, -54, 116, 116, 14), CHALK, rect(-60, -60, 130, 36, tones[0]), shift=(5, 5))
        + rect(-36, -64, 9, 22, STEEL[1], 4)
        + rect(27, -64, 9, 22, STEEL[1], 4)
        + cells
    )


def arrow(tones: Tones = INDIGO, turn: float = 0) -> str:
    return group(flat("M-50 -13H8V-38L54 0L8 38V13H-50z", tones, shift=(4, 4)), turn=turn)


def sun(r: float = 40) -> str:
    rays = "".join(group(rect(-5, -r - 32, 10, 22, TURMERIC[0], 5), turn=45 * i) for i in range(8))
    return rays + flat(oval_d(0, 0, r), TURMERIC, shift=(4, 4))


def moon() -> str:
    return shape("M14 -48A50 50 0 1 0 46 26A42 42 0 0 1 14 -48z", "#F3E2A8")


def cloud(fill: str = WHITE, w: float = 120) -> str:
    h = w * 0.3
    return (
        rect(-w / 2, -h / 2, w, h, fill, h / 2)
        + oval(-w * 0.14, -h * 0.5, w * 0.2, w * 0.19, fill)
        + oval(w * 0.14, -h * 0.35, w * 0.16, w * 0.14, fill)
    )


def waves(lost: bool = False) -> str:
    """Draw the signal of a phone, struck through if `lost`."""
    colour = STEEL[0] if lost else LEAF[0]
    out = "".join(
        stroke(f"M{-r} {20 - r * 0.62}Q0 {20 - r * 1.4} {r} {20 - r * 0.62}", colour, 11)
        for r in (16, 36, 56)
    )
    out += oval(0, 28, 9, None, colour)
    return out + (stroke("M-48 -46L48 46", MADDER[0], 12) if lost else "")


def magnifier(inside: str = "") -> str:
    return (
        stroke("M28 30L62 66", "#6E452C", 18)
        + oval(0, 0, 46, None, STEEL[1])
        + oval(0, 0, 37, None, "#E6F0F3")
        + clip(oval_d(0, 0, 37), inside)
        + stroke("M-22 -14Q-14 -26 0 -27", WHITE, 6)
    )


def eye(shut: bool = False) -> str:
    out = (
        shape("M-58 0Q0 -62 58 0Q0 62 -58 0z", WHITE)
        + stroke("M-58 0Q0 -62 58 0Q0 62 -58 0z", INK, 6)
        + oval(0, 0, 21, None, INDIGO[0])
        + oval(0, 0, 10)
        + oval(-6, -7, 5, None, WHITE)
    )
    return out + (stroke("M-46 -42L46 42", MADDER[0], 12) if shut else "")


def thumb() -> str:
    return flat(rect_d(-52, -8, 26, 62, 6), INDIGO, shift=(3, 3)) + flat(
        "M-22 -6C-4 -18 -4 -40 0 -54C18 -58 24 -36 16 -12H42Q56 -10 52 6L42 44Q38 54 26 54H-22z",
        ("#F0C8A4", "#D9A67D", "#F8DCC2"),
        shift=(5, 4),
    )


def question() -> str:
    """Draw a question mark: a hook and a dot."""
    return stroke("M-16 -16A17 17 0 1 1 6 0Q0 4 0 14", INDIGO[0], 11) + oval(0, 32, 7.5, None, INDIGO[0])


def up_line() -> str:
    """Draw a rising line of bars: more than before."""
    bars = "".join(
        flat(rect_d(-52 + 28 * i, 44 - h, 20, h, 5), LEAF, shift=(3, 2))
        for i, h in enumerate((24, 40, 58, 86))
    )
    return bars + rect(-60, 44, 124, 6, STEEL[1], 3)


def bin_() -> str:
    return (
        flat(poly_d([(-36, -26), (36, -26), (28, 54), (-28, 54)]), STEEL, shift=(5, 3))
        + rect(-46, -40, 92, 14, STEEL[1], 6)
        + rect(-16, -52, 32, 12, STEEL[1], 5)
        + stroke("M-13 -10L-9 38M13 -10L9 38M0 -10V38", CHALK[1], 5)
    )


def pin() -> str:
    """Draw a pin for a place on a map."""
    return flat(
        "M0 56C-14 24 -40 6 -40 -18A40 40 0 0 1 40 -18C40 6 14 24 0 56z", MADDER, shift=(5, 3)
    ) + oval(0, -18, 16, None, PAPER)


def pill() -> str:
    """Draw a pill: medicine, which food must not claim to be."""
    return group(
        flat(rect_d(-56, -22, 112, 44, 22), MADDER, rect(-60, -40, 60, 80, CHALK[0]), shift=(0, 6))
        + stroke("M-34 -9H-14", WHITE, 6, 0.8),
        turn=-28,
    )


def cross_sign() -> str:
    """Draw the health worker's plus."""
    return flat(
        poly_d(
            [
                (-16, -48),
                (16, -48),
                (16, -16),
                (48, -16),
                (48, 16),
                (16, 16),
                (16, 48),
                (-16, 48),
                (-16, 16),
                (-48, 16),
                (-48, -16),
                (-16, -16),
            ]
        ),
        LEAF,
        shift=(4, 4),
    )


def hook() -> str:
    """Draw a fishing hook, for a trick."""
    return (
        stroke("M0 -64V12A26 26 0 1 1 -46 4", NIGHT[2], 9)
        + poly([(-58, 12), (-46, -16), (-34, 10)], NIGHT[2])
        + oval(0, -62, 9, None, NIGHT[2])
    )


def thread() -> str:
    """Draw a thread with knots, for the way of the goods."""
    return stroke("M-130 0C-80 -40 -50 40 0 0S80 -40 130 0", MADDER[0], 8) + "".join(
        flat(oval_d(x, y, 15), t, shift=(3, 3))
        for x, y, t in ((-130, 0, LEAF), (0, 0, TURMERIC), (130, 0, INDIGO))
    )


def globe() -> str:
    return flat(oval_d(0, 0, 52), SKY, shift=(6, 5)) + stroke(
        "M-52 0H52M0 -52C-34 -30 -34 30 0 52C34 30 34 -30 0 -52M-44 -26H44M-44 26H44", CHALK[0], 4
    )


def ruler() -> str:
    return flat(rect_d(-70, -14, 140, 28, 5), BAMBOO, shift=(3, 4)) + stroke(
        "".join(f"M{-58 + 14.5 * i} -14v{14 if i % 2 else 8}" for i in range(9)), "#6E452C", 3
    )
