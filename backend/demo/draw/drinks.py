"""Tea, coffee, spirits, and what the sơn tra and mơ give."""

import random

from backend.demo.draw.book import picture
from backend.demo.draw.brush import (
    BAMBOO,
    CLAY,
    DARK_GREEN,
    GREEN,
    HEIGHT,
    PALE_GREEN,
    WHITE,
    WIDTH,
    WOOD,
    Tones,
    blob_d,
    clip,
    cloud,
    diamonds,
    flower,
    glint,
    group,
    leaf,
    oval,
    oval_d,
    rect,
    ridge,
    shadow,
    shape,
    solid,
    steam,
    stroke,
    table,
)
from backend.demo.draw.vessels import glass, tag

HAW: Tones = ("#D8B54A", "#B18F2F", "#EBD07A")  # sơn tra, táo mèo


def haw(x: float, y: float, r: float, turn: float = 0) -> str:
    blush = oval(r * 0.5, -r * 0.3, r * 0.6, r * 0.6, "#C75A3A", 0.42)
    crown = group(
        shape(
            f"M{-r * 0.22} 0l{r * 0.1} {-r * 0.16}l{r * 0.12} {r * 0.1}l{r * 0.12} {-r * 0.1}l{r * 0.1} {r * 0.16}z",
            "#7A5A2A",
        ),
        y=r * 0.9,
    )
    return group(
        oval(r * 0.1, r * 0.12, r, r, "#4A2B0E", 0.12),
        stroke(f"M0 {-r * 0.85}q4 {-r * 0.3} {r * 0.16} {-r * 0.46}", WOOD[1], r * 0.11),
        solid(oval_d(0, 0, r, r * 0.96), HAW, blush, shift=(r * 0.17, r * 0.15), light=(r * 0.1, r * 0.1)),
        crown,
        glint(-r * 0.42, -r * 0.42, r * 0.2, r * 0.1),
        x=x,
        y=y,
        turn=turn,
    )


def haw_slice(x: float, y: float, r: float, turn: float = 0, dried: bool = False) -> str:
    rim, flesh, core = ("#A9602E", "#D9A765", "#8A4E24") if dried else ("#C9A03A", "#F4E4AE", "#B98A3A")
    return group(
        shape(oval_d(0, 0, r, r * 0.86), rim),
        oval(-1, -1, r * 0.86, r * 0.73, flesh),
        *[group(oval(r * 0.26, 0, r * 0.14, r * 0.08, core), turn=72 * i) for i in range(5)],
        oval(0, 0, r * 0.09, None, core, 0.5),
        x=x,
        y=y,
        turn=turn,
    )


def mountains_in_cloud() -> str:
    return (
        rect(0, 0, WIDTH, HEIGHT, "#DCE6EA")
        + oval(850, 240, 170, None, "#FBF1DA")
        + ridge(470, 260, "#A9BFC6", 21, 4)
        + ridge(540, 200, "#86A3A6", 8, 3)
        + cloud(250, 520, 620, "#FFFFFF", 0.9)
        + cloud(880, 545, 700, "#FFFFFF", 0.92)
        + cloud(560, 590, 560, "#F4F8F8", 0.95)
    )


def cup(
    x: float,
    y: float,
    w: float,
    h: float,
    liquid: str,
    tones: Tones = WHITE,
    handle: bool = True,
    threads: str = "iry",
) -> str:
    d = f"M{x - w / 2} {y}H{x + w / 2}C{x + w / 2 - 8} {y + h * 0.72} {x + w * 0.26} {y + h} {x} {y + h}S{x - w / 2 + 8} {y + h * 0.72} {x - w / 2} {y}z"
    ear = (
        stroke(
            f"M{x + w * 0.46} {y + h * 0.18}C{x + w * 0.76} {y + h * 0.06} {x + w * 0.74} {y + h * 0.66} {x + w * 0.36} {y + h * 0.66}",
            tones[1],
            w * 0.075,
        )
        if handle
        else ""
    )
    return (
        ear
        + solid(
            d, tones, clip(d, diamonds(x - w / 2, y + h * 0.36, w, w / 62, threads, 3)), shift=(w * 0.06, 10)
        )
        + oval(x, y, w / 2, w * 0.1, tones[2])
        + oval(x, y + 2, w * 0.45, w * 0.082, tones[1])
        + oval(x, y + 6, w * 0.43, w * 0.07, liquid)
        + oval(x - w * 0.14, y + 2, w * 0.15, w * 0.02, "#FFFFFF", 0.35)
    )


