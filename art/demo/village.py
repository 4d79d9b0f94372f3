"""Flowers, fish and the village itself."""

import math
import random

from art.brush import (
    blades,
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
    poly_d,
    rect,
    rect_d,
    shadow,
    shape,
    solid,
    steam,
    stroke,
)
from art.colours import GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, DARK_WOOD, PALE_GREEN, STONE
from art.demo.stage import HEIGHT, WIDTH, cloud, ridge, table
from backend.theme.ornament import CLOTH


def rose(x: float, y: float, r: float, tones: Tones, turn: float = 0) -> str:
    out = solid(
        blob_d(
            [
                (r * math.cos(a) * (1 + 0.05 * (-1) ** i), r * math.sin(a) * (1 + 0.05 * (-1) ** i))
                for i, a in enumerate(math.tau * k / 10 for k in range(10))
            ]
        ),
        tones,
        shift=(r * 0.14, r * 0.12),
        light=(r * 0.08, r * 0.08),
    )
    for i, q in enumerate((0.78, 0.6, 0.44, 0.28)):
        a = i * 100
        out += group(
            shape(
                f"M{-r * q} 0A{r * q} {r * q} 0 0 1 {r * q} 0A{r * q} {r * q * 0.72} 0 0 0 {-r * q} 0z",
                tones[1 if i % 2 == 0 else 2],
                0.9,
            ),
            turn=a - 20,
        )
        out += group(
            shape(
                f"M{-r * q * 0.9} 0A{r * q * 0.9} {r * q * 0.9} 0 0 1 {r * q * 0.9} 0A{r * q} {r * q * 0.5} 0 0 0 {-r * q * 0.9} 0z",
                tones[0],
                0.9,
            ),
            turn=a + 160,
        )
    return group(
        oval(5, 7, r, r, "#3A0F22", 0.12), out, oval(0, 0, r * 0.13, None, tones[1]), x=x, y=y, turn=turn
    )


@picture("hoa-hong", "Bó hoa hồng nhiều màu gói giấy mộc")
def hoa_hong() -> str:
    pink: Tones = ("#E58AA0", "#C7647F", "#F3B0C0")
    red: Tones = ("#C9323F", "#98202F", "#E05B60")
    peach: Tones = ("#F3B48A", "#D98F62", "#FAD0B0")
    cream: Tones = ("#F8E9D2", "#E0CBA8", "#FFF8EA")
    blooms = [
        (600, 200, 88, pink),
        (470, 250, 84, cream),
        (735, 245, 86, red),
        (380, 345, 80, red),
        (530, 345, 92, peach),
        (675, 350, 94, pink),
        (815, 345, 82, cream),
        (455, 450, 84, pink),
        (600, 460, 92, red),
        (745, 452, 86, peach),
    ]
    leaves = "".join(
        leaf(x, y, 170, 84, a, t, 5)
        for x, y, a, t in (
            (480, 220, -130, GREEN),
            (720, 200, -50, DARK_GREEN),
            (600, 170, -95, GREEN),
            (360, 330, 190, DARK_GREEN),
            (840, 340, -10, GREEN),
            (340, 400, 160, GREEN),
            (860, 400, 20, DARK_GREEN),
            (670, 160, -70, PALE_GREEN),
        )
    )
    paper_back = shape("M300 330L440 760H760L900 330C800 420 400 420 300 330z", "#C9A677")
    front = "M300 400C400 520 540 560 600 620C660 560 800 520 900 400L770 790H430z"
    return (
        table("#E4E4F0", "#F2F1F8", "#9FAE88", "#829270", sun=(600, 360), r=350, hem=False)
        + shadow(600, 795, 190, 22)
        + leaves
        + paper_back
        + "".join(rose(x, y, r, t, i * 40) for i, (x, y, r, t) in enumerate(blooms))
        + solid(
            front,
            ("#DDBE92", "#BB986A", "#EAD3AE"),
            poly([(600, 620), (900, 400), (770, 790), (620, 790)], "#C9A677", 0.7),
            shift=(12, 4),
        )
        + rect(440, 690, 320, 34, "#94190F", 6)
        + diamonds(440, 696, 320, 3.4, "yw", 3)
        + shape(
            "M600 706C540 660 500 690 520 724C540 744 580 730 600 706C660 660 700 690 680 724C660 744 620 730 600 706z",
            "#B23326",
        )
        + oval(600, 708, 18, 16, "#6F120B")
    )


