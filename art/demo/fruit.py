"""Fresh fruit."""

import math
import random

from art.brush import (
    blob_d,
    clip,
    diamonds,
    flower,
    glint,
    group,
    leaf,
    oval,
    oval_d,
    rect,
    rect_d,
    shadow,
    shape,
    solid,
    stroke,
    weave,
)
from art.colours import BAMBOO, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import (
    DARK_GREEN,
    LONGAN,
    MANGO,
    ORANGE,
    PALE_GREEN,
    PERSIMMON,
    PLUM,
    RUBY,
    STRAWBERRY,
    WHITE,
)
from art.demo.stage import HEIGHT, WIDTH, cloud, ridge, table


def orchard(
    sky: str, disc: str, far: str, near: str, *, sun: tuple[float, float] = (820, 330), r: float = 300
) -> str:
    """Draw the outdoor stage: a sky with a pale disc and two lines of hills."""
    return (
        rect(0, 0, WIDTH, HEIGHT, sky)
        + oval(sun[0], sun[1], r, None, disc)
        + ridge(760, 190, far, 7, 4)
        + ridge(850, 120, near, 12, 3)
    )


def plum(x: float, y: float, r: float, tones: Tones = PLUM, turn: float = 0, stalk: bool = True) -> str:
    ring = [(math.cos(a), math.sin(a)) for a in (math.tau * i / 12 for i in range(12))]
    d = blob_d([(r * u, r * v * 0.97 + (r * 0.07 if v < -0.9 else 0)) for u, v in ring])
    body = solid(
        d,
        tones,
        oval(-r * 0.3, -r * 0.16, r * 0.56, r * 0.6, "#FFFFFF", 0.1),
        stroke(f"M0 {-r}Q{r * 0.4} {-r * 0.1} {r * 0.08} {r}", tones[1], r * 0.045, 0.55),
        shift=(r * 0.17, r * 0.15),
        light=(r * 0.1, r * 0.1),
    )
    stem = (
        stroke(f"M0 {-r * 0.85}q{r * 0.05} {-r * 0.3} {r * 0.02} {-r * 0.55}", "#66743A", r * 0.09)
        if stalk
        else ""
    )
    dip = oval(0, -r * 0.86, r * 0.2, r * 0.07, tones[1], 0.8)
    cast = oval(r * 0.08, r * 0.1, r * 1.03, r * 1.0, "#3A0F22", 0.13)
    return group(cast, stem, body, dip, glint(-r * 0.44, -r * 0.42, r * 0.19, r * 0.09), x=x, y=y, turn=turn)


@picture("man-hau", "Chùm mận hậu chín đỏ trên cành, phủ phấn trắng, phía sau là đồi")
def man_hau() -> str:
    branch = stroke("M-40 120C180 80 360 150 560 136S960 170 1240 70", WOOD[1], 32) + stroke(
        "M-40 113C180 73 360 143 560 129S960 163 1240 63", WOOD[0], 17
    )
    twigs = (
        stroke("M330 130C338 190 300 230 262 330", WOOD[1], 12)
        + stroke("M345 130C380 210 410 260 420 360", WOOD[1], 12)
        + stroke("M590 136C596 200 586 240 590 330", WOOD[1], 12)
        + stroke("M800 150C790 220 770 270 760 350", WOOD[1], 12)
        + stroke("M815 150C850 210 890 250 905 320", WOOD[1], 12)
    )
    leaves = [
        (150, 102, 230, 92, 62, GREEN),
        (230, 108, 210, 84, 105, DARK_GREEN),
        (420, 145, 210, 86, -38, PALE_GREEN),
        (470, 140, 220, 90, 42, GREEN),
        (690, 143, 230, 92, -24, GREEN),
        (700, 150, 220, 90, 66, DARK_GREEN),
        (930, 150, 210, 92, -28, DARK_GREEN),
        (960, 152, 240, 96, 55, GREEN),
        (1080, 120, 210, 84, 92, PALE_GREEN),
        (300, 122, 190, 78, -50, DARK_GREEN),
        (60, 102, 210, 84, 30, PALE_GREEN),
        (1130, 100, 200, 80, 50, GREEN),
    ]
    ripening: Tones = ("#CB5A4C", "#9E3346", "#E0806A")
    fruit = (
        plum(262, 410, 98, RUBY, -6)
        + plum(590, 415, 104, RUBY, 4)
        + plum(905, 398, 98, RUBY, 8)
        + plum(424, 448, 112, PLUM, 6)
        + plum(756, 440, 114, ripening, -5)
        + plum(318, 582, 112, ripening, -12)
        + plum(852, 578, 110, PLUM, 10)
        + plum(520, 606, 118, PLUM, 9)
        + plum(694, 618, 106, RUBY, -8)
    )
    return (
        orchard("#F4E8D4", "#FCF5E6", "#CFDBBB", "#B7CCA0", sun=(590, 420), r=390)
        + "".join(leaf(*one) for one in leaves[::2])
        + twigs
        + branch
        + "".join(leaf(*one) for one in leaves[1::2])
        + fruit
        + leaf(590, 318, 190, 76, 152, GREEN)
        + leaf(600, 316, 180, 72, 22, DARK_GREEN)
        + leaf(262, 318, 150, 62, 160, PALE_GREEN)
        + leaf(905, 308, 160, 64, 30, PALE_GREEN)
    )


