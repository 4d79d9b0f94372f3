"""Portraits of the invented producers: one plain face, told apart by headwear, dress and age."""

from art.brush import (
    band,
    blob_d,
    clip,
    diamonds,
    grid,
    group,
    oval,
    oval_d,
    poly,
    rect,
    rect_d,
    shape,
    solid,
    stroke,
)
from art.colours import BAMBOO, BLACK, GREY, LIGHT, TAN, WARM, Tones
from art.demo.book import portrait
from backend.theme import ornament
from backend.theme.ornament import CLOTH, THREADS

BROWN: Tones = ("#4A332B", "#33221C", "#634940")


def face(skin: Tones, hair: Tones, *, years: int, glasses: bool) -> str:
    head = blob_d(
        [
            (300, 176),
            (372, 196),
            (402, 268),
            (392, 340),
            (350, 398),
            (300, 418),
            (250, 398),
            (208, 340),
            (198, 268),
            (228, 196),
        ],
        1.0,
    )
    eyes = "".join(
        oval(x, 300, 8.5, 10, "#2A1B1B")
        + oval(x - 3, 296, 3, 3, "#FFFFFF")
        + stroke(f"M{x - 20} {272}q20 -14 40 0", hair[1], 6)
        for x in (258, 342)
    )
    if years > 60:
        eyes += "".join(stroke(f"M{x} 318q14 8 28 0", skin[1], 4, 0.8) for x in (244, 328)) + stroke(
            "M246 342q-10 12 -10 24M354 342q10 12 10 24", skin[1], 4, 0.6
        )
    specs = (
        "".join(stroke(oval_d(x, 302, 33, 30), "#3B3F55", 5) for x in (258, 342))
        + stroke("M291 298q9 -6 18 0", "#3B3F55", 5)
        if glasses
        else ""
    )
    return (
        oval(196, 308, 17, 25, skin[1])
        + oval(404, 308, 17, 25, skin[1])
        + "".join(oval(x, 338, 8, 8, "#E9ECEF") for x in (196, 404))
        + solid(
            head,
            skin,
            oval(240, 346, 26, 17, "#E77F6B", 0.3),
            oval(360, 346, 26, 17, "#E77F6B", 0.3),
            shift=(14, 10),
            light=None,
        )
        + eyes
        + stroke("M300 308q-10 26 2 32", skin[1], 5)
        + stroke("M266 364q34 30 68 0", "#A5443D", 7)
        + specs
    )


def body(skin: Tones, top: Tones, dress: str) -> str:
    trunk = "M96 620C100 500 170 464 240 446L300 470L360 446C430 464 500 500 504 620z"
    neck = rect(254, 380, 92, 90, skin[1], 30) + rect(254, 372, 76, 96, skin[0], 30)
    if dress == "cóm":  # the fitted blouse with its row of silver clasps
        detail = rect(290, 470, 20, 150, "#00000022") + "".join(
            group(
                poly([(-16, 0), (0, -9), (16, 0), (0, 9)], "#F1F3F5"),
                oval(0, 0, 5, None, "#A9AFBA"),
                x=300,
                y=494 + i * 34,
            )
            for i in range(4)
        )
        detail += stroke("M240 446Q262 486 300 490Q338 486 360 446", "#00000022", 12) + stroke(
            "M240 444Q262 482 300 486Q338 482 360 444", "#F1F3F5", 5
        )
    elif dress == "band":
        detail = (
            clip(trunk, group(diamonds(200, 560, 200, 7, "ryo", 3)))
            + stroke("M240 446Q300 520 360 446", THREADS["r"], 16)
            + stroke("M240 446Q300 520 360 446", THREADS["y"], 5)
        )
    else:  # shirt with a collar
        detail = (
            shape("M240 446L300 500L262 540L214 456z", top[2])
            + shape("M360 446L300 500L338 540L386 456z", top[1])
            + "".join(oval(300, 530 + i * 36, 5, 5, top[1]) for i in range(3))
        )
    return (
        neck
        + solid(trunk, top, shift=(26, 8))
        + shape("M254 440L300 500L346 440z" if dress == "shirt" else "M254 436Q300 480 346 436z", skin[0])
        + detail
    )


