"""Listing in Piêu, lots, labels and what a buyer sees."""

from __future__ import annotations

from art.brush import clip, flat, lines, oval, oval_d, rect, rect_d, stroke
from art.brush import group as at
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import INDIGO, LEAF, MADDER, STEEL, TURMERIC, WHITE
from art.lessons.stage import ground, hills


def origin() -> str:
    """Draw the page that a buyer sees: who, where, when."""
    return (
        rect(-65, -113, 130, 34, LEAF[1])
        + at(signs.done(), x=-44, y=-96, scale=0.24)
        + rect(-22, -100, 74, 8, WHITE, 4)
        + rect(-65, -79, 130, 76, "#F1DED6")
        + at(goods.plums(), y=-8, scale=0.48)
        + oval(-38, 26, 19, None, "#E3EBDA")
        + clip(oval_d(-38, 26, 19), at(people.seller(), x=-38, y=38, scale=0.15))
        + lines(-8, 14, (60, 44))
        + at(signs.pin(), x=-38, y=66, scale=0.28)
        + lines(-8, 62, (60,))
        + at(signs.calendar(), x=-38, y=98, scale=0.26)
        + lines(-8, 94, (52,))
    )


def card(thing: str) -> str:
    """Draw a product as buyers see it in the list."""
    return (
        rect(-54, -96, 108, 160, WHITE, 10)
        + rect(-54, -96, 108, 92, "#F1DED6", 10)
        + at(thing, y=-8, scale=0.52)
        + lines(-42, 8, (84, 56), INDIGO[0])
        + lines(-42, 42, (40,), MADDER[0])
    )


def wizard(at_step: int, *parts: str) -> str:
    """Draw a screen of entering a product: a thread with five knots above, one question, one button."""
    knots = stroke("M-48 -92H48", STEEL[0], 4) + "".join(
        oval(-48 + 24 * i, -92, 8, None, LEAF[0] if i < at_step else INDIGO[0] if i == at_step else "#D5CEC0")
        for i in range(5)
    )
    return knots + "".join(parts) + rect(-54, 78, 108, 26, INDIGO[0], 10)


def tagged(thing: str, x: float, y: float, size: float = 0.34) -> str:
    return thing + at(things.label(), x=x, y=y, scale=size)


