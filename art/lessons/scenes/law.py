"""The law of selling online: what is said, shown, kept and given back."""

from __future__ import annotations

from art.brush import clip, flat, lines, oval, oval_d, rect, rect_d, stroke
from art.brush import group as at
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import CHALK, INDIGO, LEAF, MADDER, STEEL
from art.lessons.stage import ground


def big_label(*, marked: int = -1) -> str:
    """Draw a food label, 220 x 170: a wide line for the name and five thin ones, one of them marked."""
    rows = "".join(
        oval(-88, -26 + 24 * i, 7, None, LEAF[0] if i == marked else INDIGO[2])
        + rect(-72, -31 + 24 * i, 140 - 18 * (i % 3), 10, LEAF[0] if i == marked else "#B9B1A2", 5)
        for i in range(5)
    )
    return (
        flat(rect_d(-110, -88, 220, 180, 10), CHALK, shift=(4, 4))
        + rect(-92, -72, 150, 24, MADDER[0], 6)
        + rows
    )


def scenes() -> dict[str, str]:
    return {
        "can-cong-bang": ground("sky")
        + at(signs.scales(), x=320, y=230, scale=2.1)
        + at(people.seller(), x=110, y=400, scale=0.7)
        + at(people.buyer(), x=530, y=400, scale=0.7),
        "nhan-goi": ground("leaf") + at(big_label(), x=320, y=236, scale=1.9),
        "nhan-tren-hu": ground("sun")
        + at(goods.honey(), x=180, y=430, scale=1.9)
        + at(big_label(), x=450, y=220, scale=1.25)
        + stroke("M250 330L330 290", STEEL[1], 6, dash="2 14"),
        "ten-to-nhat": ground("rose")
        + at(
            flat(rect_d(-110, -88, 220, 180, 10), CHALK, shift=(4, 4))
            + rect(-92, -70, 184, 52, MADDER[0], 10)
            + lines(-90, 4, (150, 120, 140, 90), "#B9B1A2"),
            x=320,
            y=236,
            scale=1.9,
        ),
        "ngay-thang": ground("sky")
        + at(signs.calendar(9), x=230, y=230, scale=2.0)
        + at(goods.jar(LEAF), x=470, y=420, scale=1.8),
        "hang-tuoi": ground("leaf")
        + at(people.cut(people.farmer()), x=320, y=318, scale=0.42)
        + at(
            things.stall(
                at(goods.plums(), x=-60, y=-76, scale=0.6) + at(goods.tray(), x=60, y=-76, scale=0.55)
            ),
            x=320,
            y=416,
            scale=1.25,
        )
        + at(signs.tick(), x=560, y=110, scale=0.9),
        "hang-goi": ground("sun")
        + at(goods.tea(), x=180, y=420, scale=1.5)
        + at(big_label(), x=440, y=250, scale=1.25)
        + at(signs.tick(), x=560, y=400, scale=0.8),
        "the-can-cuoc": ground("sky")
        + at(things.card(), x=250, y=200, scale=1.7)
        + at(
            phones.phone(at(things.card(), scale=0.62) + at(signs.done(), y=66, scale=0.5)),
            x=500,
            y=300,
            scale=1.05,
        ),
        "ten-va-dia-chi": ground("rose")
        + at(
            phones.phone(
                oval(0, -66, 34, None, "#F1DED6")
                + clip(oval_d(0, -66, 34), at(people.seller(), y=-44, scale=0.26))
                + lines(-46, -14, (92, 70), INDIGO[0])
                + at(signs.pin(), x=-36, y=46, scale=0.4)
                + lines(-12, 38, (60, 46))
            ),
            x=320,
            y=240,
            scale=1.6,
        ),
        "duyet-bai": ground("leaf")
        + at(people.officer(), x=180, y=340, scale=1.05)
        + at(phones.phone(phones.post(goods.honey())), x=450, y=240, scale=1.25)
        + at(signs.magnifier(), x=400, y=230, scale=0.95),
        "mot-ngay": ground("rice")
        + at(signs.clock(), x=230, y=230, scale=2.2)
        + at(
            phones.phone(phones.post(goods.jar(STEEL)) + at(signs.wrong(), scale=0.9)),
            x=490,
            y=250,
            scale=1.15,
        ),
        "tra-hang": ground("rose")
        + at(goods.parcel(), x=440, y=410, scale=1.4)
        + at(signs.arrow(LEAF, 180), x=250, y=200, scale=1.3)
        + at(people.seller(), x=130, y=380, scale=0.8),
        "tai-ve": ground("sky")
        + at(phones.phone(at(things.notebook(), scale=0.6)), x=320, y=240, scale=1.55)
        + at(signs.arrow(LEAF, 90), x=510, y=250, scale=1.2),
        "da-dung-thu": ground("leaf")
        + at(people.seller(), x=200, y=340, scale=1.1)
        + at(people.hold(at(goods.bowl(), scale=0.85)), x=460, y=310, scale=1.15),
        "thong-tin-that": ground("sun")
        + at(signs.shield(), x=230, y=230, scale=2.2)
        + at(goods.honey(), x=480, y=410, scale=1.5),
        "dong-y": ground("leaf")
        + at(phones.switch(True), x=300, y=190, scale=2.2)
        + at(people.hand(), x=350, y=240, scale=0.95, turn=-8),
        "khong-dong-y": ground("rose")
        + at(phones.switch(False), x=300, y=190, scale=2.2)
        + at(people.hand(), x=240, y=240, scale=0.95, turn=8),
        "im-lang": ground("plum")
        + at(people.buyer("flat"), x=210, y=340, scale=1.1)
        + at(signs.bubble(w=180, h=110), x=440, y=150)
        + at(signs.wrong(), x=440, y=330, scale=1.0),
        "giu-kin": ground("sky")
        + at(things.notebook(), x=240, y=240, scale=1.6)
        + at(signs.lock(), x=450, y=270, scale=1.9),
        "chuyen-rieng": ground("plum")
        + at(things.card(), x=230, y=160, scale=1.3)
        + at(signs.pin(), x=210, y=340, scale=1.3)
        + at(signs.eye(shut=True), x=460, y=250, scale=1.6),
        "dang-so-khach": ground("rose")
        + at(phones.phone(phones.post(at(things.notebook(), y=-66, scale=0.8))), x=260, y=240, scale=1.45)
        + at(signs.wrong(), x=470, y=250, scale=1.7),
        "ma-khong-giong": ground("rice")
        + at(things.label(), x=300, y=210, scale=1.9)
        + at(signs.wrong(), x=500, y=360, scale=1.2),
        "cham-dung": ground("sun")
        + at(people.hand(), x=420, y=200, scale=1.1, turn=-18)
        + at(signs.tick(), x=300, y=180, scale=1.8),
        "keo-dai-han": ground("rice")
        + at(signs.calendar(7, INDIGO), x=230, y=230, scale=1.8)
        + at(things.label(), x=460, y=320, scale=1.1)
        + at(signs.clock(), x=470, y=150, scale=0.9),
    }