def hair_back(hair: Tones, style: str) -> str:
    if style == "bun":
        return (
            solid(oval_d(300, 128, 70, 62), hair, shift=(10, 10))
            + stroke("M244 124q56 -30 112 0", hair[2], 6, 0.7)
            + group(
                rect(-66, -5, 132, 9, "#E9ECEF", 4), oval(66, 0, 11, 11, "#E9ECEF"), x=306, y=122, turn=-14
            )
        )
    if style == "long":
        return solid(
            "M170 290C160 140 240 130 300 130S440 140 430 290C440 380 436 460 420 500H180C164 460 160 380 170 290z",
            hair,
            shift=(20, 8),
        )
    if style == "short":
        return solid(
            "M176 320C160 150 240 138 300 138S440 150 424 320C424 350 416 372 408 384H192C184 372 176 350 176 320z",
            hair,
            shift=(18, 8),
        )
    return ""


def hair_front(hair: Tones, style: str) -> str:
    if style in {"bun", "long", "short"}:
        return solid(
            "M190 296C176 170 250 142 300 142S424 170 410 296C402 262 388 236 364 220C330 232 250 232 232 216C212 236 200 262 190 296z",
            hair,
            shift=(12, 10),
        ) + stroke("M300 150C270 170 244 188 234 214", hair[2], 5, 0.6)
    return ""


def headwear(kind: str) -> str:
    if kind == "piêu":
        wrap = "M176 288C150 130 240 92 306 92S452 130 424 288C412 244 392 224 366 214C320 200 272 200 234 214C208 226 188 246 176 288z"
        fall = rect(386, 196, 86, 236, CLOTH)
        ends = clip(
            rect_d(386, 196, 86, 236),
            grid(ornament.diamond(6, "rwyr.og"), 390, 330, 6),
            grid(ornament.diamond(3, "yro"), 408, 274, 6),
            rect(386, 196, 5, 240, THREADS["r"]),
            rect(467, 196, 5, 240, THREADS["r"]),
            rect(386, 424, 90, 8, THREADS["r"]),
        )
        knots = "".join(
            oval(x, 440, 11, None, THREADS[t]) + oval(x, 440, 5, None, THREADS["y" if t != "y" else "r"])
            for x, t in ((392, "r"), (418, "o"), (443, "g"), (468, "r"))
        )
        front = clip(
            wrap,
            rect(140, 80, 320, 220, CLOTH),
            band(150, 122, 300, 6),
            shape("M330 80H460V300H330z", "#000000", 0.14),
        )
        return (
            fall
            + ends
            + knots
            + front
            + stroke(
                "M176 288C188 246 208 226 234 214C272 200 320 200 366 214C392 224 412 244 424 288",
                THREADS["r"],
                6,
            )
        )
    if kind == "nón":
        cone = "M92 236L300 40L508 236Q300 290 92 236z"
        rings = "".join(
            stroke(
                f"M{300 - t * 208} {40 + t * 196}Q300 {40 + t * 196 + 54 * t} {300 + t * 208} {40 + t * 196}",
                BAMBOO[1],
                4,
                0.6,
            )
            for t in (0.25, 0.45, 0.65, 0.85)
        )
        return solid(cone, ("#EFDDAF", "#D3BC83", "#FAF0D2"), rings, shift=(26, 6)) + stroke(
            "M196 262C200 360 240 430 300 436C360 430 400 360 404 262", "#94190F", 7, 0.85
        )
    if kind == "scarf":
        wrap = "M178 300C150 150 230 112 300 112S450 150 422 300C410 246 380 216 300 216S190 246 178 300z"
        return solid(
            wrap, ("#94190F", "#6F120B", "#B23326"), diamonds(170, 150, 260, 6, "yw", 3), shift=(14, 8)
        ) + solid(
            "M410 250C470 250 480 330 450 392C430 360 420 330 404 306z",
            ("#94190F", "#6F120B", "#B23326"),
            shift=(8, 6),
        )
    if kind == "knit":
        wrap = "M182 286C160 140 240 104 300 104S440 140 418 286C400 250 360 240 300 240S200 250 182 286z"
        return solid(
            wrap,
            ("#3A6B5A", "#274C40", "#55897A"),
            rect(170, 200, 260, 22, "#F7C948", opacity=0.8),
            *[rect(180 + i * 22, 150, 10, 10, "#F8EBD2") for i in range(11)],
            shift=(14, 8),
        )
    return ""


def person(
    *,
    ground: str,
    disc: str,
    skin: Tones = WARM,
    hair: Tones = BLACK,
    style: str = "bun",
    top: Tones = (CLOTH, "#10163A", "#2B3873"),
    dress: str = "cóm",
    head: str = "",
    years: int = 40,
    glasses: bool = False,
) -> str:
    return (
        rect(0, 0, 600, 600, ground)
        + oval(300, 300, 250, None, disc)
        + hair_back(hair, style)
        + body(skin, top, dress)
        + face(skin, hair, years=years, glasses=glasses)
        + hair_front(hair, style)
        + headwear(head)
    )


