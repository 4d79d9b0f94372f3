"""Papers, tools and places. Cards and papers have their middle at 0, 0; what stands, stands on y = 0."""

from __future__ import annotations

import random

from art.brush import (
    band,
    clip,
    diamonds,
    flat,
    flat_shadow,
    group,
    lines,
    oval,
    oval_d,
    poly,
    poly_d,
    rect,
    rect_d,
    shape,
    stroke,
)
from art.colours import BAMBOO, INK, PAPER, WOOD, Tones
from art.lessons import signs
from art.lessons.colours import CHALK, INDIGO, LEAF, MADDER, NIGHT, SKY, STEEL, TURMERIC, WHITE
from art.lessons.phones import phone
from art.lessons.stage import hills


def qr(size: float = 80, *, dark: str = INK, seed: int = 5) -> str:
    """Draw something like a QR code that no scanner can read. Its middle is at (0, 0)."""
    n = 21
    m = size / n
    dice = random.Random(seed)

    def eye(x: int, y: int) -> str:
        return (
            rect(x * m, y * m, 7 * m, 7 * m, dark)
            + rect((x + 1) * m, (y + 1) * m, 5 * m, 5 * m, WHITE)
            + rect((x + 2) * m, (y + 2) * m, 3 * m, 3 * m, dark)
        )

    near_eye = {(x, y) for x in range(n) for y in range(n) if (x < 8 or x > 12) and (y < 8 or y > 12)} - {
        (x, y) for x in range(13, n) for y in range(13, n)
    }
    dots = "".join(
        f"M{x * m:.1f} {y * m:.1f}h{m:.1f}v{m:.1f}h{-m:.1f}z"
        for y in range(n)
        for x in range(n)
        if (x, y) not in near_eye and dice.random() < 0.48
    )
    return group(
        rect(-2 * m, -2 * m, size + 4 * m, size + 4 * m, WHITE, 3)
        + shape(dots, dark)
        + eye(0, 0)
        + eye(14, 0)
        + eye(0, 14),
        x=-size / 2,
        y=-size / 2,
    )


def small_qr(size: float = 26) -> str:
    """Draw a QR code as seen from afar: three corners and a few dots."""
    m = size / 9
    corners = "".join(
        rect(x * m, y * m, 3 * m, 3 * m, INK) + rect((x + 1) * m, (y + 1) * m, m, m, WHITE)
        for x, y in ((0, 0), (6, 0), (0, 6))
    )
    dots = "".join(
        rect(x * m, y * m, m, m, INK)
        for x, y in ((4, 1), (4, 4), (6, 4), (8, 5), (1, 4), (5, 6), (7, 7), (4, 8), (8, 8))
    )
    return group(
        rect(-m, -m, size + 2 * m, size + 2 * m, WHITE, 2) + corners + dots, x=-size / 2, y=-size / 2
    )


def label(size: float = 74) -> str:
    """Draw a label: a square code, a strip of the scarf, lines."""
    return (
        flat(rect_d(-92, -54, 184, 108, 10), CHALK, shift=(4, 4))
        + group(qr(size), x=-40, y=0)
        + lines(12, -36, (64, 50), INDIGO[0])
        + lines(12, 2, (64, 44, 56))
    )


def sheet(rows: int = 5, columns: int = 3, *, printed: bool = True) -> str:
    """Draw a sheet of labels, 170 x 220."""
    cell_w, cell_h = 154 / columns, 204 / rows
    cells = ""
    for row in range(rows):
        for column in range(columns):
            x, y = -77 + cell_w * column, -102 + cell_h * row
            cells += rect(x + 2, y + 2, cell_w - 4, cell_h - 4, "#EFE9DC", 5)
            if printed:
                q = min(cell_h - 14, 26)
                cells += group(small_qr(q), x=x + 8 + q / 2, y=y + cell_h / 2)
                cells += lines(x + q + 14, y + cell_h / 2 - 9, (cell_w - q - 22, cell_w - q - 28), gap=11)
    return flat(rect_d(-85, -110, 170, 220, 6), ("#FFFFFF", "#DED5C5", "#FFFFFF"), shift=(4, 4)) + cells


def paper(*, seal: bool = True, tones: Tones = CHALK) -> str:
    """Draw a paper with lines and a seal: a certificate, a list, a contract."""
    return (
        flat(rect_d(-68, -90, 136, 180, 8), tones, shift=(5, 5))
        + lines(-44, -66, (88,), INDIGO[0])
        + lines(-46, -40, (92, 78, 92, 60))
        + (
            oval(26, 52, 22, None, MADDER[0]) + group(signs.star(TURMERIC, 13), x=26, y=52)
            if seal
            else lines(-46, 24, (92, 70, 84))
        )
    )