@picture("man-ruby", "Nia tre đựng mận ruby đỏ thẫm, một quả bổ đôi lộ ruột đỏ")
def man_ruby() -> str:
    tray = oval_d(600, 590, 430, 150)
    inner = oval_d(600, 570, 390, 122)
    pile = [
        (330, 520),
        (450, 545),
        (590, 560),
        (735, 548),
        (868, 522),
        (390, 440),
        (520, 455),
        (665, 458),
        (800, 440),
        (455, 352),
        (600, 365),
        (740, 352),
        (530, 268),
        (665, 270),
    ]
    order = sorted(pile, key=lambda p: p[1])
    fruit = "".join(
        plum(x, y, 82, RUBY if i % 3 else PLUM, turn=(i * 37) % 50 - 25, stalk=i % 4 == 0)
        for i, (x, y) in enumerate(order)
    )
    half = (
        shadow(905, 735, 120, 20)
        + solid(oval_d(905, 660, 104, 96), RUBY, shift=(8, 8))
        + oval(900, 656, 90, 82, "#E2566B")
        + oval(900, 656, 74, 66, "#C92F4C")
        + oval(904, 662, 38, 34, "#7B3B22")
        + oval(898, 656, 26, 22, "#96502E")
    )
    return (
        table("#EAD9DD", "#F6EBEC", "#C98F6B", "#A66F4E", sun=(600, 380), r=350)
        + shadow(600, 715, 440, 40)
        + weave(tray, (160, 430, 880, 320), BAMBOO, 30)
        + shape(inner, BAMBOO[1])
        + fruit
        + clip(rect_d(150, 590, 900, 170), weave(tray, (160, 430, 880, 320), BAMBOO, 30))
        + stroke("M170 590A430 150 0 0 0 1030 590", BAMBOO[2], 22)
        + half
        + leaf(640, 262, 170, 66, -38, GREEN)
        + leaf(470, 345, 150, 60, -150, DARK_GREEN)
        + group(plum(240, 690, 84, RUBY, -20))
    )


def mango(x: float, y: float, r: float, turn: float = 0, tones: Tones = MANGO) -> str:
    d = blob_d(
        [
            (-r * 0.1, -r),
            (r * 0.62, -r * 0.82),
            (r * 0.98, -r * 0.1),
            (r * 0.86, r * 0.62),
            (r * 0.25, r * 1.02),
            (-r * 0.5, r * 0.86),
            (-r * 0.95, r * 0.2),
            (-r * 0.78, -r * 0.62),
        ]
    )
    blush = oval(r * 0.55, -r * 0.5, r * 0.72, r * 0.62, "#E8744A", 0.5) + oval(
        r * 0.7, -r * 0.62, r * 0.5, r * 0.4, "#D9533F", 0.4
    )
    green = oval(-r * 0.7, r * 0.7, r * 0.6, r * 0.5, "#9DB04A", 0.45)
    dots = random.Random(int(x))
    specks = "".join(
        oval(dots.uniform(-0.7, 0.7) * r, dots.uniform(-0.7, 0.7) * r, 3, 3, "#B96F22", 0.5) for _ in range(9)
    )
    stem = stroke(f"M{-r * 0.08} {-r * 0.95}q{r * 0.04} {-r * 0.16} {r * 0.1} {-r * 0.24}", WOOD[1], r * 0.1)
    return group(
        stem,
        solid(d, tones, green, blush, specks, shift=(r * 0.16, r * 0.14), light=(r * 0.1, r * 0.1)),
        glint(-r * 0.45, -r * 0.5, r * 0.2, r * 0.1),
        x=x,
        y=y,
        turn=turn,
    )