@picture("dao-canh", "Chậu đào cảnh thế nở hoa hồng phấn")
def dao_canh() -> str:
    trunk = (
        stroke("M600 700C560 640 660 600 620 520S480 440 520 340", DARK_WOOD[1], 54)
        + stroke("M594 696C552 640 650 600 610 520S470 440 510 340", DARK_WOOD[0], 30)
        + stroke("M612 520C700 470 760 460 830 400", DARK_WOOD[1], 26)
        + stroke("M520 400C440 360 380 370 310 320", DARK_WOOD[1], 24)
        + stroke("M520 350C530 280 580 240 640 200", DARK_WOOD[1], 20)
        + stroke("M520 350C480 290 440 250 430 190", DARK_WOOD[1], 18)
        + stroke("M640 590C560 560 470 570 400 540", DARK_WOOD[1], 18)
        + stroke("M830 400C860 380 880 340 890 300", DARK_WOOD[1], 14)
        + stroke("M760 448C810 470 850 480 900 480", DARK_WOOD[1], 14)
    )
    dice = random.Random(15)
    cores = [
        (310, 320),
        (430, 190),
        (640, 200),
        (830, 400),
        (890, 300),
        (900, 480),
        (400, 540),
        (520, 300),
        (700, 470),
        (370, 360),
        (560, 240),
        (460, 240),
        (300, 280),
        (860, 350),
        (600, 210),
    ]
    blossoms = ""
    for cx, cy in cores:
        for _ in range(5):
            a, q = dice.uniform(0, math.tau), dice.uniform(6, 66)
            x, y = cx + q * math.cos(a), cy + q * math.sin(a) * 0.8
            if dice.random() < 0.25:
                blossoms += oval(x, y, 11, 13, "#D9527A")
            else:
                blossoms += flower(
                    x,
                    y,
                    dice.uniform(26, 38),
                    ("#F4A6BC", "#F8C3D0", "#EE8FAA")[dice.randrange(3)],
                    "#B8325C",
                    5,
                    dice.uniform(0, 72),
                )
    young = "".join(
        leaf(x, y, 70, 22, a, PALE_GREEN, 0)
        for x, y, a in (
            (330, 280, -120),
            (450, 160, -60),
            (660, 180, -30),
            (900, 270, -70),
            (920, 490, 20),
            (380, 560, 170),
            (850, 430, 40),
            (560, 200, -100),
        )
    )
    pot = "M430 680H790L760 790H460z"
    return (
        table("#F3E3E4", "#FBF2F1", "#8E9DBB", "#7080A0", sun=(600, 370), r=345)
        + shadow(620, 798, 210, 22)
        + trunk
        + young
        + blossoms
        + solid(
            pot,
            ("#3C4A86", "#28356B", "#5B69A6"),
            clip(pot, diamonds(430, 720, 360, 6, "wy", 3)),
            shift=(22, 8),
        )
        + rect(410, 664, 400, 34, "#5B69A6", 10)
        + rect(410, 684, 400, 14, "#28356B", 7)
        + oval(610, 668, 150, 14, "#5B4A38")
        + "".join(
            oval(x, y, 9, 6, "#F4A6BC", 0.9)
            for x, y in ((300, 760), (360, 790), (900, 770), (980, 800), (860, 800))
        )
    )