def scenes() -> dict[str, str]:
    plums = goods.plums()
    honey_tagged = tagged(goods.honey(), 0, -56, 0.42)
    return {
        "con-tem": ground("rice") + at(things.label(), x=320, y=236, scale=2.6),
        "quet-tem": ground("sun")
        + at(honey_tagged, x=190, y=430, scale=1.7)
        + at(signs.sound(), x=310, y=300, scale=0.9)
        + at(people.hold(), x=490, y=340, scale=0.95)
        + at(
            phones.phone(
                at(things.label(), scale=0.62)
                + stroke("M-46 -40V-56H-26M46 -40V-56H26M-46 40V56H-26M46 40V56H26", LEAF[0], 6)
            ),
            x=490,
            y=230,
            scale=1.1,
        ),
        "trang-nguon-goc": ground("leaf") + at(phones.phone(origin()), x=320, y=240, scale=1.62),
        "ai-lam": ground("rose")
        + at(people.seller(), x=190, y=340, scale=1.1)
        + at(signs.pin(), x=430, y=190, scale=1.5)
        + at(signs.calendar(), x=500, y=350, scale=1.1)
        + at(plums, x=380, y=440, scale=0.75),
        "tem-tren-hang": ground("leaf")
        + at(tagged(goods.tea(), 0, -64, 0.46), x=130, y=420, scale=1.3)
        + at(honey_tagged, x=320, y=420, scale=1.3)
        + at(tagged(goods.coffee(), 0, -56, 0.46), x=510, y=420, scale=1.3),
        "khong-tem": ground("plum")
        + at(goods.jar(STEEL), x=320, y=410, scale=2.2)
        + at(signs.question(), x=320, y=110, scale=1.5),
        "tem-sao-chep": ground("plum")
        + at(things.label(), x=200, y=190, scale=1.35, turn=-5)
        + at(things.label(), x=240, y=340, scale=1.35, turn=4)
        + at(signs.warning(), x=500, y=260, scale=1.8),
        "ba-tam-anh": ground("sky")
        + at(
            things.picture(rect(-90, -70, 190, 150, "#F3F7EC") + at(plums, y=58, scale=0.72)),
            x=190,
            y=160,
            scale=1.45,
            turn=-6,
        )
        + at(
            things.picture(
                rect(-90, -70, 190, 150, "#FBE6C6") + goods.plum(0, 6, 44) + goods.leaf(10, -34, 44, -30)
            ),
            x=440,
            y=170,
            scale=1.45,
            turn=5,
        )
        + at(
            things.picture(at(hills(), x=-83, y=-63, scale=0.26) + at(people.farmer(), y=40, scale=0.42)),
            x=320,
            y=340,
            scale=1.45,
        ),
        "chuan-bi": ground("rice")
        + at(things.notebook(), x=220, y=240, scale=1.5)
        + at(plums, x=470, y=300, scale=0.95)
        + at(goods.scale(), x=470, y=440, scale=0.8),
        "muc-san-pham": ground("leaf")
        + at(
            phones.phone(
                rect(-54, -92, 108, 40, INDIGO[0], 12)
                + at(things.camera(), x=-30, y=-72, scale=0.2)
                + lines(-12, -76, (56,), WHITE)
                + rect(-54, -40, 108, 50, WHITE, 8)
                + rect(-65, 80, 130, 33, WHITE)
                + "".join(oval(-48 + 24 * i, 96, 7, None, LEAF[0] if i == 1 else "#C9C2B4") for i in range(5))
                + stroke(oval_d(-24, 96, 14), LEAF[0], 4)
            ),
            x=260,
            y=240,
            scale=1.55,
        )
        + at(people.hand(), x=228, y=398, scale=0.6, turn=0),
        "man-hinh-anh": ground("sky")
        + at(
            phones.phone(
                wizard(0, rect(-50, -68, 100, 124, "#E4E8F4", 16), at(things.camera(), y=-6, scale=0.55))
            ),
            x=320,
            y=240,
            scale=1.62,
        ),
        "man-hinh-ten": ground("sun")
        + at(
            phones.phone(
                wizard(
                    1,
                    at(plums, y=6, scale=0.5),
                    rect(-54, 20, 108, 34, WHITE, 6),
                    stroke("M-54 20h108v34h-108z", INDIGO[0], 3),
                    lines(-44, 33, (66,), INDIGO[0]),
                )
            ),
            x=320,
            y=240,
            scale=1.62,
        ),
        "man-hinh-gia": ground("leaf")
        + at(
            phones.phone(
                wizard(
                    2,
                    at(things.note(), y=-34, scale=0.66),
                    "".join(
                        rect(-54 + 56 * (i % 2), 12 + 30 * (i // 2), 50, 24, LEAF[2] if i == 0 else WHITE, 8)
                        for i in range(4)
                    ),
                )
            ),
            x=250,
            y=240,
            scale=1.5,
        )
        + at(things.coins(), x=480, y=380, scale=1.6),
        "man-hinh-so-luong": ground("rose")
        + at(
            phones.phone(wizard(3, at(goods.scale(), y=66, scale=0.62), at(plums, y=2, scale=0.4))),
            x=320,
            y=240,
            scale=1.62,
        ),
        "man-hinh-xem": ground("plum")
        + at(phones.phone(wizard(4, at(card(plums), y=-2, scale=0.86))), x=250, y=240, scale=1.5)
        + at(people.buyer(), x=500, y=350, scale=0.85),
        "con-thieu": ground("rice")
        + at(
            phones.phone(
                "".join(
                    rect(-54, -96 + 50 * i, 108, 38, WHITE, 8)
                    + lines(-26, -80 + 50 * i, (64,))
                    + (
                        at(signs.done(), x=-40, y=-77 + 50 * i, scale=0.2)
                        if i != 2
                        else oval(-40, -77 + 50 * i, 10, None, MADDER[0])
                    )
                    + (stroke(f"M-54 {-96 + 50 * i}v38", MADDER[0], 6) if i == 2 else "")
                    for i in range(4)
                )
            ),
            x=320,
            y=240,
            scale=1.6,
        ),
        "nho-can-bo": ground("leaf")
        + at(people.officer(), x=450, y=330, scale=1.05)
        + at(people.seller("open"), x=180, y=340, scale=1.0)
        + at(phones.phone(card(plums)), x=320, y=390, scale=0.55),
        "gui-duyet": ground("sky")
        + at(phones.phone(card(plums)), x=160, y=250, scale=1.2)
        + at(signs.arrow(), x=320, y=240)
        + at(people.officer(), x=500, y=340, scale=1.0),
        "can-bo-sung": ground("rose")
        + at(people.officer("open"), x=180, y=340, scale=1.0)
        + at(signs.bubble(at(things.notebook(), scale=0.6), w=150, h=140, left=True), x=420, y=160)
        + at(people.seller(), x=510, y=420, scale=0.75),
        "len-san": ground("sun")
        + at(phones.phone(card(plums)), x=280, y=240, scale=1.55)
        + at(signs.tick(), x=480, y=180, scale=1.4)
        + at(signs.star(), x=510, y=350),
        "hai-man": hills()
        + at(goods.plum_tree(), x=450, y=420, scale=1.5)
        + at(people.farmer("open"), x=180, y=350, scale=1.0)
        + at(plums, x=300, y=460, scale=0.7),
        "nhat-ky": ground("rice")
        + at(things.notebook(), x=220, y=240, scale=1.6)
        + at(signs.calendar(9, INDIGO), x=450, y=170, scale=1.3)
        + at(plums, x=470, y=430, scale=0.9),
        "ghi-thu-hoach": ground("leaf")
        + at(
            phones.phone(
                at(plums, y=-10, scale=0.6)
                + rect(-54, 4, 108, 34, WHITE, 8)
                + lines(-44, 17, (40,), INDIGO[0])
                + rect(-54, 56, 108, 40, LEAF[0], 12)
                + at(signs.done(), y=76, scale=0.26)
            ),
            x=250,
            y=240,
            scale=1.5,
        )
        + at(people.hand(), x=360, y=330, scale=0.8, turn=-24),
        "mot-lo": ground("sky")
        + at("".join(at(plums, x=x, scale=0.8) for x in (-150, 0, 150)), x=320, y=380)
        + stroke(rect_d(80, 210, 480, 200, 24), INDIGO[0], 6, dash="2 18")
        + at(signs.calendar(5), x=320, y=110, scale=1.1),
        "cho-gui": hills()
        + at(
            phones.phone(
                at(signs.waves(lost=True), y=-40, scale=0.65)
                + rect(-54, 36, 108, 44, WHITE, 10)
                + stroke("M-54 36h108v44h-108z", TURMERIC[1], 4, dash="2 9")
                + at(signs.clock(), x=-32, y=58, scale=0.28)
                + lines(-8, 54, (50,))
            ),
            x=320,
            y=244,
            scale=1.55,
        ),
        "phieu-giay": ground("rice")
        + at(things.paper(seal=False), x=260, y=240, scale=1.7)
        + at(pencil(), x=450, y=280, scale=1.3),
    }


def pencil() -> str:
    return at(
        flat(rect_d(-12, -90, 24, 140, 4), TURMERIC, shift=(4, 2))
        + rect(-12, -104, 24, 20, MADDER[2], 6)
        + stroke("M-12 50L0 80L12 50", "#EBD08F", 10)
        + oval(0, 78, 6),
        turn=24,
    )