def notebook(*, ticked: bool = False) -> str:
    body = flat(rect_d(-72, -92, 144, 184, 10), CHALK, rect(-80, -100, 34, 200, INDIGO[0]), shift=(5, 5))
    rows = "".join(
        (
            group(signs.done(), x=-26, y=-58 + 40 * i, scale=0.26)
            if ticked
            else oval(-26, -58 + 40 * i, 8, None, "#C9C2B4")
        )
        + lines(-6, -62 + 40 * i, (60 - 8 * (i % 2),))
        for i in range(4)
    )
    return body + rows


def card() -> str:
    """Draw an identity card with a portrait."""
    return (
        flat(rect_d(-84, -54, 168, 108, 12), ("#CFE0E6", "#A9C2CC", "#E3EEF1"), shift=(5, 5))
        + rect(-70, -38, 54, 70, WHITE, 6)
        + oval(-43, -14, 14, 16, "#E2B088")
        + shape("M-66 32Q-64 8 -43 8T-20 32z", INDIGO[0])
        + lines(0, -30, (66, 50, 66, 40))
    )


def note(tones: Tones = LEAF) -> str:
    """Draw a banknote without a number."""
    return (
        flat(rect_d(-70, -38, 140, 76, 8), tones, shift=(5, 5))
        + rect(-60, -28, 120, 56, tones[2], 6)
        + oval(0, 0, 22, None, tones[0])
        + group(signs.star(TURMERIC, 14))
    )


def coins() -> str:
    return "".join(
        oval(x, y + 5, 34, 14, TURMERIC[1]) + oval(x, y, 34, 14, TURMERIC[0]) + oval(x, y, 23, 9, TURMERIC[2])
        for x, y in ((0, 20), (4, 8), (-3, -4), (2, -16), (0, -28))
    )


def camera() -> str:
    return (
        flat(rect_d(-70, -44, 140, 98, 16), NIGHT, shift=(6, 5))
        + rect(-28, -62, 56, 24, NIGHT[0], 8)
        + oval(0, 6, 36, None, STEEL[0])
        + oval(0, 6, 27, None, INDIGO[1])
        + oval(-9, -4, 8, None, SKY[2])
        + oval(50, -24, 7, None, TURMERIC[0])
    )


def microphone() -> str:
    return (
        stroke("M-32 -20V-8A32 32 0 0 0 32 -8V-20M0 26V58M-22 60H22", STEEL[1], 8)
        + flat(rect_d(-20, -66, 40, 76, 20), MADDER, shift=(5, 3))
        + stroke("M-10 -46H10M-10 -32H10M-10 -18H10", MADDER[2], 4)
    )


def ring_light() -> str:
    """Draw a ring light on its tripod with a phone in it; its foot is at y = 0."""
    return (
        flat_shadow(0, 0, 60)
        + stroke("M0 0V-110M0 -40L-46 0M0 -40L46 0", NIGHT[2], 9)
        + stroke(oval_d(0, -200, 88), STEEL[1], 30)
        + stroke(oval_d(0, -202, 88), "#FFF3CF", 24)
        + group(phone(), y=-200, scale=0.42)
    )


def tripod(top: str) -> str:
    """Draw a phone on three legs; their feet are at y = 0."""
    return (
        flat_shadow(0, 0, 70)
        + stroke("M0 -120L-58 0M0 -120L58 0M0 -120V-6", NIGHT[2], 10)
        + rect(-26, -140, 52, 24, NIGHT[1], 6)
        + group(top, y=-206, scale=0.6)
    )


def printer(out: str = "") -> str:
    return (
        flat_shadow(0, 0, 110)
        + rect(-62, -162, 124, 62, WHITE, 4)
        + flat(rect_d(-104, -112, 208, 92, 16), STEEL, shift=(7, 6))
        + rect(-82, -70, 164, 14, NIGHT[1], 6)
        + oval(80, -92, 7, None, LEAF[0])
        + (out or rect(-62, -62, 124, 62, WHITE, 4) + lines(-44, -46, (88, 60)))
    )