@picture("xoai-tron", "Xoài tròn chín vàng bên nửa quả đã khía ô cờ")
def xoai_tron() -> str:
    cut = solid(
        blob_d([(-150, -20), (-90, -82), (0, -100), (95, -80), (150, -10), (110, 74), (0, 104), (-110, 78)]),
        ("#F7B733", "#E0952A", "#FBD070"),
        shift=(8, 10),
    )
    cubes = "".join(
        group(
            rect(-17, -17, 34, 34, "#FFD15C" if (row + column) % 2 else "#FBC341", 7),
            x=column * 42,
            y=row * 40,
            turn=(column * 9) + row * 4,
        )
        for row in (-1, 0, 1)
        for column in (-2, -1, 0, 1, 2)
        if abs(row) + abs(column) < 3
    )
    seed_slice = group(
        solid(
            blob_d(
                [(-130, 0), (-70, -70), (20, -84), (110, -50), (135, 10), (80, 66), (-20, 80), (-100, 56)]
            ),
            ("#F9C84E", "#E6A233", "#FDDD85"),
        ),
        solid(
            blob_d([(-86, 0), (-40, -40), (20, -46), (74, -26), (90, 8), (48, 38), (-20, 44), (-66, 32)]),
            ("#EAD9A6", "#CDB878", "#F6ECC8"),
            shift=(8, 8),
        ),
        x=330,
        y=690,
        turn=-8,
    )
    return (
        table("#F9E6B4", "#FDF3D6", "#7E9F6B", "#5F8352", sun=(600, 370), r=340, hem=False)
        + leaf(560, 250, 330, 86, -148, DARK_GREEN, 7)
        + leaf(600, 240, 340, 88, -58, GREEN, 7)
        + leaf(650, 260, 320, 84, -20, DARK_GREEN, 7)
        + shadow(440, 640, 190, 28)
        + shadow(760, 650, 200, 28)
        + shadow(600, 690, 150, 20)
        + mango(430, 450, 178, -14)
        + mango(765, 460, 184, 12, ("#F0A93B", "#CF7F2A", "#F7C765"))
        + mango(600, 500, 168, 2, ("#F6BE46", "#DE9430", "#FBD67B"))
        + shadow(330, 765, 140, 18)
        + seed_slice
        + shadow(880, 780, 160, 20)
        + group(cut, cubes, x=880, y=690, turn=6)
    )


