"""Spirits, vinegar and cold drinks."""

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
    shadow,
    shape,
    solid,
    stroke,
)
from art.colours import BAMBOO, GREEN, WOOD, Tones
from art.demo.book import picture
from art.demo.colours import DARK_GREEN, PALE_GREEN, WHITE
from art.demo.drinks import haw, haw_slice
from art.demo.stage import table
from art.demo.vessels import glass, tag


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
