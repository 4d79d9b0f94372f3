"""Taking pictures, writing a post, answering, packing, being paid."""

from __future__ import annotations

from art.brush import flat, flat_shadow, oval, rect, rect_d, shape, stroke
from art.brush import group as at
from art.colours import INK
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import CHALK, LEAF, SKY, STEEL, TURMERIC
from art.lessons.stage import ground, hills


def lens(scene: str, tone: str = "#F3F7EC") -> str:
    """Draw a phone in landscape whose camera shows `scene`."""
    return phones.wide(
        scene + stroke("M-96 -34V-50H-76M96 -34V-50H76M-96 34V50H-76M96 34V50H76", "#FFFFFF", 5), tone
    )


def scenes() -> dict[str, str]:
    return {
        "chup-ngoai-sang": ground("sky")
        + at(signs.sun(), x=530, y=100)
        + at(goods.plums(), x=420, y=420, scale=1.25)
        + at(lens(at(goods.plums(), y=60, scale=0.85)), x=190, y=230, scale=1.1),
        "chup-toi": ground("night")
        + at(signs.moon(), x=530, y=100)
        + at(lens(oval(0, 20, 60, 36, "#3A2A3C"), "#232838"), x=270, y=240, scale=1.6)
        + at(signs.wrong(), x=500, y=370, scale=1.2),
        "lau-ong-kinh": ground("rice")
        + at(
            flat(rect_d(-75, -135, 150, 270, 22), SKY, shift=(5, 5))
            + rect(-55, -115, 54, 92, SKY[1], 14)
            + "".join(oval(-28, y, 17, None, INK) + oval(-32, y - 5, 5, None, "#FFFFFF") for y in (-92, -48)),
            x=260,
            y=250,
            scale=1.35,
        )
        + at(people.hand(), x=330, y=150, scale=0.95, turn=-38)
        + at(
            flat("M-64 -30Q-20 -54 40 -36Q70 -10 54 30Q10 54 -44 36Q-76 8 -64 -30z", TURMERIC, shift=(5, 5))
            + goods.diamonds(-44, -12, 88, 3),
            x=300,
            y=150,
            scale=0.9,
        ),
        "chup-gan": ground("leaf")
        + at(
            phones.phone(at(goods.plum(0, 0, 60), y=10) + goods.leaf(0, -46, 60, -30)),
            x=230,
            y=240,
            scale=1.4,
        )
        + at(goods.plums(), x=480, y=420, scale=1.1)
        + at(signs.tick(), x=350, y=400, scale=0.8),
        "chi-o-vuon": hills()
        + at(goods.plum_tree(), x=470, y=410, scale=1.35)
        + at(people.farmer(), x=200, y=350, scale=1.0)
        + at(goods.plums(), x=340, y=450, scale=0.75),
        "nen-sach": ground("rice")
        + rect(0, 330, 640, 150, "#F4EBDC")
        + at(goods.honey(), x=320, y=410, scale=2.0)
        + at(signs.tick(), x=520, y=140, scale=1.0),
        "nen-roi": ground("rice")
        + "".join(
            at(p, x=x, y=y, scale=s, turn=t)
            for p, x, y, s, t in (
                (goods.parcel(), 110, 420, 0.8, -8),
                (goods.bottle(), 230, 400, 0.9, 12),
                (things.notebook(), 510, 330, 0.8, 20),
                (goods.jar(), 420, 430, 0.8, -14),
                (goods.bowl(), 560, 450, 0.8, 0),
            )
        )
        + at(goods.honey(), x=320, y=420, scale=1.0)
        + at(signs.wrong(), x=520, y=120, scale=1.1),
        "viet-bai": ground("sky")
        + at(phones.phone(phones.post(goods.plums())), x=260, y=240, scale=1.5)
        + at(people.hand(), x=400, y=240, scale=0.95, turn=-24),
        "gia-va-can": ground("sun")
        + at(goods.scale(), x=220, y=420, scale=1.35)
        + at(goods.plums(), x=220, y=284, scale=0.95)
        + at(things.note(), x=470, y=230, scale=1.2)
        + at(things.coins(), x=470, y=370, scale=1.1),
        "noi-lam": hills()
        + at(things.house(), x=250, y=400, scale=1.15)
        + at(signs.pin(), x=490, y=210, scale=2.0),
        "cach-mua": ground("rice")
        + at(
            phones.phone(at(signs.bubble(signs.talk(), w=120, h=80), y=-30, scale=0.8)),
            x=120,
            y=230,
            scale=0.95,
        )
        + at(signs.arrow(), x=232, y=230, scale=0.55)
        + at(things.note(), x=330, y=230, scale=0.95)
        + at(signs.arrow(), x=430, y=230, scale=0.55)
        + at(goods.parcel(), x=540, y=290, scale=1.05),
        "noi-that": ground("leaf")
        + at(people.seller("open"), x=180, y=340, scale=1.05)
        + at(
            signs.bubble(
                at(goods.plums(), x=-50, y=50, scale=0.62) + at(signs.tick(), x=66, scale=0.9), w=270, h=150
            ),
            x=430,
            y=150,
        ),
        "khong-noi-chua-benh": ground("rose")
        + at(people.hmong("open"), x=180, y=340, scale=1.05)
        + at(
            signs.bubble(at(signs.pill(), x=-44, y=-4) + at(signs.wrong(), x=66, scale=0.95), w=270, h=150),
            x=430,
            y=150,
        ),
        "khach-hoi": ground("sky")
        + at(people.buyer("open"), x=150, y=400, scale=0.9)
        + at(people.seller(), x=490, y=400, scale=0.9)
        + at(signs.bubble(at(signs.question()), w=140, h=120), x=230, y=100)
        + at(signs.bubble(signs.talk(LEAF[0]), w=150, h=96, left=False), x=410, y=110),
        "tra-loi-nhanh": ground("sun")
        + at(signs.clock(), x=460, y=210, scale=1.7)
        + at(
            phones.phone(
                at(signs.bubble(signs.talk(), CHALK, w=110, h=70), x=-8, y=-60, scale=0.85)
                + at(
                    signs.bubble(signs.talk("#FFFFFF"), LEAF, w=110, h=70, left=False), x=10, y=36, scale=0.85
                )
            ),
            x=220,
            y=240,
            scale=1.4,
        ),
        "so-don": ground("rice")
        + at(things.notebook(ticked=True), x=270, y=240, scale=1.75)
        + at(goods.parcel(), x=510, y=420, scale=0.9),
        "dong-goi": ground("rose")
        + at(goods.parcel(at(signs.heart(), scale=0.6)), x=250, y=420, scale=1.7)
        + at(goods.plums(), x=500, y=420, scale=1.0),
        "hop-man": ground("leaf")
        + flat_shadow(320, 412, 220)
        + at(
            flat(rect_d(-200, -120, 400, 190, 10), ("#C79A62", "#A67A45", "#DDB681"), shift=(8, 6))
            + rect(-184, -104, 368, 158, "#E9D7B4", 6)
            + "".join(
                goods.plum(-150 + 60 * i, -66 + 56 * j, 22)
                for i in range(6)
                for j in range(3)
                if (i + j) % 5 != 4
            )
            + "".join(
                goods.leaf(-150 + 60 * i, -60 + 56 * j, 30, -40)
                for i in range(6)
                for j in range(3)
                if (i + j) % 5 == 4
            ),
            x=320,
            y=340,
        )
        + at(signs.heart(), x=320, y=130, scale=1.1),
        "giao-hang": hills() + at(things.truck(), x=330, y=420, scale=1.4),
        "tien-ve": ground("leaf")
        + at(
            phones.phone(at(things.note(), y=-30, scale=0.75) + at(signs.done(), y=60, scale=0.7)),
            x=260,
            y=240,
            scale=1.45,
        )
        + at(things.coins(), x=490, y=380, scale=1.5)
        + at(signs.bell(), x=480, y=180, scale=1.2),
        "anh-tien-gia": ground("plum")
        + at(
            phones.phone(
                things.picture(rect(-90, -70, 190, 150, "#E3EBDA") + at(things.note(STEEL), scale=0.9)),
                scale=1,
            ),
            x=250,
            y=240,
            scale=1.4,
            turn=-6,
        )
        + at(people.stranger(), x=520, y=380, scale=0.7)
        + at(signs.warning(), x=440, y=140, scale=1.1),
        "quang-cao": ground("sun")
        + at(phones.phone(phones.post(goods.honey())), x=170, y=240, scale=1.3)
        + at(signs.arrow(), x=320, y=230, scale=0.9)
        + at(
            people.heads(people.cut(people.buyer()), people.cut(people.man()), gap=110, scale=0.5),
            x=490,
            y=200,
        )
        + at(people.heads(people.granny(), people.hmong(), gap=110, scale=0.5), x=490, y=380),
        "tieu-it": ground("rice")
        + at(people.hold(things.coins()), x=260, y=260, scale=1.4)
        + at(signs.tick(), x=490, y=200, scale=1.1),
        "tieu-nhieu": ground("rose")
        + "".join(
            at(things.note(), x=250 + 12 * i, y=330 - 34 * i, scale=1.3, turn=-6 + 4 * i) for i in range(5)
        )
        + at(signs.warning(), x=490, y=330, scale=1.4),
        "dem-tin": ground("sky")
        + at(things.notebook(), x=230, y=240, scale=1.5)
        + at(signs.up_line(), x=470, y=240, scale=1.4),
        "can-hang": ground("rice")
        + at(goods.scale(), x=320, y=430, scale=1.5)
        + at(goods.plums(), x=320, y=278, scale=1.05),
        "nhieu-hang": ground("leaf")
        + at(goods.tea(), x=110, y=420, scale=1.05)
        + at(goods.honey(), x=250, y=420, scale=1.05)
        + at(goods.coffee(), x=390, y=420, scale=1.05)
        + at(goods.cloth(), x=540, y=420, scale=0.95),
        "thit-gac-bep": ground("rose")
        + at(goods.meat(), x=320, y=400, scale=1.9)
        + oval(320, 424, 120, 14, "#7A4A3A")
        + "".join(shape(f"M{x} 424q-14 -20 0 -44q16 20 8 44z", TURMERIC[0]) for x in (240, 290, 340, 390)),
        "man": ground("rose") + at(goods.plums(), x=320, y=420, scale=2.0),
        "gio-tre": ground("leaf") + at(goods.basket(), x=320, y=410, scale=2.2),
        "tho-cam": ground("plum") + at(goods.cloth(), x=320, y=400, scale=2.1),
    }