def koi(x: float, y: float, turn: float, s: float, body: str, patches: tuple[str, ...], seed: int) -> str:
    d = curve_d(
        [
            (-170, 8),
            (-110, -26),
            (-20, -58),
            (80, -54),
            (150, -26),
            (172, 0),
            (150, 26),
            (80, 52),
            (-20, 52),
            (-110, 30),
        ],
        closed=True,
    )
    dice = random.Random(seed)
    spots = "".join(
        shape(
            blob_d(
                [
                    (cx + rr * math.cos(a) * dice.uniform(0.7, 1.2), cy + rr * 0.8 * math.sin(a))
                    for a in (math.tau * k / 7 for k in range(7))
                ]
            ),
            patches[i % len(patches)],
        )
        for i, (cx, cy, rr) in enumerate(
            ((110, -6, 42), (10, -22, 48), (-70, 10, 40), (44, 34, 26), (-128, 0, 24))
        )
    )
    fins = shape("M60 -48C40 -110 -10 -128 -40 -122C-20 -92 0 -66 10 -52z", body, 0.85) + shape(
        "M60 46C40 108 -10 126 -40 120C-20 90 0 64 10 50z", body, 0.85
    )
    tail = shape(
        "M-150 6C-200 -30 -250 -70 -290 -62C-262 -30 -258 -10 -250 8C-260 30 -262 52 -284 84C-240 84 -196 44 -150 6z",
        body,
        0.92,
    ) + stroke("M-164 4C-200 -14 -230 -34 -258 -40M-164 8C-200 24 -226 44 -254 60", patches[0], 5, 0.5)
    return group(
        group(shape(d, "#123B45", 0.28), x=26, y=36),
        tail,
        fins,
        clip(
            d,
            shape(d, body),
            spots,
            shape("M-180 14C-60 60 80 60 180 10V90H-180z", "#8A8F88", 0.18),
            stroke("M-120 -6C-20 -26 60 -26 110 -14", "#FFFFFF", 7, 0.4),
        ),
        oval(136, -22, 7, 6, "#1C1512"),
        oval(136, 22, 7, 6, "#1C1512"),
        x=x,
        y=y,
        turn=turn,
        scale=s,
    )


@picture("ca-koi", "Ba con cá koi bơi trong ao có lá sen")
def ca_koi() -> str:
    def pad(x: float, y: float, r: float, turn: float) -> str:
        d = f"M0 0L{r * 0.96} {-r * 0.2}A{r} {r} 0 1 0 {r * 0.96} {r * 0.2}z"
        veins = "".join(
            stroke(f"M0 0L{r * 0.86 * math.cos(a)} {r * 0.86 * math.sin(a)}", GREEN[2], 4, 0.7)
            for a in (math.tau * k / 9 + 0.35 for k in range(9))
        )
        return group(
            group(shape(d, "#123B45", 0.25), x=12, y=18, turn=turn),
            group(shape(d, GREEN[1]), group(shape(d, GREEN[0]), scale=0.95), veins, turn=turn),
            x=x,
            y=y,
        )

    ripples = "".join(
        oval_stroke(x, y, r)
        for x, y, r in ((640, 330, 90), (640, 330, 150), (300, 660, 80), (300, 660, 130), (960, 640, 70))
    )
    lotus = group(
        *[
            group(
                shape(
                    "M0 0C-34 -30 -30 -90 0 -118C30 -90 34 -30 0 0z", ("#F4B3C6", "#F8CBD8", "#EE98B2")[i % 3]
                ),
                turn=a,
            )
            for i, a in enumerate((-78, 78, -52, 52, -26, 26, 0))
        ],
        oval(0, -10, 20, 12, "#F1CF5B"),
        x=1000,
        y=270,
    )
    stones = "".join(
        solid(
            blob_d(
                [
                    (x - r, y),
                    (x - r * 0.5, y - r * 0.7),
                    (x + r * 0.5, y - r * 0.66),
                    (x + r, y),
                    (x + r * 0.5, y + r * 0.6),
                    (x - r * 0.6, y + r * 0.6),
                ]
            ),
            STONE,
            shift=(10, 10),
        )
        for x, y, r in (
            (40, 840, 130),
            (230, 890, 110),
            (1130, 860, 140),
            (20, 640, 80),
            (960, 905, 100),
            (1200, 690, 90),
        )
    )
    return (
        rect(0, 0, WIDTH, HEIGHT, "#3F8A93")
        + shape("M-20 -20H1220V330C980 420 760 250 520 340S160 330 -20 260z", "#57A0A6")
        + shape("M-20 -20H700C560 90 380 60 260 130S40 140 -20 110z", "#79B7B9", 0.8)
        + ripples
        + koi(420, 300, 18, 1.15, "#FBF3E6", ("#E8632A",), 1)
        + koi(720, 520, -152, 1.25, "#F7EFE0", ("#E8632A", "#2B2B33"), 5)
        + koi(330, 640, -24, 1.0, "#F2A93B", ("#E8862A", "#F6C56B"), 9)
        + pad(1000, 290, 130, -30)
        + pad(1110, 430, 90, 60)
        + pad(120, 150, 110, 150)
        + pad(880, 140, 70, 200)
        + lotus
        + pad(820, 780, 95, 100)
        + stones
        + blades(1080, 800, 7, 200, 60, GREEN, 3)
        + blades(120, 820, 7, 220, 60, DARK_GREEN, 5)
    )