@picture("na-dai", "Na dai mở mắt, một quả tách đôi lộ múi trắng hạt đen")
def na_dai() -> str:
    def custard(x: float, y: float, r: float) -> str:
        outline = blob_d(
            [
                (0, -r),
                (r * 0.7, -r * 0.78),
                (r * 1.02, -r * 0.1),
                (r * 0.8, r * 0.62),
                (r * 0.1, r),
                (-r * 0.74, r * 0.68),
                (-r * 1.0, -r * 0.05),
                (-r * 0.72, -r * 0.76),
            ]
        )
        scales = ""
        for row in range(-4, 5):
            wide = math.sqrt(max(0.0, 1 - (row / 4.9) ** 2))
            n = max(1, round(7 * wide))
            for i in range(n):
                u = (i + 0.5) / n * 2 - 1
                px, py = r * math.sin(u * 1.45) * wide, r * row / 4.7
                w = r * 0.2 * math.cos(u * 1.25) + 5
                tone = (
                    "#A9C77B" if u < -0.2 and row < 2 else ("#7FA75E" if u > 0.45 or row > 2 else "#93B86B")
                )
                scales += oval(px + 4, py + 5, w + 3, r * 0.155, "#5B8248", 0.75) + oval(
                    px, py, w, r * 0.135, tone
                )
                scales += oval(px - w * 0.25, py - r * 0.04, w * 0.35, r * 0.035, "#DDEBB8", 0.6)
        return group(
            stroke(f"M0 {-r * 0.9}q6 -30 2 -52", WOOD[1], 15),
            solid(outline, ("#7BA35B", "#5B8248", "#9CC178"), scales, light=None),
            x=x,
            y=y,
        )

    outline = oval_d(0, 0, 160, 150)
    lobes = ""
    dice = random.Random(4)
    for ring, n in ((118, 14), (72, 9), (26, 4)):
        for i in range(n):
            a = math.tau * i / n + ring
            lobes += group(
                oval(0, 0, 34, 22, "#FFFDF4") + oval(6, 4, 30, 18, "#EFE7D2", 0.6),
                x=ring * math.cos(a),
                y=ring * 0.92 * math.sin(a),
                turn=math.degrees(a),
            )
    seeds = "".join(
        group(
            oval(0, 0, 13, 22, "#2B1B17") + oval(-4, -6, 4, 8, "#6B4A3F", 0.8),
            x=75 * math.cos(a) + dice.uniform(-10, 10),
            y=70 * math.sin(a),
            turn=math.degrees(a) + 90,
        )
        for a in (math.tau * i / 7 for i in range(7))
    )
    opened = group(
        solid(outline, ("#8DB267", "#5B8248", "#A9C77B")),
        oval(-2, -2, 142, 132, "#F8F2DF"),
        clip(oval_d(-2, -2, 142, 132), lobes),
        seeds,
        x=835,
        y=640,
        turn=-6,
    )
    return (
        table("#E4EBD3", "#F2F5E4", "#B98B5E", "#97693F", sun=(560, 380), r=340)
        + leaf(430, 250, 290, 92, -160, GREEN, 6)
        + leaf(450, 250, 280, 92, -30, DARK_GREEN, 6)
        + leaf(720, 300, 250, 84, -42, GREEN, 6)
        + shadow(430, 690, 230, 34)
        + shadow(720, 640, 170, 26)
        + custard(715, 450, 165)
        + custard(420, 470, 215)
        + shadow(840, 790, 165, 22)
        + opened
        + group(oval(0, 0, 15, 24, "#2B1B17") + oval(-4, -6, 4, 8, "#6B4A3F", 0.8), x=610, y=760, turn=60)
        + group(oval(0, 0, 15, 24, "#2B1B17") + oval(-4, -6, 4, 8, "#6B4A3F", 0.8), x=560, y=738, turn=-30)
    )


def strawberry(x: float, y: float, r: float, turn: float = 0, seed: int = 1) -> str:
    d = blob_d(
        [
            (0, -r * 0.72),
            (r * 0.62, -r * 0.78),
            (r * 0.92, -r * 0.28),
            (r * 0.62, r * 0.5),
            (0, r * 1.12),
            (-r * 0.62, r * 0.5),
            (-r * 0.92, -r * 0.28),
            (-r * 0.62, -r * 0.78),
        ]
    )
    pips = ""
    for row in range(5):
        n = 5 - row if row else 4
        for i in range(n):
            px = (i - (n - 1) / 2) * r * 0.36
            py = -r * 0.42 + row * r * 0.31
            pips += oval(px + 2, py + 3, r * 0.045, r * 0.07, "#8E1A22", 0.7) + oval(
                px, py, r * 0.04, r * 0.062, "#FFDF8C"
            )
    cap = "".join(
        group(
            shape(
                f"M0 0Q{r * 0.2} {-r * 0.16} {r * 0.6} 0Q{r * 0.22} {r * 0.16} 0 0z",
                ("#3F8A4C", "#5BA35E")[i % 2],
            ),
            turn=a,
        )
        for i, a in enumerate((-165, -125, -55, -15, 20, 90, 160))
    )
    return group(
        oval(r * 0.1, r * 0.15, r * 0.95, r * 1.02, "#5A0F1A", 0.12),
        solid(d, STRAWBERRY, pips, shift=(r * 0.17, r * 0.13), light=(r * 0.1, r * 0.1)),
        group(cap, y=-r * 0.72),
        stroke(f"M0 {-r * 0.72}q4 {-r * 0.2} {-r * 0.1} {-r * 0.36}", "#4C9156", r * 0.09),
        glint(-r * 0.5, -r * 0.42, r * 0.15, r * 0.08),
        x=x,
        y=y,
        turn=turn,
    )


