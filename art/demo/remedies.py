"""Spices, remedies and soaps."""

import math
import random

from art.brush import (
    blob_d,
    clip,
    curve_d,
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
)
from art.colours import BAMBOO, GREEN, WOOD
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN, STONE, WHITE
from art.demo.stage import table
from art.demo.vessels import lidded_jar, tag


@picture("cham-cheo", "Bát chẳm chéo cay thơm, cối đá, ớt, tỏi và chùm hạt mắc khén")
def cham_cheo() -> str:
    dice = random.Random(9)
    bowl = "M470 600H890C880 710 800 765 680 765S480 710 470 600z"
    paste = oval(680, 600, 196, 46, "#7A8A3C") + "".join(
        oval(
            680 + 180 * math.cos(a) * q,
            600 + 40 * math.sin(a) * q,
            dice.uniform(4, 9),
            dice.uniform(3, 6),
            ("#C9342F", "#4E6B2B", "#E9D9A0", "#2E2A1C", "#A9B85A")[i % 5],
        )
        for i, (a, q) in enumerate((dice.uniform(0, 6.28), dice.uniform(0, 1) ** 0.5) for _ in range(80))
    )
    mortar_d = "M130 470H430C424 640 390 700 280 700S136 640 130 470z"
    mortar = (
        shadow(290, 742, 160, 22)
        + group(solid(rect_d(-22, -330, 44, 330, 22), WOOD, shift=(8, 4)), x=330, y=500, turn=24)
        + rect(210, 690, 140, 44, STONE[1], 14)
        + solid(
            mortar_d,
            STONE,
            *[oval(150 + (i * 61) % 270, 500 + (i * 47) % 170, 6, 4, STONE[1], 0.5) for i in range(16)],
            shift=(26, 10),
        )
        + oval(280, 470, 150, 30, STONE[2])
        + oval(280, 472, 126, 22, STONE[1])
    )

    def sprig(x: float, y: float, turn: float) -> str:
        out = stroke("M0 0C60 -20 120 -20 200 -60", "#6B5230", 7)
        for i in range(7):
            px, py = 30 + i * 27, -8 - i * 8
            for s in (-1, 1):
                out += (
                    stroke(f"M{px} {py}l14 {s * 26}", "#6B5230", 4)
                    + oval(px + 16, py + s * 32, 14, 13, ("#5A4630", "#7A6243")[i % 2])
                    + oval(px + 16, py + s * 32, 6, 5, "#1F1712")
                    + oval(px + 11, py + s * 32 - 5, 4, 3, "#B89A6C", 0.7)
                )
        return group(out, x=x, y=y, turn=turn)

    chilli = "".join(
        group(
            shape("M0 0C30 -18 90 -16 150 14C90 30 30 26 0 0z", "#D23A2C"),
            shape("M0 2C30 14 90 18 150 14C90 30 30 26 0 2z", "#A8261F"),
            stroke("M2 0q-20 -2 -30 -16", GREEN[0], 10),
            x=x,
            y=y,
            turn=t,
        )
        for x, y, t in ((440, 800, -8), (560, 815, 6))
    )
    garlic = group(
        solid(
            blob_d([(0, -66), (14, -40), (56, -6), (52, 40), (0, 54), (-52, 40), (-56, -6), (-14, -40)]),
            ("#F4ECDD", "#D9CBB4", "#FFFDF6"),
            stroke("M0 -50C-20 -10 -22 20 -14 52M0 -50C20 -10 22 20 14 52", "#C9B99C", 4),
            shift=(9, 8),
        ),
        x=1030,
        y=720,
    )
    jar_fill = rect(900, 300, 300, 340, "#7A8A3C") + "".join(
        oval(
            dice.uniform(930, 1130),
            dice.uniform(330, 600),
            dice.uniform(4, 8),
            dice.uniform(3, 6),
            ("#C9342F", "#4E6B2B", "#E9D9A0", "#A9B85A")[i % 4],
        )
        for i in range(60)
    )
    return (
        table("#E9E4C9", "#F5F1DD", "#A6633F", "#84492B", sun=(620, 360), r=335, hem=False)
        + sprig(470, 640, -58)
        + sprig(700, 620, -84)
        + leaf(560, 640, 240, 80, -76, GREEN, 6)
        + leaf(620, 640, 230, 76, -108, DARK_GREEN, 6)
        + lidded_jar(1020, 640, 220, 300, jar_fill)
        + mortar
        + shadow(690, 770, 220, 26)
        + solid(bowl, WHITE, clip(bowl, diamonds(470, 660, 420, 7, "rg", 3)), shift=(22, 12))
        + oval(680, 600, 216, 56, "#FFFFFF")
        + paste
        + shadow(1034, 776, 66, 12)
        + garlic
        + chilli
        + sprig(820, 830, -2)
    )