@picture("che-shan-tuyet", "Chén chè Shan tuyết toả khói bên ấm, phía sau là biển mây Tà Xùa")
def che_shan() -> str:
    pot = blob_d(
        [
            (330, 470),
            (400, 438),
            (480, 430),
            (560, 438),
            (630, 470),
            (668, 560),
            (640, 680),
            (560, 730),
            (400, 730),
            (320, 680),
            (292, 560),
        ],
        0.9,
    )
    teapot = (
        shadow(490, 738, 240, 28)
        + shape("M640 560C720 560 720 470 790 430L806 452C770 500 760 640 640 650z", "#8F4A2D")
        + shape("M640 556C716 552 716 466 786 428L792 436C740 490 740 600 640 620z", CLAY[0])
        + stroke("M318 520C220 470 200 650 320 670", CLAY[1], 32)
        + stroke("M314 516C222 468 206 640 314 660", CLAY[0], 18)
        + solid(pot, CLAY, clip(pot, diamonds(290, 560, 380, 7, "wy", 3)), shift=(26, 14))
        + rect(388, 420, 186, 22, CLAY[1], 11)
        + solid("M398 422C410 380 550 380 564 422z", CLAY, shift=(10, 6))
        + oval(481, 372, 24, 22, CLAY[0])
        + oval(476, 366, 9, 8, CLAY[2])
    )
    dry = random.Random(4)
    leaves = "".join(
        group(
            shape(
                "M-30 0C-16 -14 14 -12 32 -2C14 10 -16 12 -30 0z",
                ("#5E6B52", "#8A927E", "#C9CCBC", "#4B5742")[i % 4],
            ),
            x=dry.uniform(960, 1120),
            y=dry.uniform(752, 792),
            turn=dry.uniform(-50, 50),
        )
        for i in range(34)
    )
    return (
        mountains_in_cloud()
        + rect(0, 640, WIDTH, 260, "#9B7148")
        + rect(0, 640, WIDTH, 10, "#7C5836")
        + "".join(stroke(f"M0 {700 + i * 62}H1200", "#8A6340", 5, 0.6) for i in range(3))
        + teapot
        + steam(800, 410, 150, "#FFFFFF", 0.7, 12)
        + shadow(830, 772, 160, 20)
        + oval(826, 758, 176, 32, "#E9E0CF")
        + oval(826, 752, 160, 26, "#FFFFFF")
        + cup(826, 590, 250, 160, "#C9B04E", handle=False)
        + steam(790, 560, 230, "#FFFFFF", 0.85, 14)
        + steam(860, 566, 260, "#FFFFFF", 0.75, 14)
        + oval(1040, 784, 140, 34, BAMBOO[1])
        + oval(1040, 778, 130, 27, BAMBOO[0])
        + leaves
        + leaf(150, 790, 200, 70, -40, GREEN, 6)
        + leaf(150, 790, 210, 74, -5, DARK_GREEN, 6)
        + leaf(150, 790, 130, 36, -72, PALE_GREEN, 3)
    )


@picture("tra-tao-meo", "Cốc trà táo mèo túi lọc màu hổ phách và lát táo mèo khô")
def tra_tao_meo() -> str:
    mug_d = "M420 380H780V640C780 710 730 744 600 744S420 710 420 640z"
    tea = (
        rect(400, 450, 400, 320, "#C9742A")
        + rect(400, 450, 400, 18, "#E09A4E")
        + rect(690, 450, 100, 320, "#A85C1E", opacity=0.6)
        + haw_slice(520, 520, 54, 10)
        + haw_slice(650, 490, 50, 50)
        + haw_slice(600, 640, 50, 20)
    )
    bag = (
        stroke("M700 470C700 400 716 384 726 384C742 384 746 420 742 500", "#B98A3A", 4)
        + rect(700, 498, 88, 100, "#FFF8E7", 8)
        + diamonds(706, 520, 76, 4, "ryo", 3)
        + rect(716, 568, 56, 8, "#28356B", 4)
    )
    return (
        table("#F2DFC6", "#FAEFDD", "#7B8F66", "#61764F", sun=(600, 380), r=340, hem=False)
        + "".join(
            leaf(x, y, length, 84, a, tones, 6)
            for x, y, length, a, tones in (
                (220, 610, 230, -120, GREEN),
                (220, 620, 240, -70, DARK_GREEN),
                (230, 640, 200, -30, PALE_GREEN),
            )
        )
        + haw(190, 660, 82, -8)
        + haw(320, 690, 74, 10)
        + shadow(260, 765, 180, 20)
        + shadow(620, 750, 250, 28)
        + stroke("M778 450C900 430 900 640 772 640", "#F7FAF9", 30, 0.9)
        + glass(mug_d, tea)
        + rect(446, 410, 18, 280, "#FFFFFF", 9, 0.5)
        + bag
        + "".join(steam(x, 370, 220, "#FFFFFF", 0.8, 13) for x in (530, 620))
        + "".join(
            group(shadow(6, 44, 52, 9), haw_slice(0, 0, 54, t, True), x=x, y=y)
            for x, y, t in ((930, 720, 10), (1030, 700, 50), (1000, 776, 20), (1110, 770, 70))
        )
    )


