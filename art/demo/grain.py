"""Rice and honey."""

import math
import random

from art.brush import (
    blob_d,
    clip,
    curve_d,
    diamonds,
    flower,
    group,
    leaf,
    oval,
    oval_d,
    poly,
    rect,
    shadow,
    shape,
    solid,
    stroke,
)
from art.colours import BAMBOO, CLAY, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN
from art.demo.stage import HEIGHT, WIDTH, ridge, table
from art.demo.vessels import AMBER, glass, tag


def rice_ear(x: float, y: float, reach: float, bend: float, tones: Tones) -> str:
    line = [
        (0.0, 0.0),
        (bend * 0.2, -reach * 0.5),
        (bend * 0.6, -reach * 0.86),
        (bend, -reach * 0.8),
        (bend * 1.35, -reach * 0.52),
    ]
    out = stroke(curve_d(line), tones[1], 5)
    for i in range(15):
        t = i / 14
        u = 0.42 + 0.58 * t
        k = u * (len(line) - 1)
        j = min(int(k), len(line) - 2)
        f = k - j
        px = line[j][0] + (line[j + 1][0] - line[j][0]) * f
        py = line[j][1] + (line[j + 1][1] - line[j][1]) * f
        slope = math.degrees(math.atan2(line[j + 1][1] - line[j][1], line[j + 1][0] - line[j][0]))
        side = 28 if i % 2 else -28
        out += group(oval(15, 0, 17, 7.5, tones[i % 2 * 2]), x=px, y=py, turn=slope + side)
    return group(out, x=x, y=y)


@picture("gao-nep-tan", "Bó lúa nếp tan vàng và bát gạo, phía sau là ruộng bậc thang")
def gao_nep_tan() -> str:
    terraces = ""
    for i, tone in enumerate(("#C9CF8A", "#D8CE7E", "#BCC67C", "#D3C46F", "#E0C768", "#C6B75F")):
        y = 470 + i * 62
        terraces += shape(
            f"M-20 {y + 20}C200 {y - 30} 360 {y + 50} 600 {y + 8}S1000 {y - 36} 1220 {y + 24}V920H-20z", tone
        )
        terraces += stroke(
            f"M-20 {y + 20}C200 {y - 30} 360 {y + 50} 600 {y + 8}S1000 {y - 36} 1220 {y + 24}",
            "#8E9A4E",
            7,
            0.65,
        )
    gold: Tones = ("#E3B341", "#BF8D2A", "#F2CE6F")
    ears = "".join(
        rice_ear(430 + dx, 560, reach, bend, gold)
        for dx, reach, bend in (
            (-60, 330, -220),
            (-40, 400, -160),
            (-20, 450, -80),
            (0, 480, 50),
            (20, 450, 110),
            (40, 400, 180),
            (60, 330, 230),
            (10, 420, -30),
        )
    )
    stalks = "".join(
        shape(
            f"M{412 + i * 5} 600L{350 + i * 20} 830h17L{424 + i * 5} 600z",
            (gold[0], gold[2], "#C9B04E")[i % 3],
        )
        for i in range(9)
    )
    upper = "".join(
        stroke(f"M{412 + i * 8} 620Q{400 + i * 11} 500 {360 + i * 30} 420", ("#C9B04E", gold[0])[i % 2], 10)
        for i in range(7)
    )
    dice = random.Random(2)
    heap = "M690 640C720 540 800 500 855 500S990 545 1020 640z"
    grains = "".join(
        group(
            oval(0, 0, 11, 4.6, ("#FFFFFF", "#F1E8D2", "#E4D8BC")[i % 3]),
            x=dice.uniform(700, 1010),
            y=dice.uniform(505, 640),
            turn=dice.uniform(-60, 60),
        )
        for i in range(130)
    )
    bowl = "M670 640H1040C1030 740 950 800 855 800S680 740 670 640z"
    return (
        rect(0, 0, WIDTH, HEIGHT, "#F7E9C9")
        + oval(760, 300, 250, None, "#FDF4DC")
        + ridge(540, 210, "#B6C39A", 5, 4)
        + ridge(560, 130, "#A2B484", 9, 3)
        + terraces
        + shadow(440, 832, 130, 18, 0.2)
        + upper
        + ears
        + stalks
        + rect(384, 590, 92, 34, "#94190F", 8)
        + diamonds(384, 596, 92, 3.2, "yw", 3)
        + shadow(860, 802, 190, 24, 0.2)
        + shape(heap, "#F6EEDC")
        + clip(heap, grains, shape("M900 480L1100 480V660H960z", "#C9B88F", 0.25))
        + solid(bowl, CLAY, clip(bowl, diamonds(670, 690, 370, 6, "wy", 3)), shift=(22, 12))
        + rect(660, 630, 390, 20, CLAY[2], 10)
    )


def honeycomb(
    x: float,
    y: float,
    r: float,
    columns: int,
    rows: int,
    fill: tuple[str, ...] = ("#F2B84B", "#E9A52E", "#F7CB6E"),
) -> str:
    out = ""
    for row in range(rows):
        for column in range(columns):
            cx = x + column * r * 1.74 + (r * 0.87 if row % 2 else 0)
            cy = y + row * r * 1.5
            out += poly(
                [
                    (cx + r * 0.92 * math.cos(a), cy + r * 0.92 * math.sin(a))
                    for a in (math.tau * (k + 0.5) / 6 for k in range(6))
                ],
                fill[(row * 2 + column) % 3],
            )
            if (row + column) % 3 == 0:
                out += oval(cx - r * 0.2, cy - r * 0.2, r * 0.3, r * 0.2, "#FFF0C2", 0.6)
    return out


