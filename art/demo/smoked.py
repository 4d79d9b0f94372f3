"""Meat that hangs over the hearth."""

import math
import random

from art.brush import (
    blob_d,
    diamonds,
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
    steam,
    stroke,
)
from art.colours import BAMBOO, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, DARK_WOOD
from art.demo.stage import HEIGHT, WIDTH, table


def ember_wall() -> str:
    boards = "".join(rect(i * 150, 0, 146, 640, ("#5A3A2A", "#634030", "#553525")[i % 3]) for i in range(8))
    return (
        rect(0, 0, WIDTH, HEIGHT, "#4A2E21")
        + boards
        + oval(600, 690, 520, 400, "#8F4A26", 0.35)
        + oval(600, 720, 360, 280, "#C56A2A", 0.3)
        + rect(0, 700, WIDTH, 200, "#3A241B")
    )


def fire(x: float, y: float, s: float) -> str:
    return group(
        shape(
            "M0 0C-90 0 -110 -70 -80 -120C-70 -90 -50 -90 -50 -110C-60 -170 -10 -200 0 -260C30 -210 70 -180 56 -110C70 -110 80 -130 78 -150C120 -80 90 0 0 0z",
            "#E8632A",
        ),
        shape(
            "M0 0C-60 0 -70 -50 -46 -86C-36 -66 -22 -70 -24 -90C-28 -130 4 -150 8 -180C28 -140 44 -120 34 -76C44 -78 50 -88 50 -100C76 -50 56 0 0 0z",
            "#F5A032",
        ),
        shape("M0 0C-34 0 -40 -34 -20 -60C-8 -48 0 -70 6 -100C28 -60 40 0 0 0z", "#FBD767"),
        x=x,
        y=y,
        scale=s,
    )


def hearth(x: float, y: float) -> str:
    logs = group(
        solid(rect_d(-190, -24, 380, 48, 22), DARK_WOOD, shift=(6, 10)),
        oval(190, 0, 16, 22, "#C38D57"),
        turn=10,
    ) + group(
        solid(rect_d(-190, -24, 380, 48, 22), WOOD, shift=(6, 10)), oval(-190, 0, 16, 22, "#DDB98A"), turn=-10
    )
    return shadow(x, y + 54, 300, 28, 0.4) + fire(x, y + 10, 1.0) + group(logs, x=x, y=y + 26)


def hanging_meat(x: float, y: float, w: float, h: float, seed: int) -> str:
    dice = random.Random(seed)
    d = blob_d(
        [
            (-w * 0.36, 0),
            (w * 0.3, dice.uniform(-6, 8)),
            (w * 0.5, h * 0.3),
            (w * dice.uniform(0.36, 0.5), h * 0.66),
            (w * 0.22, h),
            (-w * 0.26, h * dice.uniform(0.92, 1.02)),
            (-w * 0.5, h * 0.62),
            (-w * dice.uniform(0.38, 0.5), h * 0.26),
        ],
        0.9,
    )
    tones: Tones = (
        ("#7E3324", "#571F18", "#A04A34"),
        ("#6F2B21", "#4B1A16", "#8F4030"),
        ("#8A3B27", "#60251A", "#AC5439"),
    )[seed % 3]
    grain = "".join(
        stroke(
            f"M{-w * 0.3 + i * w * 0.15} {h * 0.08}q{dice.uniform(-10, 10)} {h * 0.4} {dice.uniform(-8, 8)} {h * 0.84}",
            tones[(i % 2) + 1],
            4,
            0.55,
        )
        for i in range(5)
    )
    spice = "".join(
        oval(
            dice.uniform(-0.4, 0.4) * w,
            dice.uniform(0.1, 0.9) * h,
            4,
            3,
            ("#1F1410", "#D9A441", "#C9342F")[i % 3],
            0.8,
        )
        for i in range(16)
    )
    return group(
        stroke(f"M0 {-90}V10", "#D9B46A", 5),
        solid(d, tones, grain, spice, shift=(10, 6), light=(8, 8)),
        x=x,
        y=y,
    )


@picture("thit-trau-gac-bep", "Những dải thịt trâu treo trên gác bếp, bên dưới là bếp củi đỏ lửa", dark=True)
def thit_trau() -> str:
    rack = "".join(
        rect(-20, 84 + i * 34, 1240, 22, (BAMBOO[0], BAMBOO[1])[i % 2], 10)
        + "".join(rect(120 + k * 260 + i * 60, 82 + i * 34, 8, 26, "#8A682F", 3) for k in range(5))
        for i in range(2)
    )
    meat = "".join(
        hanging_meat(x, y, w, h, i)
        for i, (x, y, w, h) in enumerate(
            [
                (150, 200, 96, 330),
                (270, 190, 104, 400),
                (395, 205, 98, 350),
                (520, 190, 110, 420),
                (655, 200, 100, 370),
                (785, 190, 108, 410),
                (910, 205, 98, 340),
                (1040, 192, 104, 380),
            ]
        )
    )
    smoke = "".join(
        steam(x, y, reach, "#F3E3CF", 0.16, 26)
        for x, y, reach in ((470, 660, 420), (720, 640, 460), (600, 560, 380))
    )
    chilli = "".join(
        group(
            shape("M0 0C-14 20 -16 60 6 92C18 60 16 22 0 0z", "#D23A2C"),
            rect(-4, -16, 8, 18, GREEN[0], 4),
            x=1120 + (i % 3) * 22 - 20,
            y=190 + i * 34,
            turn=(i % 3 - 1) * 34,
        )
        for i in range(8)
    )
    return (
        ember_wall()
        + rack
        + stroke("M1130 100V480", "#D9B46A", 5)
        + chilli
        + meat
        + smoke
        + hearth(600, 790)
        + diamonds(0, 868, 1200, 5, "ryo", 2)
    )


