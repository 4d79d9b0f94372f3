"""Phones, and what stands on their screens. The middle of each is at 0, 0."""

from __future__ import annotations

from art.brush import clip, flat, group, lines, oval, oval_d, rect, rect_d
from art.lessons import signs
from art.lessons.colours import CHALK, INDIGO, LEAF, MADDER, NIGHT, SKY, STEEL, TURMERIC, WHITE


def phone(screen: str = "", ground: str = "#F4F1EA", *, turn: float = 0, scale: float = 1) -> str:
    """Draw a phone of 150 x 270, with the middle of `screen` at (0, 0) inside 130 x 226."""
    return group(
        flat(rect_d(-75, -135, 150, 270, 22), NIGHT, shift=(5, 5)),
        clip(rect_d(-65, -113, 130, 226, 8), rect(-65, -113, 130, 226, ground), screen),
        rect(-16, -126, 32, 6, STEEL[1], 3),
        turn=turn,
        scale=scale,
    )


def wide(screen: str = "", ground: str = "#F4F1EA", *, scale: float = 1) -> str:
    """Draw a phone in landscape, with a screen of 226 x 130."""
    return group(
        flat(rect_d(-135, -75, 270, 150, 22), NIGHT, shift=(5, 5)),
        clip(rect_d(-113, -65, 226, 130, 8), rect(-113, -65, 226, 130, ground), screen),
        scale=scale,
    )


def page(picture: str = "", face: str = "") -> str:
    """Draw a selling page on a screen: a cover, a round portrait, lines, and pictures below."""
    return (
        rect(-65, -113, 130, 70, SKY[2])
        + group(picture, y=-46, scale=0.5)
        + oval(-36, -38, 25, None, WHITE)
        + oval(-36, -38, 21, None, "#F1DED6")
        + clip(oval_d(-36, -38, 21), group(face, x=-36, y=-24, scale=0.16))
        + lines(-4, -34, (58, 40))
        + rect(-54, 0, 108, 20, INDIGO[0], 10)
        + "".join(
            rect(x, y, 50, 38, c, 6)
            for x, y, c in (
                (-54, 30, "#E9C9C4"),
                (4, 30, "#CFE0C2"),
                (-54, 74, "#F6DDA9"),
                (4, 74, "#D6D9EA"),
            )
        )
    )


def post(picture: str = "", ground: str = "#E8EEDF") -> str:
    """Draw one post: a picture with lines and a row of hearts."""
    return (
        lines(-52, -98, (70, 104))
        + rect(-65, -64, 130, 104, ground)
        + group(picture, y=30, scale=0.62)
        + group(signs.heart(), x=-42, y=62, scale=0.24)
        + lines(-20, 58, (70,))
        + lines(-52, 82, (104, 80))
    )


def live(face: str = "", *, hearts: bool = True) -> str:
    """Draw a livestream with hearts rising and comments below."""
    up = "".join(
        group(signs.heart(t), x=x, y=y, scale=s)
        for x, y, s, t in ((48, 20, 0.2, MADDER), (46, -24, 0.25, TURMERIC), (50, -66, 0.18, MADDER))
    )
    return (
        rect(-65, -113, 130, 226, "#F4DCCB")
        + group(face, x=-14, y=44, scale=0.46)
        + rect(-56, -104, 40, 18, MADDER[0], 9)
        + oval(-46, -95, 4, None, WHITE)
        + lines(-40, -98.5, (18,), WHITE)
        + (up if hearts else "")
        + rect(-56, 62, 74, 17, WHITE, 8, 0.85)
        + rect(-56, 84, 96, 17, WHITE, 8, 0.85)
    )


def switch(on: bool) -> str:
    """Draw a switch that is on or off."""
    tones = LEAF if on else STEEL
    return flat(rect_d(-52, -28, 104, 56, 28), tones, shift=(4, 4)) + oval(
        24 if on else -24, 0, 20, None, WHITE
    )


def keypad() -> str:
    """Draw a lock's keypad, its digits as dots."""
    return flat(rect_d(-62, -76, 124, 152, 16), CHALK, shift=(5, 5)) + "".join(
        oval(-36 + 36 * (i % 3), -48 + 32 * (i // 3), 11, None, INDIGO[0]) for i in range(12)
    )


def secret_code() -> str:
    """Draw a secret code received by message: four stars in a bubble."""
    return signs.bubble(
        "".join(group(signs.star(INDIGO, 15), x=-48 + 32 * i) for i in range(4)), CHALK, w=170, h=84
    )
