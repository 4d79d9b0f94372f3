"""Vegetables and eggs."""

import math

from art.brush import (
    blob_d,
    clip,
    diamonds,
    flower,
    glint,
    group,
    leaf,
    oval,
    rect,
    shadow,
    shape,
    solid,
    stroke,
    weave,
)
from art.colours import BAMBOO, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN
from art.demo.stage import table


@picture("rau-cai-meo", "Bó cải mèo xanh buộc lạt tre")
def cai_meo() -> str:
    def frond(x: float, y: float, length: float, width: float, turn: float, tones: Tones) -> str:
        edge = []
        n = 9
        for i in range(n + 1):
            t = i / n
            w = width * math.sin(math.pi * (0.1 + 0.88 * t)) ** 0.8
            edge.append((length * (0.28 + 0.72 * t), -w * (1 if i % 2 else 0.82)))
        back = [(px, -py * 0.95) for px, py in reversed(edge)]
        d = blob_d([*edge, (length * 1.03, 0), *back], 0.9)
        rib = shape(
            f"M{-length * 0.12} -17L{length * 0.92} -3L{length * 0.92} 3L{-length * 0.12} 17z", "#E6EFCB"
        ) + shape(f"M{-length * 0.12} 3L{length * 0.92} 0L{length * 0.92} 3L{-length * 0.12} 17z", "#C6D7A2")
        veins = "".join(
            stroke(
                f"M{length * t} 0q{length * 0.06} {s * width * 0.25} {length * 0.17} {s * width * 0.62}",
                "#CFE0AC",
                5,
                0.8,
            )
            for t in (0.36, 0.5, 0.64, 0.77)
            for s in (-1, 1)
        )
        low = shape(f"M0 0L{length * 1.1} 0L{length * 1.1} {width * 1.2}L0 {width * 1.2}z", tones[1], 0.55)
        return group(clip(d, shape(d, tones[0]), low, veins), rib, x=x, y=y, turn=turn)

    fronds = [
        (-128, 430, 108, DARK_GREEN),
        (-52, 430, 108, GREEN),
        (-112, 470, 118, GREEN),
        (-68, 470, 118, DARK_GREEN),
        (-90, 500, 122, ("#5FA463", "#3C7F4B", "#8CC48A")),
        (-102, 400, 100, PALE_GREEN),
        (-78, 395, 100, ("#7FB86C", "#5B9950", "#A5D392")),
    ]
    stems = "".join(
        shape(
            f"M{560 + i * 16} 640L{520 + i * 30} 790L{552 + i * 30} 790L{582 + i * 12} 640z",
            ("#DDE9BD", "#C6D7A2", "#E9F1D2")[i % 3],
        )
        for i in range(6)
    )
    return (
        table("#DCE9DC", "#EDF4E8", "#C2996B", "#9F7649", sun=(600, 380), r=350, hem=False)
        + shadow(640, 790, 210, 24)
        + "".join(frond(610, 640, length, width, turn, tones) for turn, length, width, tones in fronds)
        + stems
        + rect(534, 628, 152, 26, BAMBOO[0], 6)
        + rect(534, 644, 152, 10, BAMBOO[1], 5)
        + stroke("M640 640C690 610 720 640 700 668", BAMBOO[1], 10)
        + stroke("M640 642C680 690 720 690 734 700", BAMBOO[0], 10)
        + flower(360, 760, 34, "#F7D64A", "#C9962A", 4)
        + flower(300, 785, 26, "#F7D64A", "#C9962A", 4, 30)
        + flower(890, 770, 30, "#F7D64A", "#C9962A", 4, 20)
    )