@picture("ca-phe-arabica", "Hạt cà phê rang, tách cà phê nóng và cành cà phê chín đỏ")
def ca_phe() -> str:
    dice = random.Random(12)

    def bean(x: float, y: float, s: float, turn: float) -> str:
        d = oval_d(0, 0, 42, 29)
        return group(
            oval(5, 7, 42, 29, "#1B0F0A", 0.22),
            solid(
                d,
                ("#6B4029", "#47291A", "#8A5A3C"),
                stroke("M-36 2C-16 -14 14 14 38 -4", "#2E1A10", 6),
                shift=(7, 6),
                light=(5, 5),
            ),
            x=x,
            y=y,
            turn=turn,
            scale=s,
        )

    pile = []
    for _row, (y, n, half) in enumerate(
        ((770, 13, 330), (730, 11, 285), (692, 9, 235), (655, 7, 180), (620, 5, 125), (588, 3, 70))
    ):
        for i in range(n):
            pile.append(
                (
                    330 - half + 2 * half * i / (n - 1) + dice.uniform(-10, 10),
                    y + dice.uniform(-8, 8),
                    dice.uniform(0, 180),
                )
            )
    beans = "".join(bean(x, y, 0.98, turn) for x, y, turn in pile[::-1])

    def cherry(x: float, y: float, r: float, ripe: bool = True) -> str:
        tones: Tones = ("#C9332F", "#96211F", "#E2604F") if ripe else ("#D98A2B", "#B0661A", "#EBB257")
        return group(
            solid(oval_d(0, 0, r, r * 1.08), tones, shift=(r * 0.2, r * 0.16), light=(r * 0.12, r * 0.12)),
            oval(0, r * 0.95, r * 0.18, r * 0.1, "#5B2A1C"),
            glint(-r * 0.36, -r * 0.4, r * 0.2, r * 0.12),
            x=x,
            y=y,
        )

    twig = stroke("M-20 120C200 110 380 150 620 250", WOOD[1], 16) + stroke(
        "M-20 115C200 105 380 145 620 245", WOOD[0], 8
    )
    fruit = "".join(
        cherry(x, y, 36, ripe)
        for x, y, ripe in (
            (200, 160, True),
            (258, 170, True),
            (226, 214, False),
            (300, 130, True),
            (430, 214, True),
            (486, 224, True),
            (452, 268, True),
            (400, 170, True),
            (350, 182, False),
            (510, 180, True),
        )
    )
    return (
        table("#EBDFD0", "#F6EEE3", "#9A6B44", "#7A5234", sun=(780, 360), r=320)
        + leaf(100, 112, 250, 100, -50, DARK_GREEN, 7)
        + leaf(120, 116, 240, 96, 70, GREEN, 7)
        + leaf(320, 138, 240, 96, -30, GREEN, 7)
        + leaf(600, 240, 230, 90, 12, DARK_GREEN, 7)
        + leaf(560, 220, 210, 84, 70, PALE_GREEN, 7)
        + twig
        + fruit
        + shadow(340, 795, 380, 26)
        + beans
        + shadow(870, 782, 230, 24)
        + oval(860, 756, 236, 44, "#DDD3C2")
        + oval(860, 748, 220, 36, "#FFFFFF")
        + oval(860, 750, 130, 18, "#E9E0CF")
        + cup(860, 540, 300, 210, "#4A2B1A")
        + steam(820, 510, 250, "#FFFFFF", 0.85, 14)
        + steam(890, 514, 290, "#FFFFFF", 0.75, 14)
        + bean(1085, 760, 0.9, 30)
    )