@picture("dau-tay", "Dâu tây chín đỏ đầy bát sứ trắng, bên hoa dâu trắng")
def dau_tay() -> str:
    bowl = "M285 520C300 690 420 760 600 760S900 690 915 520z"
    berries = [
        (430, 430, -24),
        (770, 430, 24),
        (600, 400, 4),
        (520, 330, -14),
        (690, 330, 16),
        (380, 500, -40),
        (820, 500, 40),
        (500, 490, -10),
        (700, 492, 12),
        (602, 505, 0),
    ]
    return (
        table("#F8DED8", "#FDF0EA", "#8FB08A", "#6E946C", sun=(600, 380), r=340, hem=False)
        + leaf(300, 560, 230, 140, -150, GREEN, 5)
        + leaf(900, 560, 240, 140, -30, DARK_GREEN, 5)
        + shadow(600, 765, 300, 34)
        + shape("M285 520A315 70 0 0 1 915 520A315 60 0 0 1 285 520z", "#DDD3C2")
        + "".join(strawberry(x, y, 108, turn) for x, y, turn in berries)
        + solid(bowl, WHITE, clip(bowl, diamonds(285, 610, 630, 9, "rro", 3)), shift=(22, 14))
        + rect(268, 508, 664, 24, "#FFFFFF", 12)
        + shadow(215, 775, 90, 14)
        + strawberry(215, 690, 92, -62)
        + shadow(1010, 770, 80, 14)
        + strawberry(1010, 690, 84, 50)
        + flower(320, 400, 62, "#FFFFFF", "#F2C94C")
        + flower(905, 385, 54, "#FFFFFF", "#F2C94C", turn=20)
        + flower(120, 780, 40, "#FFFFFF", "#F2C94C")
    )


def persimmon(x: float, y: float, r: float, turn: float = 0, tones: Tones = PERSIMMON) -> str:
    d = blob_d(
        [
            (0, -r * 0.8),
            (r * 0.62, -r * 0.78),
            (r * 1.06, -r * 0.1),
            (r * 0.72, r * 0.68),
            (0, r * 0.84),
            (-r * 0.72, r * 0.68),
            (-r * 1.06, -r * 0.1),
            (-r * 0.62, -r * 0.78),
        ]
    )
    cap = "".join(
        group(
            shape(
                f"M0 0C{r * 0.12} {-r * 0.24} {r * 0.44} {-r * 0.22} {r * 0.54} 0C{r * 0.44} {r * 0.16} {r * 0.14} {r * 0.2} 0 0z",
                ("#6F8A45", "#87A257", "#5C7738", "#7C9850")[i],
            ),
            turn=a,
        )
        for i, a in enumerate((-160, -20, 28, 152))
    )
    return group(
        oval(r * 0.08, r * 0.12, r * 1.04, r * 0.86, "#6B2B0A", 0.1),
        solid(d, tones, shift=(r * 0.17, r * 0.14), light=(r * 0.1, r * 0.09)),
        group(cap, rect(-r * 0.07, -r * 0.28, r * 0.14, r * 0.28, WOOD[1], 6), y=-r * 0.68),
        glint(-r * 0.5, -r * 0.34, r * 0.22, r * 0.1),
        x=x,
        y=y,
        turn=turn,
    )


