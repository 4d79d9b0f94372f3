"""Tea and coffee, and the sơn tra that goes into so much."""

import random

from art.brush import (
    blob_d,
    clip,
    diamonds,
    glint,
    group,
    leaf,
    oval,
    oval_d,
    rect,
    shadow,
    shape,
    solid,
    steam,
    stroke,
)
from art.colours import BAMBOO, CLAY, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN, WHITE
from art.demo.stage import HEIGHT, WIDTH, cloud, ridge, table
from art.demo.vessels import glass

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