def gourd(x: float, y: float, s: float) -> str:
    d = blob_d(
        [
            (0, -250),
            (44, -236),
            (62, -190),
            (40, -140),
            (56, -110),
            (118, -60),
            (130, 20),
            (90, 84),
            (0, 100),
            (-90, 84),
            (-130, 20),
            (-118, -60),
            (-56, -110),
            (-40, -140),
            (-62, -190),
            (-44, -236),
        ]
    )
    return group(
        solid(d, ("#C99145", "#A06D2B", "#DFB06A"), shift=(18, 10)),
        rect(-62, -150, 124, 18, "#94190F", 8),
        rect(-16, -286, 32, 44, WOOD[1], 8),
        stroke("M-50 -136C-110 -120 -110 -40 -120 -20M50 -136q30 30 24 80", "#94190F", 7),
        glint(-54, -20, 14, 34, 20),
        x=x,
        y=y,
        scale=s,
    )


def corn(x: float, y: float, turn: float, s: float = 1) -> str:
    d = blob_d(
        [
            (-34, 120),
            (-52, 40),
            (-48, -60),
            (-28, -140),
            (0, -166),
            (28, -140),
            (48, -60),
            (52, 40),
            (34, 120),
        ],
        0.9,
    )
    kernels = "".join(
        rect(
            -50 + c * 20 + 1, -160 + r * 19 + 1, 17, 16, ("#F0C24A", "#F7D474", "#E4AE34")[(r + c * 2) % 3], 6
        )
        for r in range(16)
        for c in range(6)
    )
    return group(
        solid(
            d,
            ("#E4AE34", "#C28B1F", "#F7D474"),
            kernels,
            clip(d, rect(24, -170, 40, 320, "#8A5E12", opacity=0.22)),
            light=None,
            shift=(8, 6),
        ),
        shape("M-44 150C-110 80 -110 -20 -70 -90C-60 0 -30 80 0 150z", PALE_GREEN[0]),
        shape("M44 150C110 80 104 -10 78 -70C64 10 30 90 0 150z", GREEN[0]),
        shape("M-40 150C-50 90 -20 50 0 30C20 60 46 90 40 150z", PALE_GREEN[2]),
        rect(-12, 140, 24, 40, PALE_GREEN[1], 6),
        x=x,
        y=y,
        turn=turn,
        scale=s,
    )


@picture("ruou-ngo", "Chai rượu ngô men lá nút lá chuối, quả bầu khô và bắp ngô nếp")
def ruou_ngo() -> str:
    bottle = blob_d(
        [
            (560, 250),
            (600, 244),
            (640, 250),
            (644, 380),
            (690, 450),
            (704, 540),
            (704, 690),
            (680, 742),
            (600, 752),
            (520, 742),
            (496, 690),
            (496, 540),
            (510, 450),
            (556, 380),
        ],
        0.7,
    )
    return (
        table("#DFE3EF", "#EFF1F8", "#8B6B4B", "#6D5238", sun=(600, 380), r=340)
        + shadow(250, 772, 170, 22)
        + gourd(250, 660, 1.12)
        + shadow(615, 756, 170, 22)
        + glass(
            bottle,
            rect(480, 440, 240, 330, "#D6E4E6"),
            rect(650, 440, 70, 330, "#B5CACD", opacity=0.6),
            rect(480, 436, 240, 10, "#FFFFFF", opacity=0.8),
        )
        + rect(516, 480, 16, 220, "#FFFFFF", 8, 0.6)
        + tag(520, 520, 160, 170, "iry")
        + solid(
            "M566 250C556 200 580 176 600 170C624 176 646 200 634 250z",
            GREEN,
            stroke("M580 246q4 -40 14 -70M606 246V176M624 246q-2 -40 -12 -66", GREEN[1], 4),
            shift=(10, 6),
        )
        + rect(560, 238, 80, 16, BAMBOO[0], 7)
        + shadow(930, 786, 200, 22)
        + corn(985, 620, 20)
        + corn(880, 630, -10, 0.95)
        + group(
            shadow(745, 800, 56, 12),
            solid("M700 720H790L778 794H712z", WHITE, shift=(10, 8)),
            oval(745, 720, 45, 11, "#FFFFFF"),
            oval(745, 722, 38, 8, "#DCE8EA"),
            x=20,
            y=-6,
        )
    )