def oval_stroke(x: float, y: float, r: float) -> str:
    return stroke(oval_d(x, y, r, r * 0.42), "#FFFFFF", 4, 0.35)


def pine(x: float, y: float, s: float, tones: Tones) -> str:
    return group(
        rect(-8, -10, 16, 70, DARK_WOOD[0]),
        *[
            poly([(0, -250 + i * 60), (62 + i * 16, -120 + i * 60), (-62 - i * 16, -120 + i * 60)], tones[0])
            + poly([(0, -250 + i * 60), (62 + i * 16, -120 + i * 60), (4, -120 + i * 60)], tones[1])
            for i in range(3)
        ],
        x=x,
        y=y,
        scale=s,
    )


@picture("nha-san-ban-ang", "Nhà sàn Thái bên hồ và rừng thông bản Áng lúc chiều")
def nha_san() -> str:
    sky = (
        rect(0, 0, WIDTH, HEIGHT, "#F8DDBE")
        + rect(0, 0, WIDTH, 220, "#F4CFAE", opacity=0.6)
        + oval(900, 300, 120, None, "#F6B25E")
        + oval(900, 300, 180, None, "#FBE3B8", 0.5)
        + cloud(300, 170, 260, "#FFF3E0", 0.9)
        + cloud(1010, 150, 200, "#FFF3E0", 0.8)
    )
    hills = ridge(520, 240, "#B9B4C6", 41, 4) + ridge(560, 170, "#8FA79B", 17, 3)
    forest = "".join(
        pine(x, 545, sc, (("#4E7F63", "#3C6B52", ""), ("#5C8C6B", "#467658", ""))[i % 2])
        for i, (x, sc) in enumerate(
            [
                (30, 0.72),
                (100, 0.9),
                (170, 0.7),
                (960, 0.8),
                (1030, 0.95),
                (1100, 0.75),
                (1170, 0.9),
                (890, 0.62),
                (235, 0.55),
            ]
        )
    )
    ground = shape("M-20 560C300 530 800 530 1220 560V700H-20z", "#A9B97E") + shape(
        "M-20 640C400 620 800 640 1220 630V920H-20z", "#7FB0B6"
    )
    gleam = (
        "".join(
            rect(x, y, w, 8, "#FFFFFF", 4, 0.35)
            for x, y, w in (
                (120, 740, 160),
                (420, 800, 240),
                (820, 730, 200),
                (900, 830, 160),
                (200, 850, 120),
            )
        )
        + rect(840, 680, 130, 10, "#F6B25E", 5, 0.7)
        + rect(860, 706, 90, 8, "#F6B25E", 4, 0.6)
        + rect(820, 790, 150, 8, "#F6B25E", 4, 0.4)
    )
    posts = "".join(
        rect(x, 500, 18, 150, DARK_WOOD[0]) + rect(x + 10, 500, 8, 150, DARK_WOOD[1])
        for x in (330, 430, 540, 650, 760, 850)
    )
    wall = (
        rect(300, 370, 590, 140, WOOD[0])
        + "".join(rect(300 + i * 30, 370, 3, 140, WOOD[1]) for i in range(20))
        + rect(300, 370, 590, 26, "#52311F", opacity=0.35)
    )
    windows = (
        "".join(
            rect(x, 404, 76, 84, DARK_WOOD[1], 4)
            + rect(x + 7, 411, 62, 70, "#FBD98A")
            + rect(x + 35, 411, 6, 70, DARK_WOOD[1])
            + rect(x + 7, 442, 62, 6, DARK_WOOD[1])
            for x in (350, 600, 770)
        )
        + rect(486, 396, 72, 114, DARK_WOOD[1], 4)
        + rect(494, 404, 56, 106, "#F3C77A")
    )
    roof = poly_d([(230, 390), (360, 190), (830, 190), (960, 390)])
    thatch = clip(
        roof,
        shape(roof, "#9C7B4A"),
        *[stroke(f"M200 {228 + i * 34}H1000", "#82643A", 8, 0.6) for i in range(5)],
        *[stroke(f"M{240 + i * 26} 190l{-24 + (i * 7) % 20} 210", "#B8955E", 4, 0.35) for i in range(30)],
        poly([(600, 190), (960, 190), (980, 400), (640, 400)], "#5E4526", 0.18),
    )
    khau_cut = "".join(
        stroke(f"M{x} 196L{x - dx} 130M{x} 196L{x + dx} 130", DARK_WOOD[0], 12)
        + stroke(
            f"M{x - dx} 130q{-dx * 0.3} -14 {-dx * 0.5} 6M{x + dx} 130q{dx * 0.3} -14 {dx * 0.5} 6",
            DARK_WOOD[0],
            9,
        )
        for x, dx in ((370, 36), (820, 36))
    )
    deck = (
        rect(280, 506, 640, 18, DARK_WOOD[0])
        + rect(280, 518, 640, 8, DARK_WOOD[1])
        + rect(880, 456, 170, 10, DARK_WOOD[0])
        + "".join(rect(886 + i * 26, 456, 8, 56, DARK_WOOD[0]) for i in range(7))
        + rect(880, 506, 176, 18, DARK_WOOD[0])
        + rect(1030, 520, 16, 130, DARK_WOOD[0])
    )
    stairs = "".join(rect(196 + i * 14, 640 - i * 20, 88, 10, WOOD[0], 3) for i in range(7)) + stroke(
        "M200 650L300 510M280 650L372 516", DARK_WOOD[0], 10
    )
    scarf = (
        rect(916, 462, 46, 120, CLOTH)
        + rect(986, 462, 40, 100, "#94190F")
        + clip(rect_d(916, 462, 46, 120), diamonds(916, 540, 46, 5, "ryo", 3))
        + clip(rect_d(986, 462, 40, 100), diamonds(986, 526, 40, 4, "yw", 3))
    )
    return (
        sky
        + hills
        + forest
        + ground
        + gleam
        + shape("M250 640C420 620 860 620 1010 640C900 668 380 668 250 640z", "#8FA266")
        + shadow(610, 648, 330, 16, 0.2)
        + posts
        + wall
        + windows
        + thatch
        + khau_cut
        + deck
        + scarf
        + stairs
        + steam(470, 190, 130, "#FFFFFF", 0.5, 18)
        + blades(120, 680, 9, 110, 90, GREEN, 2)
        + blades(1090, 690, 9, 120, 90, DARK_GREEN, 4)
        + flower(180, 672, 16, "#FFFFFF", "#F1CF5B")
        + flower(1040, 690, 16, "#F4A6BC", "#B8325C")
    )