@picture("trung-ga", "Rổ trứng gà ta và chị gà mái hoa mơ")
def trung_ga() -> str:
    body = blob_d(
        [
            (700, 330),
            (760, 420),
            (860, 440),
            (960, 350),
            (1010, 300),
            (1000, 430),
            (960, 560),
            (860, 640),
            (740, 640),
            (650, 570),
            (630, 450),
            (640, 360),
        ]
    )
    head = blob_d([(700, 340), (640, 380), (600, 340), (600, 270), (650, 220), (710, 235), (735, 290)])
    wing = blob_d([(740, 460), (830, 450), (920, 430), (900, 520), (830, 570), (760, 550)])
    hen = (
        stroke(
            "M780 630V720M780 720l-40 16M780 720l34 16M860 630V722M860 722l-40 14M860 722l34 14",
            "#D98A2B",
            14,
        )
        + solid(
            body,
            ("#C98A4B", "#9C6232", "#DDA96B"),
            *[
                oval(690 + (i % 6) * 52, 430 + (i // 6) * 62 + (i % 2) * 22, 17, 11, "#7E4A24", 0.55)
                for i in range(20)
            ],
        )
        + solid(
            wing,
            ("#A96B38", "#7E4A24", "#C08650"),
            *[stroke(f"M{770 + i * 34} {552 - i * 6}q16 -34 34 -40", "#7E4A24", 7) for i in range(4)],
            shift=(8, 8),
        )
        + shape(
            "M618 232C600 190 630 178 642 200C646 168 680 170 678 204C700 182 724 206 704 236z", "#C9342F"
        )
        + solid(head, ("#D09153", "#A96B38", "#E2B37A"), shift=(9, 8))
        + shape("M604 300L552 322L606 338z", "#E9A92F")
        + shape("M604 320L552 322L606 338z", "#C9832A")
        + shape("M610 338C596 366 604 392 622 394C640 388 640 360 630 340z", "#C9342F")
        + oval(646, 286, 13, 13, "#FFF8E7")
        + oval(643, 287, 8, 8, "#1C1512")
    )
    basket = "M150 560L640 560C630 690 590 760 520 780H270C200 760 160 690 150 560z"

    def egg(x: float, y: float, turn: float, tones: Tones) -> str:
        d = blob_d([(0, -82), (44, -56), (62, 10), (42, 62), (0, 78), (-42, 62), (-62, 10), (-44, -56)])
        return group(
            solid(d, tones, shift=(11, 9), light=(8, 8)), glint(-22, -28, 14, 8), x=x, y=y, turn=turn
        )

    brown: Tones = ("#E5B98C", "#C8935F", "#F2D2AE")
    cream: Tones = ("#F6E6CF", "#DCC3A1", "#FFF6E8")
    straw = "".join(
        stroke(
            f"M{166 + i * 20} 572q{14 - (i * 13) % 30} -44 {46 - (i * 29) % 92} -{60 + (i * 17) % 34}",
            ("#E3BF6B", "#C99E46")[i % 2],
            7,
        )
        for i in range(24)
    )
    return (
        table("#F3E2CB", "#FBF1E0", "#93A86F", "#748B54", sun=(660, 380), r=340, hem=False)
        + shadow(830, 742, 190, 24)
        + hen
        + shadow(400, 785, 240, 24)
        + straw
        + egg(250, 512, -16, cream)
        + egg(400, 486, 4, brown)
        + egg(548, 512, 16, cream)
        + egg(322, 528, -6, brown)
        + egg(474, 530, 8, brown)
        + weave(basket, (140, 560, 520, 230), BAMBOO, 32)
        + clip(basket, rect(470, 540, 220, 260, "#6B4A1C", opacity=0.16))
        + rect(132, 545, 526, 30, BAMBOO[2], 14)
        + rect(132, 562, 526, 13, BAMBOO[1], 6)
    )


@picture("ca-chua", "Cà chua chín đỏ còn cuống trong khay gỗ")
def ca_chua() -> str:
    red: Tones = ("#DB4433", "#B22E26", "#EE7059")

    def tomato(x: float, y: float, r: float) -> str:
        ring = [
            (0, -0.82), (0.62, -0.86), (1.04, -0.2), (0.84, 0.56), (0.3, 0.86), (-0.3, 0.86), (-0.84, 0.56), (-1.04, -0.2),
            (-0.62, -0.86),
        ]  # fmt: skip
        cap = "".join(
            group(
                shape(f"M0 0Q{r * 0.26} {-r * 0.14} {r * 0.56} {r * 0.04}Q{r * 0.24} {r * 0.14} 0 0z", tone),
                turn=turn,
            )
            for turn, tone in (
                (-170, GREEN[1]),
                (-128, GREEN[0]),
                (-52, GREEN[1]),
                (-10, GREEN[0]),
                (60, GREEN[1]),
                (125, GREEN[0]),
            )
        )
        return group(
            oval(r * 0.08, r * 0.12, r * 1.04, r * 0.88, "#5A120A", 0.12),
            solid(blob_d([(r * u, r * v) for u, v in ring]), red, shift=(r * 0.17, r * 0.14), light=(r * 0.1, r * 0.09)),
            group(cap, stroke(f"M0 0q4 {-r * 0.2} {r * 0.12} {-r * 0.34}", GREEN[0], r * 0.09), y=-r * 0.72),
            glint(-r * 0.48, -r * 0.34, r * 0.2, r * 0.1),
            x=x, y=y,
        )  # fmt: skip

    heap = [
        (430, 430, 104),
        (600, 410, 108),
        (770, 432, 104),
        (345, 520, 106),
        (515, 525, 112),
        (690, 522, 112),
        (860, 520, 106),
    ]
    crate = "".join(
        rect(230, 560 + i * 66, 740, 54, WOOD[0], 8) + rect(230, 598 + i * 66, 740, 16, WOOD[1], 8)
        for i in range(3)
    )
    return (
        table("#DFEAD9", "#EFF5EA", "#B4936A", "#93744E", sun=(600, 380), r=345, hem=False)
        + leaf(330, 420, 220, 96, -150, GREEN, 5) + leaf(860, 420, 220, 96, -32, DARK_GREEN, 5) + leaf(600, 310, 190, 84, -80, GREEN, 5)
        + shadow(610, 770, 400, 30) + "".join(tomato(*one) for one in heap) + crate
        + "".join(rect(x, 548, 44, 216, WOOD[2], 6) + rect(x + 30, 548, 14, 216, WOOD[1], 6) for x in (258, 898))
        + diamonds(320, 634, 560, 5, "wy", 3)
    )  # fmt: skip