def bee(x: float, y: float, s: float, turn: float = 0) -> str:
    body = oval_d(0, 0, 44, 30)
    return group(
        group(oval(-4, -34, 17, 32, "#FFFFFF", 0.85), turn=-24),
        group(oval(16, -34, 15, 28, "#FFFFFF", 0.7), turn=12),
        clip(
            body,
            shape(body, "#F3B93B"),
            rect(-24, -34, 14, 68, "#3A2A1C"),
            rect(4, -34, 14, 68, "#3A2A1C"),
            oval(0, 24, 50, 16, "#C98A1E", 0.5),
        ),
        oval(42, -4, 20, 19, "#3A2A1C"),
        oval(49, -8, 4, 4, "#FFFFFF"),
        stroke("M52 -20q8 -12 16 -12M44 -22q2 -14 10 -18", "#3A2A1C", 4),
        x=x,
        y=y,
        turn=turn,
        scale=s,
    )


@picture("mat-ong", "Hũ mật ong hoa nhãn, que gỗ nhỏ mật, bánh tổ và con ong bay")
def mat_ong() -> str:
    jar = blob_d(
        [
            (420, 330),
            (520, 316),
            (680, 316),
            (780, 330),
            (800, 420),
            (800, 640),
            (770, 724),
            (600, 738),
            (430, 724),
            (400, 640),
            (400, 420),
        ],
        0.7,
    )
    comb_d = blob_d(
        [(820, 640), (900, 560), (1010, 545), (1110, 590), (1130, 700), (1040, 770), (900, 770), (820, 720)],
        0.6,
    )
    dipper = group(
        rect(-9, -330, 18, 290, WOOD[0], 9) + rect(1, -330, 8, 290, WOOD[1], 4),
        *[
            rect(
                -34 + abs(i - 2.5) * 4, -52 + i * 20, 68 - abs(i - 2.5) * 8, 14, (WOOD[0], WOOD[2])[i % 2], 7
            )
            for i in range(6)
        ],
        shape("M-28 -20C-34 40 -10 66 -8 120C-6 150 8 150 8 120C10 70 34 40 28 -20z", "#E9A52E", 0.92),
        oval(-12, 10, 7, 20, "#FFE7A8", 0.8),
        x=250,
        y=560,
        turn=16,
    )
    honey = (
        rect(380, 400, 440, 350, AMBER[0])
        + rect(700, 400, 120, 350, AMBER[1], opacity=0.7)
        + rect(408, 410, 34, 300, AMBER[2], 16, 0.8)
        + rect(380, 396, 440, 16, "#F7CB6E")
    )
    cloth = blob_d(
        [
            (390, 300),
            (440, 250),
            (520, 226),
            (600, 220),
            (680, 226),
            (760, 250),
            (810, 300),
            (790, 340),
            (740, 322),
            (690, 346),
            (640, 326),
            (590, 346),
            (540, 326),
            (490, 346),
            (440, 324),
            (405, 340),
        ],
        0.8,
    )
    return (
        table("#FBE7BC", "#FDF3DA", "#B9824E", "#95673A", sun=(600, 380), r=340, hem=False)
        + stroke("M-20 40C60 80 120 110 190 150", WOOD[1], 14)
        + "".join(
            leaf(90, 100, 240, 88, a, (GREEN, DARK_GREEN, PALE_GREEN)[i % 3], 5)
            for i, a in enumerate((-24, 88, 52, 14))
        )
        + "".join(
            flower(70 + (i * 53) % 170, 60 + (i * 71) % 150, 20, "#FFF6DC", "#E2B23E", 5, i * 20)
            for i in range(12)
        )
        + shadow(610, 740, 230, 28)
        + shadow(980, 775, 170, 22)
        + glass(jar, honey)
        + tag(480, 470, 240, 190)
        + rect(424, 350, 20, 330, "#FFFFFF", 10, 0.45)
        + solid(
            cloth,
            ("#94190F", "#6F120B", "#B23326"),
            clip(cloth, diamonds(400, 246, 400, 5, "yow", 3)),
            shift=(14, 8),
        )
        + rect(430, 304, 340, 15, BAMBOO[0], 7)
        + rect(430, 312, 340, 7, BAMBOO[1], 3)
        + solid(comb_d, ("#D8962B", "#B1741C", "#EDB550"), honeycomb(830, 560, 36, 6, 6), shift=(8, 8))
        + shape("M900 760C900 800 925 800 925 770z", "#E9A52E")
        + oval(220, 775, 130, 22, "#E9A52E")
        + oval(200, 769, 70, 8, "#FBD98A")
        + dipper
        + bee(930, 330, 1.3, 8)
        + stroke("M1090 250C1060 290 1020 300 990 312", "#7A5A2A", 4, 0.35)
        + bee(1060, 470, 0.8, -14)
    )