@picture("ruou-son-tra", "Bình thuỷ tinh ngâm rượu sơn tra màu hổ phách, chén nhỏ và quả sơn tra")
def ruou_son_tra() -> str:
    jar = blob_d(
        [
            (420, 300),
            (500, 284),
            (700, 284),
            (780, 300),
            (812, 380),
            (820, 640),
            (786, 730),
            (600, 746),
            (414, 730),
            (380, 640),
            (388, 380),
        ],
        0.7,
    )
    rum = (
        rect(360, 360, 480, 400, "#C9762A")
        + rect(360, 360, 480, 16, "#E6A458")
        + rect(700, 360, 140, 400, "#9E541A", opacity=0.55)
    )
    inside = (
        "".join(
            haw(x, y, 56, t)
            for x, y, t in (
                (450, 690, 10),
                (560, 698, -20),
                (672, 692, 14),
                (770, 684, 0),
                (505, 606, 30),
                (620, 610, -8),
                (730, 604, 20),
                (450, 530, -14),
            )
        )
        + haw_slice(590, 460, 52, 20)
        + haw_slice(700, 500, 50, 60)
        + haw_slice(500, 440, 46, 40)
    )
    return (
        table("#EFE0D0", "#F8EFE4", "#6E7D5B", "#566547", sun=(600, 380), r=340, hem=False)
        + leaf(180, 620, 230, 92, -110, GREEN, 6)
        + leaf(190, 630, 230, 92, -60, DARK_GREEN, 6)
        + shadow(220, 772, 170, 20)
        + haw(150, 690, 86, -6)
        + haw(280, 700, 80, 12)
        + haw(214, 590, 76, 4)
        + shadow(620, 756, 260, 28)
        + glass(jar, rum, inside, rect(360, 360, 480, 400, "#C9762A", opacity=0.34))
        + rect(412, 350, 20, 340, "#FFFFFF", 10, 0.5)
        + rect(440, 216, 320, 74, "#94190F", 18)
        + rect(440, 256, 320, 34, "#6F120B", 12)
        + diamonds(446, 228, 308, 5, "yw", 3)
        + "".join(
            group(
                shadow(4, 96, 70, 12),
                solid("M-62 0H62C60 60 34 92 0 92S-60 60 -62 0z", WHITE, shift=(12, 8)),
                oval(0, 0, 62, 14, "#FFFFFF"),
                oval(0, 2, 54, 10, "#C9762A"),
                x=x,
                y=y,
            )
            for x, y in ((930, 680), (1070, 700))
        )
    )


@picture("giam-tao-meo", "Chai giấm táo mèo vàng trong, bát salad nhỏ và táo mèo bổ lát")
def giam() -> str:
    bottle = blob_d(
        [
            (562, 220),
            (600, 214),
            (638, 220),
            (642, 340),
            (676, 420),
            (690, 500),
            (690, 700),
            (670, 742),
            (600, 750),
            (530, 742),
            (510, 700),
            (510, 500),
            (524, 420),
            (558, 340),
        ],
        0.7,
    )
    fill = (
        rect(490, 380, 220, 380, "#E6C76A")
        + rect(640, 380, 70, 380, "#C9A446", opacity=0.6)
        + haw_slice(560, 470, 40, 12)
        + haw_slice(630, 720, 38, 40)
    )
    greens = "".join(
        leaf(x, y, 150, 74, a, tones, 4)
        for x, y, a, tones in (
            (820, 640, -130, GREEN),
            (880, 630, -95, PALE_GREEN),
            (950, 635, -60, GREEN),
            (1000, 645, -30, DARK_GREEN),
            (850, 650, -160, PALE_GREEN),
        )
    )
    bowl = "M740 640H1080C1070 740 1000 780 910 780S750 740 740 640z"
    return (
        table("#EEF0D6", "#F7F8E6", "#9E7A55", "#7F5F40", sun=(600, 380), r=340, hem=False)
        + leaf(240, 640, 230, 90, -115, GREEN, 6)
        + leaf(250, 640, 220, 88, -60, DARK_GREEN, 6)
        + shadow(270, 775, 190, 22)
        + haw(180, 690, 84, -8)
        + haw(330, 700, 78, 8)
        + shadow(615, 756, 150, 20)
        + glass(bottle, fill)
        + rect(526, 470, 14, 230, "#FFFFFF", 7, 0.55)
        + tag(536, 530, 130, 160, "goy")
        + rect(566, 158, 68, 66, BAMBOO[0], 10)
        + rect(566, 192, 68, 32, BAMBOO[1], 8)
        + shadow(920, 786, 170, 20)
        + greens
        + "".join(
            oval(x, y, 26, 25, "#D8412F") + glint(x - 8, y - 8, 7, 4)
            for x, y in ((860, 612), (940, 600), (1000, 625))
        )
        + solid(bowl, ("#3C4A86", "#28356B", "#5B69A6"), shift=(18, 12))
        + rect(730, 630, 360, 22, "#5B69A6", 11)
        + clip(bowl, diamonds(740, 690, 340, 5, "wy", 3))
        + "".join(
            group(shadow(4, 34, 44, 8), haw_slice(0, 0, 46, t), x=x, y=y)
            for x, y, t in ((430, 776, 20), (520, 800, 60))
        )
    )


