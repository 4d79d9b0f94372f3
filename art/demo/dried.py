"""Dried fruit, crisps, bamboo shoots."""

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
    stroke,
)
from art.colours import BAMBOO, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN, PLUM, WHITE
from art.demo.grain import rice_ear
from art.demo.stage import table
from art.demo.vessels import glass, pouch, tag


@picture("khau-xen", "Đĩa bánh khẩu xén nhiều màu bên bông lúa nếp")
def khau_xen() -> str:
    def crisp(x: float, y: float, s: float, turn: float, tones: Tones) -> str:
        d = blob_d(
            [
                (-64, -52),
                (-20, -62),
                (30, -50),
                (66, -58),
                (60, -10),
                (70, 40),
                (30, 56),
                (-16, 48),
                (-60, 60),
                (-70, 8),
            ],
            1.1,
        )
        dots = "".join(
            oval(dx, dy, 7, 5, tones[1], 0.5)
            for dx, dy in ((-36, -26), (10, -20), (36, 18), (-20, 22), (-44, 12), (28, -36))
        )
        return group(
            oval(6, 8, 68, 60, "#4A2B1A", 0.1),
            solid(d, tones, dots, shift=(8, 8), light=(8, 8)),
            x=x,
            y=y,
            turn=turn,
            scale=s,
        )

    pink: Tones = ("#EC9BB0", "#CE7690", "#F6BDCB")
    gold: Tones = ("#F3C75B", "#D6A438", "#F9DE93")
    green: Tones = ("#A9C97C", "#86A95A", "#C8DFA4")
    cream: Tones = ("#F8EBD2", "#DFCBA5", "#FFF8EA")
    violet: Tones = ("#A98BC4", "#8566A5", "#C6AEDA")
    tones = [pink, gold, green, cream, violet]
    rows = [
        (560, [340, 455, 575, 695, 815, 880]),
        (490, [390, 510, 640, 760, 840]),
        (415, [450, 570, 700, 780]),
        (345, [530, 650]),
        (280, [600]),
    ]
    dice = random.Random(8)
    heap = "".join(
        crisp(x, y, 1.18, dice.uniform(-40, 40), tones[(i * 2 + j) % 5])
        for i, (y, xs) in enumerate(rows)
        for j, x in enumerate(xs)
    )
    return (
        table("#EADFEA", "#F6EFF5", "#A9764C", "#875B38", sun=(600, 370), r=340)
        + shadow(600, 735, 420, 40)
        + "".join(
            rice_ear(1000 + i * 26, 640, 330 + i * 20, 90 + i * 26, ("#E3B341", "#BF8D2A", "#F2CE6F"))
            for i in range(3)
        )
        + solid("M160 600C200 720 400 745 600 745S1000 720 1040 600z", WHITE, shift=(24, 12))
        + oval(600, 600, 440, 76, "#FFFFFF")
        + oval(600, 602, 400, 60, "#E9E0CF")
        + stroke("M190 650C300 715 430 726 600 726S900 715 1010 650", "#28356B", 7, 0.8)
        + heap
        + crisp(190, 745, 0.9, 20, gold)
        + crisp(1040, 760, 0.85, -24, pink)
    )


def chip(x: float, y: float, s: float, turn: float, tones: Tones) -> str:
    d = blob_d([(-58, -8), (-34, -40), (6, -46), (46, -32), (62, 4), (40, 38), (-4, 44), (-46, 30)], 0.9)
    folds = stroke("M-34 -8Q-8 -22 20 -8M-22 12Q6 0 38 14M-8 -30Q10 -32 26 -22", tones[1], 5, 0.65)
    return group(
        oval(5, 8, 60, 44, "#2B0D16", 0.16),
        solid(d, tones, folds, shift=(8, 7), light=(6, 6)),
        glint(-28, -20, 10, 5),
        x=x,
        y=y,
        turn=turn,
        scale=s,
    )