def truck() -> str:
    return (
        flat_shadow(10, 0, 150)
        + flat(rect_d(-140, -124, 170, 104, 8), INDIGO, band(-140, -86, 170, 3), shift=(6, 5))
        + flat("M36 -96H84Q94 -96 100 -88L126 -54Q132 -48 132 -38V-20H36z", TURMERIC, shift=(6, 5))
        + shape("M52 -82H80L100 -54H52z", "#E6F0F3")
        + "".join(oval(x, -18, 25, None, NIGHT[1]) + oval(x, -18, 11, None, STEEL[2]) for x in (-86, 84))
    )


def scooter() -> str:
    """Draw a motorbike with a box on its back."""
    return (
        flat_shadow(0, 0, 110)
        + "".join(oval(x, -26, 27, None, NIGHT[1]) + oval(x, -26, 13, None, STEEL[2]) for x in (-70, 74))
        + stroke("M-70 -26L-30 -60H30L52 -100M74 -26L46 -104M34 -104H60", MADDER[0], 13)
        + flat("M-76 -80H10Q20 -80 16 -68L8 -46H-62z", MADDER, shift=(5, 4))
        + flat(rect_d(-104, -136, 74, 58, 6), ("#C79A62", "#A67A45", "#DDB681"), shift=(5, 4))
    )


def stall(goods: str = "") -> str:
    """Draw a market stall with a striped roof; its foot is at y = 0."""
    stripes = "".join(
        shape(f"M{-140 + 40 * i} -222H{-100 + 40 * i}V-176a20 20 0 0 1 -40 0z", (MADDER[0], CHALK[0])[i % 2])
        for i in range(7)
    )
    return (
        flat_shadow(0, 0, 150)
        + "".join(rect(x, -190, 10, 190, WOOD[1]) for x in (-130, 120))
        + goods
        + flat(rect_d(-136, -76, 272, 76, 6), WOOD, shift=(6, 5))
        + diamonds(-120, -50, 240, 4)
        + stripes
        + rect(-144, -230, 288, 14, MADDER[1], 6)
    )


def house() -> str:
    """Draw a Thái house on stilts."""
    return (
        flat_shadow(0, 0, 150)
        + "".join(rect(x, -70, 12, 70, WOOD[1]) for x in (-96, -36, 24, 84))
        + flat(rect_d(-112, -136, 224, 70, 4), WOOD, shift=(6, 5))
        + "".join(rect(x, -122, 34, 36, "#4C2F1F", 3) for x in (-86, 52))
        + rect(-18, -122, 36, 56, "#4C2F1F", 3)
        + flat(
            "M-146 -130L-84 -220Q-60 -236 0 -236T84 -220L146 -130z",
            ("#8A6A4B", "#6B4F36", "#A5855F"),
            shift=(8, 5),
        )
        + stroke("M-14 -244L14 -224M14 -244L-14 -224", WOOD[1], 7)
        + stroke("M112 -70L150 0", WOOD[1], 10)
    )


def office() -> str:
    """Draw the commune's office, with a flag's star over the door."""
    return (
        flat_shadow(0, 0, 150)
        + flat(rect_d(-130, -130, 260, 130, 4), ("#F0DFB6", "#D6BF8A", "#F8EDCF"), shift=(7, 6))
        + flat(poly_d([(-150, -126), (0, -204), (150, -126)]), MADDER, shift=(6, 5))
        + group(signs.star(TURMERIC, 22), y=-152)
        + "".join(rect(x, -100, 36, 44, SKY[1], 3) for x in (-104, -52, 18, 70))
        + rect(-26, -62, 52, 62, WOOD[1], 4)
    )


def envelope() -> str:
    return flat(rect_d(-76, -50, 152, 100, 10), CHALK, shift=(5, 5)) + stroke(
        "M-70 -42L0 14L70 -42", STEEL[1], 7
    )


def picture(scene: str = "") -> str:
    """Draw a photograph on paper, 190 x 150."""
    return flat(rect_d(-95, -75, 190, 150, 8), ("#FFFFFF", "#DED5C5", "#FFFFFF"), shift=(4, 4)) + clip(
        rect_d(-83, -63, 166, 126, 4), scene or group(hills(), x=-83, y=-63, scale=0.26)
    )


def board(*drawn: str) -> str:
    """Draw a price card without letters: drawn things on a plain board. Its foot is at y = 0."""
    return (
        flat_shadow(0, 0, 84)
        + poly([(-56, 0), (-40, -20), (-30, -20), (-36, 0)], WOOD[1])
        + poly([(56, 0), (40, -20), (30, -20), (36, 0)], WOOD[1])
        + flat(rect_d(-86, -132, 172, 116, 8), BAMBOO, rect(-76, -122, 152, 96, PAPER, 4), shift=(4, 4))
        + group(*drawn, y=-74)
    )