@picture("vien-nghe-mat-ong", "Lọ viên nghệ mật ong, củ nghệ tươi cắt lát vàng cam")
def vien_nghe() -> str:
    random.Random(6)

    def pill(x: float, y: float, s: float = 1) -> str:
        return group(
            solid(oval_d(0, 0, 27), ("#D9922B", "#B3701A", "#EBB257"), shift=(5, 5), light=(4, 4)),
            glint(-9, -9, 6, 4),
            x=x,
            y=y,
            scale=s,
        )

    def root(x: float, y: float, turn: float, s: float) -> str:
        d = blob_d(
            [
                (-130, 10),
                (-90, -44),
                (-20, -50),
                (10, -96),
                (52, -92),
                (50, -44),
                (120, -40),
                (140, 0),
                (100, 42),
                (30, 46),
                (10, 84),
                (-30, 80),
                (-36, 48),
                (-104, 48),
            ],
            0.9,
        )
        rings = "".join(stroke(f"M{x0} -46q14 46 -4 92", "#8C5A1E", 4, 0.6) for x0 in (-80, -40, 0, 70, 100))
        return group(
            solid(d, ("#C98736", "#A0641F", "#DFA557"), rings, shift=(10, 10)),
            oval(138, 0, 16, 36, "#F08A1E"),
            oval(136, 0, 10, 26, "#F7A63E"),
            x=x,
            y=y,
            turn=turn,
            scale=s,
        )

    fill = rect(380, 250, 460, 470, "#B3701A") + "".join(
        pill(404 + (i % 8) * 52 + (24 if (i // 8) % 2 else 0), 316 + (i // 8) * 44) for i in range(80)
    )
    cuts = "".join(
        group(
            shadow(4, 36, 46, 9),
            solid(oval_d(0, 0, 46, 40), ("#C98736", "#A0641F", "#DFA557"), shift=(3, 4)),
            oval(0, -1, 39, 33, "#F08A1E"),
            oval(0, -1, 24, 20, "#F7A63E"),
            x=x,
            y=y,
        )
        for x, y in ((900, 740), (985, 752), (940, 790))
    )
    return (
        table("#FBE9C6", "#FDF4DF", "#6F8F69", "#567552", sun=(600, 380), r=340)
        + "".join(
            leaf(200, 640, length, 110, a, tones, 8)
            for a, length, tones in ((-110, 420, DARK_GREEN), (-75, 460, GREEN), (-50, 400, PALE_GREEN))
        )
        + lidded_jar(610, 715, 360, 400, fill, ("#F7F1E4", "#DDD3C2", "#FFFFFF"), "oyr")
        + shadow(230, 770, 180, 22)
        + root(230, 700, -8, 1.1)
        + shadow(980, 690, 150, 18)
        + root(980, 630, 14, 0.95)
        + cuts
        + pill(480, 780)
        + pill(545, 795)
        + pill(700, 790)
    )


@picture("dau-goi-bo-ket", "Chai dầu gội bồ kết, quả bồ kết khô, vỏ bưởi và hoa bưởi trắng")
def dau_goi() -> str:
    bottle = blob_d(
        [
            (500, 360),
            (530, 330),
            (670, 330),
            (700, 360),
            (724, 430),
            (728, 680),
            (700, 742),
            (600, 752),
            (500, 742),
            (472, 680),
            (476, 430),
        ],
        0.7,
    )
    pump = (
        rect(584, 180, 32, 80, "#2B2320", 6)
        + shape("M470 178H640Q662 178 662 200V214H560Q548 214 540 206L470 200z", "#3B312C")
        + rect(548, 250, 104, 84, "#2B2320", 12)
        + rect(552, 256, 20, 70, "#5A4C45", 8)
    )

    def pod(x: float, y: float, turn: float, s: float = 1) -> str:
        d = curve_d(
            [
                (-190, 10),
                (-120, -36),
                (-20, -40),
                (80, -26),
                (180, -44),
                (196, -26),
                (110, 22),
                (0, 30),
                (-110, 32),
                (-176, 28),
            ],
            closed=True,
        )
        bumps = "".join(
            oval(-130 + i * 48, -6 - (i % 2) * 4, 19, 13, "#4A2A22", 0.8)
            + oval(-134 + i * 48, -11 - (i % 2) * 4, 9, 4, "#8C6154", 0.6)
            for i in range(6)
        )
        return group(
            solid(d, ("#5C372C", "#3C211B", "#7A5143"), bumps, shift=(6, 8)), x=x, y=y, turn=turn, scale=s
        )

    peel = group(
        solid(
            "M-110 0A110 96 0 0 1 110 0Q60 -50 0 -50T-110 0z", ("#B7C94F", "#93A63A", "#D2DF7E"), shift=(8, 8)
        ),
        shape("M-100 2Q-56 -42 0 -42T100 2Q60 -26 0 -26T-100 2z", "#F4F2DC"),
        x=930,
        y=740,
        turn=10,
    )
    blossom = "".join(
        flower(x, y, r, "#FFFFFF", "#F1CF5B", 5, t)
        for x, y, r, t in (
            (330, 440, 62, 0),
            (250, 520, 54, 20),
            (380, 540, 46, 40),
            (880, 600, 50, 10),
            (960, 560, 58, 30),
        )
    )
    return (
        table("#DCE6DA", "#EDF3EA", "#B58B64", "#926B47", sun=(600, 380), r=340, hem=False)
        + leaf(280, 500, 260, 100, -120, DARK_GREEN, 6)
        + leaf(300, 500, 240, 96, -60, GREEN, 6)
        + leaf(320, 520, 230, 90, 170, GREEN, 6)
        + leaf(920, 590, 250, 96, -60, DARK_GREEN, 6)
        + leaf(930, 600, 230, 90, -16, GREEN, 6)
        + shadow(610, 754, 190, 24)
        + solid(bottle, ("#5C372C", "#402219", "#7A5143"), shift=(26, 8))
        + rect(492, 400, 20, 300, "#A37B6B", 10, 0.55)
        + tag(506, 450, 188, 210, "gyr")
        + pump
        + blossom
        + shadow(300, 770, 190, 18)
        + pod(290, 700, -10)
        + pod(300, 752, 6)
        + shadow(930, 770, 120, 16)
        + peel
        + pod(960, 806, -4, 0.8)
    )


@picture("tinh-dau-sa", "Lọ tinh dầu sả nâu có ống nhỏ giọt bên bó sả tươi")
def tinh_dau() -> str:
    def stalk(x: float, y: float, turn: float, s: float = 1) -> str:
        return group(
            shape("M-20 0C-26 -120 -18 -260 -8 -380L8 -380C18 -260 26 -120 20 0Q0 20 -20 0z", "#DDE4B2"),
            shape("M2 8C4 -120 6 -260 6 -380L8 -380C18 -260 26 -120 20 0z", "#B9C685"),
            shape("M-18 -20C-14 -40 14 -40 18 -20L20 0Q0 20 -20 0z", "#D9B7C4"),
            stroke("M-10 -60C-12 -180 -8 -280 -2 -360", "#A9B975", 4),
            shape("M-8 -360C-30 -470 -90 -560 -150 -600C-90 -520 -40 -440 -2 -350z", GREEN[0]),
            shape("M8 -360C30 -480 60 -580 110 -640C90 -540 50 -430 4 -350z", DARK_GREEN[0]),
            shape("M-2 -360C-10 -480 -6 -580 10 -680C26 -580 22 -470 6 -356z", PALE_GREEN[0]),
            x=x,
            y=y,
            turn=turn,
            scale=s,
        )

    bottle = blob_d(
        [
            (540, 470),
            (570, 440),
            (670, 440),
            (700, 470),
            (716, 530),
            (716, 700),
            (694, 744),
            (620, 750),
            (546, 744),
            (524, 700),
            (524, 530),
        ],
        0.7,
    )
    return (
        table("#E2EAD0", "#F1F5E3", "#7C6A9C", "#615081", sun=(620, 390), r=340)
        + stalk(250, 760, -10)
        + stalk(330, 770, 2, 1.02)
        + stalk(410, 762, 14, 0.96)
        + shadow(330, 776, 150, 18)
        + rect(262, 610, 150, 26, BAMBOO[0], 8)
        + rect(262, 626, 150, 10, BAMBOO[1], 5)
        + shadow(630, 752, 140, 20)
        + solid(bottle, ("#9C5A22", "#6F3C14", "#BE7A3A"), shift=(20, 8))
        + rect(542, 520, 16, 180, "#E2A868", 8, 0.6)
        + tag(560, 540, 120, 160, "gyw")
        + rect(584, 372, 72, 76, "#2B2320", 10)
        + rect(588, 378, 14, 62, "#5A4C45", 7)
        + solid(
            "M596 374C590 330 596 268 620 256C644 268 650 330 644 374z",
            ("#3B312C", "#241C19", "#5A4C45"),
            shift=(8, 4),
        )
        + group(
            solid(
                "M0 -70C26 -30 44 -6 44 22A44 44 0 0 1 -44 22C-44 -6 -26 -30 0 -70z",
                ("#E9B949", "#C9922B", "#F6D784"),
                shift=(9, 8),
            ),
            glint(-16, 10, 8, 18, 10),
            x=860,
            y=560,
        )
        + group(
            solid(
                "M0 -70C26 -30 44 -6 44 22A44 44 0 0 1 -44 22C-44 -6 -26 -30 0 -70z",
                ("#E9B949", "#C9922B", "#F6D784"),
                shift=(9, 8),
            ),
            x=960,
            y=470,
            scale=0.6,
        )
        + "".join(
            group(
                shadow(4, 26, 40, 8),
                oval(0, 0, 40, 34, "#B9C685"),
                oval(-3, -3, 34, 28, "#E6ECC6"),
                oval(-3, -3, 24, 19, "#C6D092"),
                oval(-3, -3, 17, 13, "#EDF2D6"),
                oval(-3, -3, 9, 6, "#C6D092"),
                x=x,
                y=y,
            )
            for x, y in ((850, 745), (940, 730), (900, 785), (1010, 775))
        )
    )