@picture("man-say-deo", "Túi giấy và đĩa gỗ đựng mận sấy dẻo màu đỏ sẫm")
def man_say_deo() -> str:
    dark: Tones = ("#8A2438", "#661628", "#A8394C")
    red: Tones = ("#A93347", "#7F2034", "#C45061")
    dice = random.Random(3)
    window = oval_d(400, 500, 96, 110)
    contents = "".join(
        chip(
            320 + dice.uniform(0, 170),
            400 + dice.uniform(0, 210),
            0.8,
            dice.uniform(0, 180),
            (dark, red)[i % 2],
        )
        for i in range(26)
    )
    pile = "".join(
        chip(x, y, 1.05, dice.uniform(0, 180), (dark, red)[i % 2])
        for i, (x, y) in enumerate(
            [
                (700, 660),
                (800, 672),
                (900, 668),
                (990, 652),
                (750, 606),
                (850, 612),
                (945, 604),
                (800, 552),
                (895, 552),
                (846, 500),
            ]
        )
    )
    return (
        table("#F2DCD6", "#FAEEEA", "#7F9A6E", "#647F56", sun=(620, 380), r=345, hem=False)
        + shadow(420, 762, 220, 26)
        + pouch(230, 200, 340, 560, ("#D9B384", "#B98F5E", "#E9CCA4"), window, contents)
        + shadow(850, 742, 250, 28)
        + solid(oval_d(850, 690, 250, 56), WOOD, shift=(10, 12))
        + oval(850, 680, 220, 40, WOOD[1])
        + pile
        + leaf(1010, 640, 170, 70, -40, GREEN)
        + leaf(620, 790, 150, 60, -20, PALE_GREEN)
        + plum_small(690, 790, 52)
        + plum_small(1060, 770, 56)
    )


def plum_small(x: float, y: float, r: float) -> str:
    return group(
        shadow(4, r, r),
        solid(
            oval_d(0, 0, r, r * 0.96),
            PLUM,
            oval(-r * 0.3, -r * 0.16, r * 0.56, r * 0.6, "#FFFFFF", 0.1),
            stroke(f"M0 {-r}Q{r * 0.4} 0 {r * 0.1} {r}", PLUM[1], 4, 0.6),
            shift=(r * 0.17, r * 0.15),
            light=(r * 0.1, r * 0.1),
        ),
        glint(-r * 0.42, -r * 0.4, r * 0.2, r * 0.1),
        x=x,
        y=y,
    )