@picture("hong-gion", "Cành hồng trĩu quả vàng cam trước nền trời xanh và dãy núi")
def hong_gion() -> str:
    def bough(d: str, w: float) -> str:
        return stroke(d, "#5B3D2A", w) + group(stroke(d, "#77533A", w * 0.5), x=-2, y=-3)

    return (
        orchard("#CFE0EA", "#E4EEF2", "#A9C0BC", "#8FAB96", sun=(350, 300), r=230)
        + cloud(930, 240, 260)
        + cloud(180, 430, 200)
        + bough("M1240 40C1050 120 900 140 740 200S420 300 260 280", 34)
        + bough("M820 172C700 280 640 360 560 520", 20)
        + bough("M960 128C960 260 950 320 990 420", 18)
        + bough("M560 255C480 330 420 380 330 430", 15)
        + bough("M1080 92C1120 200 1140 250 1130 320", 13)
        + leaf(700, 215, 190, 92, -60, ("#D9822B", "#B7621F", "#F0AC5B"))
        + leaf(430, 290, 180, 90, -70, GREEN)
        + leaf(280, 282, 170, 84, 190, ("#C8502D", "#9E3A20", "#E0764B"))
        + leaf(900, 145, 180, 88, -75, GREEN)
        + leaf(640, 400, 160, 80, 30, ("#E0A33A", "#BF8428", "#F1C46D"))
        + persimmon(310, 520, 104, -6)
        + persimmon(545, 610, 120, 4)
        + persimmon(770, 400, 100, 3, ("#F08E35", "#CC6A1E", "#F8AF62"))
        + persimmon(985, 530, 122, -4)
        + persimmon(760, 690, 108, 8, ("#F08E35", "#CC6A1E", "#F8AF62"))
        + bough("M560 500C640 540 720 560 756 612", 10)
        + persimmon(1120, 390, 84, 6)
        + persimmon(420, 380, 84, -8, ("#F29A44", "#D0762A", "#FABB74"))
        + stroke("M770 318C760 290 745 260 740 205", "#5B3D2A", 9)
    )


def orange(x: float, y: float, r: float, tones: Tones = ORANGE) -> str:
    dice = random.Random(int(x + y))
    pores = "".join(
        oval(r * 0.9 * math.cos(a) * q, r * 0.9 * math.sin(a) * q, 2.6, 2.6, tones[1], 0.55)
        for a, q in ((dice.uniform(0, 6.28), dice.uniform(0.2, 1)) for _ in range(26))
    )
    return group(
        oval(r * 0.08, r * 0.1, r * 1.02, r, "#6B2B0A", 0.1),
        solid(oval_d(0, 0, r, r * 0.96), tones, pores, shift=(r * 0.17, r * 0.15), light=(r * 0.1, r * 0.1)),
        oval(0, -r * 0.8, r * 0.1, r * 0.05, "#5C7738"),
        glint(-r * 0.42, -r * 0.42, r * 0.2, r * 0.1),
        x=x,
        y=y,
    )


def orange_half(x: float, y: float, r: float, turn: float = 0) -> str:
    wedges = ""
    for i in range(10):
        a, b = math.tau * (i + 0.08) / 10, math.tau * (i + 0.92) / 10
        m = (a + b) / 2
        wedges += shape(
            f"M{r * 0.1 * math.cos(m)} {r * 0.1 * math.sin(m)}L{r * 0.76 * math.cos(a)} {r * 0.76 * math.sin(a)}"
            f"Q{r * 0.88 * math.cos(m)} {r * 0.88 * math.sin(m)} {r * 0.76 * math.cos(b)} {r * 0.76 * math.sin(b)}z",
            ("#F7A13A", "#F9AE4E")[i % 2],
        ) + oval(r * 0.56 * math.cos(m), r * 0.56 * math.sin(m), r * 0.05, r * 0.05, "#FFD08A")
    return group(
        solid(oval_d(0, 0, r), ORANGE),
        oval(0, 0, r * 0.9, None, "#FFF0D2"),
        wedges,
        oval(0, 0, r * 0.08, None, "#FFF0D2"),
        x=x,
        y=y,
        turn=turn,
    )