ROSE: Tones = ("#C9566E", "#A23D55", "#DE7D90")
MOSS: Tones = ("#4C7F5C", "#356047", "#6C9D7A")
GOLD: Tones = ("#D9A441", "#B5832A", "#EABF6C")
SKY: Tones = ("#6E9CB8", "#4F7D9A", "#92B8CF")
PLUMS: Tones = ("#7D4A8C", "#5F3470", "#9B6BAA")
NIGHT: Tones = (CLOTH, "#10163A", "#2B3873")
CHALK: Tones = ("#F3EEE2", "#D9D0BD", "#FFFFFF")

portrait("lan", "Chị Lan, đội khăn piêu")(
    lambda: person(ground="#F3E0CF", disc="#FAF0E4", head="piêu", top=ROSE)
)
portrait("phien", "Chị Phiên, đội khăn piêu")(
    lambda: person(ground="#E7E3F1", disc="#F4F1F9", head="piêu", top=MOSS, skin=TAN)
)
portrait("tham", "Chị Thắm, búi tóc cài trâm bạc")(
    lambda: person(ground="#DDE8CF", disc="#EEF4E2", top=NIGHT)
)
portrait("hanh", "Chị Hạnh, đội nón lá")(
    lambda: person(
        ground="#FBE3C4", disc="#FEF3E0", style="long", head="nón", top=SKY, dress="shirt", skin=LIGHT
    )
)
portrait("dung", "Chị Dung, tóc dài, áo thổ cẩm")(
    lambda: person(ground="#DCE6EA", disc="#EEF4F5", style="long", top=PLUMS, dress="band")
)
portrait("xoa", "Bà Xoa, tóc bạc búi cao")(
    lambda: person(ground="#F4DDC8", disc="#FBEFE2", hair=GREY, top=NIGHT, years=70, skin=TAN)
)
portrait("mai", "Bà Mai, khăn đỏ, tóc bạc")(
    lambda: person(
        ground="#E9E4C9",
        disc="#F5F1DD",
        hair=GREY,
        style="short",
        head="scarf",
        top=MOSS,
        dress="shirt",
        years=72,
    )
)
portrait("giang", "Chị Giàng, áo thêu, khăn len")(
    lambda: person(
        ground="#EADFEA", disc="#F6EFF5", head="knit", style="long", top=NIGHT, dress="band", skin=TAN
    )
)
portrait("minh", "Chị Minh, tóc ngắn")(
    lambda: person(ground="#DFE3EF", disc="#EFF1F8", style="short", top=GOLD, dress="shirt", hair=BROWN)
)
portrait("hoa", "Chị Hoa, búi tóc, áo vàng")(
    lambda: person(ground="#E4EBD3", disc="#F2F5E4", top=GOLD, skin=LIGHT, hair=BROWN)
)
portrait("bich", "Chị Bích, đeo kính")(
    lambda: person(
        ground="#F2DCD6", disc="#FAEEEA", style="short", top=CHALK, dress="shirt", glasses=True, skin=LIGHT
    )
)
portrait("nhung", "Chị Nhung, tóc dài, áo cóm xanh")(
    lambda: person(ground="#FBE7BC", disc="#FDF3DA", style="long", top=SKY, skin=WARM)
)
portrait("say", "Chị Say, đội khăn piêu, áo cóm tím")(
    lambda: person(ground="#DDEBE4", disc="#EEF6F0", head="piêu", top=PLUMS, skin=LIGHT)
)
portrait("my", "Chị Mỵ, búi tóc, áo cóm tím")(
    lambda: person(ground="#F3EBD3", disc="#FBF6E6", top=PLUMS, skin=TAN)
)
portrait("net", "Chị Nết, đội nón lá, áo xanh lá")(
    lambda: person(ground="#E3E7D2", disc="#F2F4E4", style="long", head="nón", top=MOSS, dress="shirt")
)
portrait("mo", "Chị Mo, khăn len, áo thêu đỏ")(
    lambda: person(
        ground="#F6DDD2", disc="#FCEFE8", style="long", head="knit", top=ROSE, dress="band", skin=WARM
    )
)
portrait("yen", "Chị Yên, đội khăn piêu, áo cóm vàng")(
    lambda: person(ground="#DCE6EA", disc="#EEF4F5", head="piêu", top=GOLD, skin=WARM)
)
