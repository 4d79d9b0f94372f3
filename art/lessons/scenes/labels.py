"""Labels, papers and what becomes of them."""

from __future__ import annotations

from art.brush import flat, rect_d, stroke
from art.brush import group as at
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import MADDER, STEEL
from art.lessons.scenes.tracing import origin, pencil, tagged
from art.lessons.stage import ground


def scenes() -> dict[str, str]:
    plums = goods.plums()
    honey_tagged = tagged(goods.honey(), 0, -56, 0.42)
    return {
        "giay-tem": ground("sky") + at(things.sheet(printed=False), x=320, y=240, scale=1.7),
        "tem-va-hu": ground("sun")
        + "".join(
            at(things.label(), x=x, y=130, scale=0.8)
            + at(goods.honey(), x=x, y=420, scale=1.15)
            + stroke(f"M{x} 190V256", STEEL[1], 5, dash="2 14")
            for x in (120, 320, 520)
        ),
        "to-tem": ground("leaf") + at(things.sheet(), x=320, y=240, scale=1.75),
        "may-in": ground("rice")
        + at(things.printer(at(things.sheet(3, 3), y=-8, scale=0.62)), x=320, y=400, scale=1.65),
        "tiem-in": ground("sun")
        + at(phones.phone(at(things.sheet(), scale=0.62)), x=150, y=250, scale=1.15)
        + at(signs.arrow(), x=300, y=240, scale=0.9)
        + at(things.printer(at(things.sheet(3, 3), y=-8, scale=0.6)), x=480, y=390, scale=1.05),
        "soi-sang": ground("sun")
        + at(signs.sun(60), x=470, y=150, scale=1.1)
        + at(things.sheet(printed=False), x=280, y=260, scale=1.35)
        + at(things.sheet(), x=292, y=252, scale=1.35)
        + at(people.hand(), x=470, y=300, scale=0.7, turn=-30),
        "dan-tem": ground("rose")
        + at(goods.honey(), x=250, y=430, scale=2.0)
        + at(things.label(), x=252, y=312, scale=0.85)
        + at(people.hand(), x=372, y=300, scale=0.95, turn=-30),
        "dan-phang": ground("leaf")
        + at(honey_tagged, x=270, y=430, scale=2.1)
        + at(signs.tick(), x=490, y=240, scale=1.4),
        "dan-nhan": ground("rice")
        + at(
            flat(
                "M-60 -150L-40 -140L-20 -152L10 -138L40 -150L58 -8Q58 0 48 0H-52Q-62 0 -60 -8z",
                ("#C9B79A", "#A8977B", "#DDCEB4"),
                shift=(6, 4),
            )
            + stroke("M-50 -110L20 -70L-30 -40L40 -20M40 -110L-10 -80", "#A8977B", 5),
            x=270,
            y=430,
            scale=2.0,
        )
        + at(things.label(), x=270, y=290, scale=0.95, turn=24)
        + stroke("M215 250L330 330M230 330L320 270", "#A8977B", 5)
        + at(signs.wrong(), x=490, y=240, scale=1.4),
        "ba-may-quet": ground("sky")
        + at(honey_tagged, x=320, y=270, scale=1.2)
        + "".join(
            at(phones.phone(origin()), x=x, y=y, scale=0.78, turn=t)
            for x, y, t in ((120, 290, -6), (320, 390, 0), (520, 290, 6))
        ),
        "ba-muc-tin": ground("rice")
        + at(signs.bubble(signs.talk(), w=130, h=90), x=120, y=220)
        + at(things.paper(), x=320, y=230, scale=0.95)
        + at(signs.shield(), x=520, y=230, scale=1.35)
        + "".join(at(signs.star(), x=x, y=390, scale=0.4) for x in (120, 296, 344, 474, 520, 566)),
        "chup-giay": ground("sky")
        + at(phones.phone(at(things.paper(), scale=0.9)), x=220, y=240, scale=1.4)
        + at(things.paper(), x=470, y=260, scale=1.3, turn=5),
        "het-han": ground("rose")
        + at(things.paper(), x=220, y=240, scale=1.5)
        + at(signs.calendar(11), x=460, y=190, scale=1.3)
        + at(signs.warning(), x=470, y=370, scale=1.1),
        "hop-thu": ground("sky")
        + at(things.envelope(), x=230, y=270, scale=2.0)
        + at(signs.bubble(at(signs.question()), w=140, h=110), x=470, y=150)
        + at(people.buyer(), x=500, y=390, scale=0.7),
        "huy-tem": ground("plum")
        + at(things.label(), x=220, y=200, scale=1.5, turn=-8)
        + stroke("M100 130L340 270M340 130L100 270", MADDER[0], 14)
        + at(signs.bin_(), x=470, y=300, scale=1.9),
        "thu-hoi": ground("rose")
        + at(goods.parcel(at(signs.warning(), scale=0.7)), x=240, y=420, scale=1.7)
        + at(signs.arrow(MADDER, 180), x=480, y=230, scale=1.4)
        + at(signs.bell(), x=480, y=380, scale=1.0),
        "ma-treo-sap": ground("sun")
        + at(people.cut(people.seller()), x=300, y=312, scale=0.44)
        + at(things.stall(at(plums, x=-70, y=-76, scale=0.5)), x=280, y=420, scale=1.25)
        + at(
            flat(rect_d(-70, -80, 140, 160, 8), ("#FFFFFF", "#DED5C5", "#FFFFFF"), shift=(4, 4))
            + things.qr(110),
            x=540,
            y=230,
            scale=1.0,
        ),
        "don-dau-tien": ground("leaf")
        + at(people.seller("open"), x=180, y=340, scale=1.05)
        + at(goods.parcel(at(signs.heart(), scale=0.6)), x=450, y=400, scale=1.2)
        + at(things.note(), x=470, y=160, scale=1.0),
        "sua-loi": ground("sky")
        + at(things.notebook(), x=230, y=240, scale=1.5)
        + stroke("M190 215H300", MADDER[0], 6)
        + at(pencil(), x=440, y=260, scale=1.5),
    }