@picture("long-nhan", "Lọ thuỷ tinh đựng long nhãn sấy vàng nâu và chén nhỏ long nhãn")
def long_nhan() -> str:
    brown: Tones = ("#A9652B", "#7F471B", "#C98645")
    amber: Tones = ("#C07C37", "#945823", "#DC9E58")
    dice = random.Random(5)

    def bead(x: float, y: float, s: float, i: int) -> str:
        tones = (brown, amber)[i % 2]
        d = oval_d(0, 0, 34, 30)
        return group(
            solid(
                d,
                tones,
                stroke("M-18 -6Q0 -16 18 -4M-14 10Q4 2 20 12", tones[1], 4, 0.6),
                shift=(6, 6),
                light=(5, 5),
            ),
            glint(-12, -12, 7, 4),
            x=x,
            y=y,
            turn=dice.uniform(0, 360),
            scale=s,
        )

    jar = blob_d(
        [
            (330, 330),
            (420, 320),
            (600, 320),
            (690, 330),
            (706, 420),
            (706, 650),
            (680, 735),
            (510, 746),
            (340, 735),
            (314, 650),
            (314, 420),
        ],
        0.7,
    )
    fill = rect(300, 430, 420, 330, "#7F471B") + "".join(
        bead(330 + (i % 7) * 60 + (28 if (i // 7) % 2 else 0), 440 + (i // 7) * 48, 1.05, i * 7 + i // 7)
        for i in range(49)
    )
    bowl = "M760 650H1040C1034 740 980 775 900 775S766 740 760 650z"
    heap = "".join(
        bead(x, y, 1.2, i)
        for i, (x, y) in enumerate(
            [
                (800, 640),
                (865, 632),
                (930, 634),
                (995, 642),
                (835, 596),
                (900, 588),
                (962, 598),
                (872, 552),
                (926, 554),
            ]
        )
    )
    return (
        table("#F0E2CB", "#F9F1E1", "#8C6A8D", "#6F5170", sun=(560, 390), r=345)
        + leaf(780, 640, 230, 90, -120, DARK_GREEN, 6)
        + leaf(1020, 640, 230, 90, -60, GREEN, 6)
        + leaf(1030, 650, 190, 76, -22, DARK_GREEN, 6)
        + shadow(520, 748, 220, 26)
        + glass(jar, fill)
        + rect(336, 360, 20, 330, "#FFFFFF", 10, 0.5)
        + tag(400, 520, 220, 170, "rgy")
        + rect(340, 262, 340, 66, BAMBOO[0], 16)
        + rect(340, 300, 340, 28, BAMBOO[1], 10)
        + rect(350, 270, 320, 10, BAMBOO[2], 5)
        + shadow(905, 778, 150, 18)
        + heap
        + solid(bowl, ("#3C4A86", "#28356B", "#5B69A6"), shift=(16, 12))
        + rect(750, 640, 300, 20, "#5B69A6", 10)
        + clip(bowl, diamonds(760, 690, 280, 4.5, "wy", 3))
        + bead(690, 790, 1, 1)
        + bead(1110, 770, 1, 2)
    )


@picture("mang-kho", "Măng sặt khô bó lạt, măng tươi bóc dở và bụi măng sau nhà")
def mang_kho() -> str:
    poles = "".join(
        rect(x, -10, 30, 640, (GREEN[0], DARK_GREEN[0], PALE_GREEN[0])[i % 3], 4, 0.75)
        + "".join(rect(x - 3, y + (i * 43) % 90, 36, 9, DARK_GREEN[1], 4, 0.5) for y in range(20, 620, 150))
        for i, x in enumerate((60, 140, 250, 900, 1010, 1110))
    )
    leaves = "".join(
        group(leaf(0, 0, 150, 30, a, (GREEN, DARK_GREEN, PALE_GREEN)[i % 3], 0), x=x, y=y)
        for i, (x, y, a) in enumerate(
            [
                (160, 130, 30),
                (170, 140, 70),
                (900, 180, 150),
                (910, 190, 110),
                (1030, 90, 50),
                (1020, 100, 130),
                (270, 280, 20),
                (90, 330, 60),
                (1120, 300, 150),
            ]
        )
    )

    def strips(x: float, y: float, turn: float, seed: int) -> str:
        dice = random.Random(seed)
        out = ""
        for i in range(13):
            tone = ("#D8AE63", "#C4964A", "#E6C685", "#B5843C")[i % 4]
            left = -110 + i * 17
            out += shape(
                f"M{left} {dice.uniform(-180, -150)}q{dice.uniform(-8, 8)} 140 {dice.uniform(-6, 6)} 300h16q{dice.uniform(-8, 8)} -150 {dice.uniform(-4, 4)} -300z",
                tone,
            )
        return group(
            out,
            rect(-118, -30, 236, 26, GREEN[1], 8),
            rect(-118, -30, 236, 10, GREEN[0], 5),
            stroke("M20 -18q40 -50 64 -8M20 -18q60 30 70 60", GREEN[0], 9),
            x=x,
            y=y,
            turn=turn,
        )

    def shoot(x: float, y: float, s: float, turn: float) -> str:
        d = blob_d([(0, -240), (34, -150), (62, -30), (66, 60), (0, 84), (-66, 60), (-62, -30), (-34, -150)])
        husk = "".join(
            shape(
                f"M{-68} {80 - i * 70}Q0 {20 - i * 74} {68} {80 - i * 70}Q{44} {-50 - i * 70} {4} {-80 - i * 62}Q{-44} {-50 - i * 70} {-68} {80 - i * 70}z",
                ("#8C6B3C", "#A78350", "#7A5B30")[i % 3],
            )
            for i in range(3)
        )
        return group(
            solid(d, ("#E6D79A", "#C7B26B", "#F3EAC2"), husk, shift=(10, 8)),
            shape("M0 -240q10 30 6 60q-14 -20 -6 -60z", GREEN[0]),
            x=x,
            y=y,
            turn=turn,
            scale=s,
        )

    return (
        table("#DDE8CF", "#EEF4E2", "#A97B4D", "#875F38", sun=(600, 380), r=330, hem=False)
        + poles
        + leaves
        + shadow(420, 770, 200, 26)
        + shadow(740, 770, 130, 20)
        + shadow(910, 770, 120, 18)
        + strips(330, 590, -9, 1)
        + strips(510, 600, 7, 2)
        + shoot(740, 680, 1.05, -6)
        + shoot(905, 690, 0.9, 9)
        + shoot(1040, 760, 0.62, 70)
    )


@picture("mut-man", "Hũ mứt mận đỏ sẫm và lát bánh mì phết mứt")
def mut_man() -> str:
    jam = (
        rect(330, 300, 420, 460, "#9E2540")
        + rect(620, 300, 130, 460, "#741A33", opacity=0.6)
        + "".join(oval(380 + (i * 97) % 330, 420 + (i * 61) % 290, 17, 11, "#C64A5F", 0.7) for i in range(22))
    )
    jar = blob_d([(380, 350), (460, 338), (620, 338), (700, 350), (716, 430), (716, 650), (690, 735), (540, 746), (390, 735), (364, 650), (364, 430)], 0.7)  # fmt: skip
    toast = blob_d([(-150, -70), (-120, -116), (0, -128), (120, -116), (150, -70), (132, -30), (136, 96), (0, 108), (-136, 96), (-132, -30)], 0.7)  # fmt: skip
    spread = blob_d(
        [(-104, -50), (-40, -86), (50, -80), (106, -44), (94, 40), (30, 70), (-60, 62), (-106, 14)]
    )
    return (
        table("#F1DADF", "#FAEDEF", "#7E9A6E", "#647F56", sun=(560, 380), r=345, hem=False)
        + shadow(560, 750, 210, 26) + glass(jar, jam) + rect(388, 400, 18, 280, "#FFFFFF", 9, 0.45) + tag(440, 470, 200, 180, "yow")
        + rect(392, 268, 296, 78, "#F7F1E4", 18) + rect(392, 314, 296, 32, "#DDD3C2", 12) + diamonds(400, 282, 280, 4.6, "ry", 3)
        + shadow(880, 780, 190, 22)
        + group(solid(toast, ("#C98F4E", "#A06D35", "#DDAA6C")), shape(toast, "#F3DCB4").replace("<path", '<path transform="scale(0.9)"'),
                solid(spread, ("#9E2540", "#741A33", "#C64A5F"), shift=(8, 8)), glint(-46, -36, 22, 8), x=870, y=680, turn=-8)
        + plum_small(230, 730, 62) + plum_small(300, 780, 46)
    )  # fmt: skip


@picture("sua-chua-nep-cam", "Hũ sữa chua nếp cẩm hai lớp trắng tím, thìa gỗ")
def sua_chua() -> str:
    def cup(x: float, y: float, s: float) -> str:
        d = "M-120 -190H120L100 150Q98 172 74 174H-74Q-98 172 -100 150z"
        dice = random.Random(int(x))
        rice = "".join(
            group(
                oval(0, 0, 13, 6, ("#4A2352", "#6B3577", "#83509A")[i % 3]),
                x=dice.uniform(-100, 100),
                y=dice.uniform(20, 170),
                turn=dice.uniform(0, 180),
            )
            for i in range(90)
        )
        filled = (
            rect(-130, -150, 260, 340, "#FBF7EC")
            + shape("M-130 20Q-60 -6 0 16T130 8V190H-130z", "#5A2C66")
            + rice
        )
        return group(
            shadow(8, 176, 120, 16), glass(d, filled, rect(60, -190, 70, 370, "#2A1B2E", opacity=0.1)),
            oval(0, -190, 120, 22, "#FFFFFF", 0.9), oval(0, -150, 114, 18, "#FFFDF6"), rect(-98, -150, 14, 270, "#FFFFFF", 7, 0.5), x=x, y=y, scale=s,
        )  # fmt: skip

    spoon = group(
        rect(-9, -60, 18, 260, WOOD[0], 9),
        oval(0, -90, 38, 54, WOOD[0]),
        oval(-4, -94, 27, 41, WOOD[1]),
        x=1010,
        y=640,
        turn=28,
    )
    return (
        table("#E6DFF0", "#F3EFF8", "#C0976B", "#9C774D", sun=(600, 380), r=345, hem=False)
        + cup(420, 590, 1.12) + cup(720, 610, 1.0) + shadow(990, 790, 110, 14) + spoon
        + leaf(420, 372, 120, 60, -60, GREEN, 3) + leaf(420, 372, 120, 60, -120, PALE_GREEN, 3) + leaf(720, 412, 110, 56, -70, GREEN, 3)
    )  # fmt: skip