@picture("cam-phu-yen", "Cam Phù Yên chín vàng còn lá, nửa quả bổ ngang mọng nước")
def cam() -> str:
    return (
        table("#FBE3C4", "#FEF3E0", "#5E8A63", "#46704D", sun=(600, 380), r=340)
        + leaf(610, 250, 270, 104, -150, DARK_GREEN, 6)
        + leaf(620, 250, 270, 104, -36, GREEN, 6)
        + leaf(600, 235, 230, 92, -92, PALE_GREEN, 6)
        + shadow(600, 700, 420, 40)
        + orange(600, 385, 150)
        + orange(400, 520, 168, ("#F2932F", "#CF6F1B", "#FAB25C"))
        + orange(800, 520, 168)
        + leaf(410, 360, 200, 84, -140, GREEN, 5)
        + shadow(610, 775, 170, 22)
        + orange_half(600, 620, 162, 8)
        + shadow(1010, 770, 100, 16)
        + group(
            shape("M-96 0A96 96 0 0 0 96 0z", ORANGE[0]),
            shape("M-84 0A84 84 0 0 0 84 0z", "#FFF0D2"),
            *[
                shape(
                    f"M0 8L{72 * math.cos(a)} {8 + 66 * math.sin(a)}L{72 * math.cos(a + 0.66)} {8 + 66 * math.sin(a + 0.66)}z",
                    "#F9AE4E",
                )
                for a in (0.12, 0.88, 1.64, 2.38)
            ],
            x=1010,
            y=680,
            turn=-14,
        )
    )


def longan(x: float, y: float, r: float) -> str:
    dice = random.Random(int(x * 3 + y))
    specks = "".join(
        oval(dice.uniform(-0.7, 0.7) * r, dice.uniform(-0.7, 0.7) * r, 2.4, 2.4, LONGAN[1], 0.7)
        for _ in range(9)
    )
    return group(
        oval(r * 0.1, r * 0.12, r, r, "#4A2B0E", 0.16),
        solid(oval_d(0, 0, r), LONGAN, specks, shift=(r * 0.17, r * 0.15), light=(r * 0.1, r * 0.1)),
        glint(-r * 0.4, -r * 0.42, r * 0.18, r * 0.09),
        x=x,
        y=y,
    )


@picture("nhan-song-ma", "Chùm nhãn Sông Mã còn lá, một quả bóc vỏ thấy cùi trong và hạt đen")
def nhan() -> str:
    dice = random.Random(11)
    spots = [
        (600, 270),
        (500, 310),
        (700, 315),
        (410, 385),
        (600, 375),
        (790, 390),
        (510, 430),
        (695, 440),
        (350, 480),
        (440, 520),
        (600, 500),
        (770, 530),
        (855, 480),
        (530, 590),
        (690, 600),
        (610, 680),
        (390, 620),
        (820, 640),
        (470, 690),
        (740, 700),
    ]
    twigs = "".join(
        stroke(f"M600 120Q{(600 + x) / 2 + 20} {(120 + y) / 2 - 30} {x} {y}", "#7C5B36", 9)
        for x, y in spots[::2]
    )
    fruit = "".join(longan(x + dice.uniform(-8, 8), y + dice.uniform(-8, 8), 72) for x, y in spots)
    peeled = (
        shadow(1000, 790, 120, 16)
        + group(
            solid("M-104 0A104 104 0 0 0 104 0C70 30 -70 30 -104 0z", LONGAN, shift=(12, 10)), x=1000, y=690
        )
        + oval(1000, 668, 92, 88, "#F3EDE4")
        + oval(1006, 676, 52, 50, "#8A6E63", 0.45)
        + oval(1008, 678, 40, 39, "#4A2E26", 0.75)
        + oval(996, 664, 9, 8, "#FFFFFF", 0.6)
        + glint(962, 626, 28, 12)
        + group(
            solid(
                "M-104 0A104 104 0 0 0 104 0C84 -34 60 4 34 -14C10 -40 -10 0 -36 -16C-60 -34 -84 0 -104 0z",
                LONGAN,
                shift=(12, 10),
            ),
            x=1000,
            y=704,
        )
    )
    return (
        table("#EFE3C6", "#F9F1DE", "#86A06C", "#688653", sun=(600, 400), r=350, hem=False)
        + leaf(590, 150, 340, 100, 165, DARK_GREEN, 7)
        + leaf(610, 150, 340, 100, 15, GREEN, 7)
        + leaf(600, 140, 280, 90, -160, GREEN, 7)
        + leaf(610, 140, 290, 92, -22, DARK_GREEN, 7)
        + leaf(590, 170, 300, 92, 140, PALE_GREEN, 7)
        + leaf(620, 170, 300, 92, 42, PALE_GREEN, 7)
        + stroke("M600 40C605 80 598 100 600 150", "#7C5B36", 22)
        + twigs
        + shadow(600, 770, 260, 26)
        + fruit
        + peeled
    )