@picture("lap-suon", "Dây lạp sườn gác bếp xếp trên thớt gỗ cùng ớt và tỏi")
def lap_suon() -> str:
    def link(x: float, y: float, length: float, turn: float, i: int) -> str:
        tones: Tones = (("#A63A2B", "#7A241D", "#C45A44"), ("#96302A", "#6C1E1A", "#B54C3E"))[i % 2]
        d = rect_d(-length / 2, -40, length, 80, 40)
        fat = "".join(
            oval(-length / 2 + 30 + k * 30, -14 + (k * 17) % 34, 9, 6, "#F1C6AE", 0.75)
            for k in range(int(length // 31))
        )
        wrinkle = stroke(f"M{-length / 2 + 16} -16q12 16 0 34M{length / 2 - 16} -16q-12 16 0 34", tones[1], 5)
        return group(
            solid(d, tones, fat, wrinkle, shift=(8, 14), light=(8, 10)),
            oval(-length / 2 - 6, 0, 12, 9, tones[1]),
            oval(length / 2 + 6, 0, 12, 9, tones[1]),
            glint(-length * 0.2, -22, length * 0.16, 5, 0, 0.4),
            x=x,
            y=y,
            turn=turn,
        )

    board = rect_d(190, 380, 800, 380, 46)
    slices = "".join(
        group(
            shadow(6, 40, 50, 12),
            solid(oval_d(0, 0, 50, 46), ("#A63A2B", "#7A241D", "#C45A44"), shift=(5, 5)),
            oval(-1, -1, 42, 38, "#C45040"),
            *[oval(math.cos(k * 1.3) * 24, math.sin(k * 1.7) * 22, 8, 6, "#F3D3BF", 0.9) for k in range(8)],
            x=x,
            y=y,
        )
        for x, y in ((770, 660), (860, 640), (830, 702))
    )
    garlic = group(
        shadow(0, 52, 62, 12),
        solid(
            blob_d([(0, -66), (14, -40), (56, -6), (52, 40), (0, 54), (-52, 40), (-56, -6), (-14, -40)]),
            ("#F4ECDD", "#D9CBB4", "#FFFDF6"),
            stroke("M0 -50C-20 -10 -22 20 -14 52M0 -50C20 -10 22 20 14 52", "#C9B99C", 4),
            shift=(9, 8),
        ),
        x=1050,
        y=700,
    )
    chilli = "".join(
        group(
            shape("M0 0C30 -18 90 -16 150 14C90 30 30 26 0 0z", "#D23A2C"),
            shape("M0 2C30 14 90 18 150 14C90 30 30 26 0 2z", "#A8261F"),
            stroke("M2 0q-20 -2 -30 -16", GREEN[0], 10),
            x=x,
            y=y,
            turn=t,
        )
        for x, y, t in ((1000, 560, 24), (1010, 600, 40))
    )
    hole = oval(930, 424, 16, 16, "#5F8352")
    return (
        table("#F4DDC8", "#FBEFE2", "#7E9F6B", "#5F8352", sun=(600, 300), r=320, horizon=520, hem=False)
        + shadow(610, 765, 430, 30)
        + shape(rect_d(190, 396, 800, 380, 46), WOOD[1])
        + solid(
            board,
            WOOD,
            *[
                stroke(
                    f"M200 {430 + i * 62}C400 {416 + i * 62} 700 {450 + i * 62} 990 {428 + i * 62}",
                    WOOD[1],
                    4,
                    0.5,
                )
                for i in range(5)
            ],
            shift=(0, 10),
        )
        + hole
        + "".join(steam(x, 330, 190, "#FFFFFF", 0.55) for x in (420, 560, 700))
        + link(400, 470, 300, -8, 0)
        + link(700, 462, 280, 10, 1)
        + link(380, 570, 290, 6, 1)
        + link(670, 572, 260, -4, 0)
        + link(430, 672, 310, -5, 0)
        + slices
        + garlic
        + chilli
        + leaf(200, 770, 150, 60, -30, GREEN)
        + leaf(215, 775, 140, 56, 10, DARK_GREEN)
    )