@picture("nuoc-mo", "Cốc nước mơ ngâm có đá và lá bạc hà, hũ mơ ngâm đường")
def nuoc_mo() -> str:
    apricot: Tones = ("#EFB24A", "#CF8C2C", "#F8CD7E")

    def fruit(x: float, y: float, r: float) -> str:
        return group(
            oval(4, 6, r, r, "#6B3A0A", 0.14),
            solid(
                oval_d(0, 0, r, r * 0.95),
                apricot,
                oval(r * 0.4, -r * 0.3, r * 0.5, r * 0.5, "#E0723F", 0.35),
                stroke(f"M0 {-r}Q{r * 0.4} 0 {r * 0.1} {r}", apricot[1], 4, 0.6),
                shift=(r * 0.17, r * 0.15),
                light=(r * 0.1, r * 0.1),
            ),
            glint(-r * 0.4, -r * 0.4, r * 0.18, r * 0.1),
            x=x,
            y=y,
        )

    tumbler = "M680 330H950L920 720Q914 744 890 746H740Q716 744 710 720z"
    drink = (
        rect(660, 420, 310, 340, "#EFC25C")
        + rect(860, 420, 110, 340, "#D9A23C", opacity=0.55)
        + "".join(
            group(
                rect(-46, -46, 92, 92, "#FFFFFF", 14, 0.55),
                rect(-34, -34, 40, 20, "#FFFFFF", 8, 0.7),
                x=x,
                y=y,
                turn=t,
            )
            for x, y, t in ((760, 440, 14), (870, 450, -18), (800, 530, 30))
        )
        + fruit(770, 670, 50)
        + fruit(870, 660, 48)
    )
    jar = blob_d(
        [
            (250, 350),
            (320, 338),
            (480, 338),
            (550, 350),
            (570, 420),
            (574, 660),
            (546, 736),
            (400, 748),
            (254, 736),
            (226, 660),
            (230, 420),
        ],
        0.7,
    )
    inside = rect(200, 410, 400, 350, "#E9B04A") + "".join(
        fruit(280 + (i % 4) * 84 + (40 if (i // 4) % 2 else 0), 470 + (i // 4) * 74, 46) for i in range(16)
    )
    return (
        table("#DDEBE4", "#EEF6F0", "#B08A5A", "#8F6C43", sun=(620, 380), r=340)
        + shadow(410, 755, 200, 24)
        + glass(jar, inside)
        + rect(254, 400, 18, 290, "#FFFFFF", 9, 0.5)
        + tag(310, 500, 180, 160, "oyg")
        + rect(262, 274, 276, 72, ("#28356B"), 16)
        + rect(262, 314, 276, 32, "#1C2654", 12)
        + shadow(825, 756, 160, 22)
        + glass(tumbler, drink)
        + stroke("M860 600L900 180", "#94190F", 16)
        + stroke("M860 600L900 180", "#C24A3C", 7)
        + leaf(760, 400, 120, 70, -120, GREEN, 4)
        + leaf(770, 400, 120, 70, -60, DARK_GREEN, 4)
        + leaf(750, 410, 110, 62, -165, PALE_GREEN, 4)
        + shadow(1050, 780, 90, 14)
        + fruit(1040, 720, 62)
        + leaf(1050, 660, 110, 50, -40, GREEN, 3)
        + flower(1120, 790, 34, "#FFFFFF", "#F1CF5B")
        + flower(140, 780, 38, "#FFFFFF", "#F1CF5B", 5, 20)
    )
