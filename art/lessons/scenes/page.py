"""A page of one's own: what it is, its name and pictures, and keeping it safe."""

from __future__ import annotations

from art.brush import clip, lines, oval, rect, rect_d, stroke
from art.brush import group as at
from art.colours import INK
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import STEEL
from art.lessons.stage import GROUNDS, ground, hills


def scenes() -> dict[str, str]:
    small = at(goods.plums(), y=30, scale=0.7)
    page = phones.page(small, people.seller())
    return {
        "sap-cho": ground("sun")
        + at(people.cut(people.seller()), x=320, y=312, scale=0.44)
        + at(
            things.stall(
                at(goods.plums(), x=-70, y=-76, scale=0.5) + at(goods.honey(), x=76, y=-76, scale=0.5)
            ),
            x=320,
            y=416,
            scale=1.25,
        ),
        "cho-dem": ground("night")
        + at(signs.moon(), x=520, y=90)
        + at(things.stall(), x=300, y=420, scale=1.15)
        + at(signs.lock(), x=300, y=250, scale=0.9),
        "trang-mo-ca-ngay": ground("sky")
        + clip(rect_d(320, 0, 320, 480), ground("night"))
        + at(signs.sun(), x=122, y=150)
        + at(signs.moon(), x=520, y=140)
        + at(phones.phone(page), x=320, y=250, scale=1.4),
        "trang-cua-toi": ground("rose")
        + at(phones.phone(page), x=410, y=240, scale=1.45)
        + at(people.seller("open"), x=150, y=330, scale=1.0),
        "nguoi-xem": ground("leaf")
        + at(phones.phone(page), x=320, y=200, scale=1.2)
        + at(people.buyer(), x=110, y=400, scale=0.7)
        + at(people.man(), x=530, y=400, scale=0.7)
        + at(people.granny(), x=250, y=452, scale=0.5)
        + at(people.hmong(), x=400, y=452, scale=0.5),
        "nguoi-mua-xa": hills()
        + at(things.house(), x=150, y=390, scale=0.85)
        + at(signs.thread(), x=330, y=130, scale=0.9)
        + at(phones.phone(at(goods.plums(), y=60, scale=0.8)), x=520, y=300, scale=0.95, turn=8),
        "nha-va-sap": ground("rice", floor=392)
        + at(things.house(), x=160, y=420, scale=0.95)
        + at(signs.heart(), x=160, y=110, scale=0.8)
        + rect(318, 40, 4, 400, "#CDB88F", 2)
        + at(things.stall(at(goods.plums(), y=-76, scale=0.55)), x=480, y=420, scale=0.95)
        + at(things.note(), x=480, y=110, scale=0.8),
        "khach-thich": ground("rose")
        + at(phones.phone(phones.post(goods.plums())), x=250, y=240, scale=1.45)
        + at(signs.heart(), x=470, y=150, scale=1.4)
        + at(signs.thumb(), x=490, y=320, scale=1.2),
        "ten-va-noi": ground("leaf")
        + at(people.seller("open"), x=160, y=350, scale=0.95)
        + at(
            signs.bubble(
                at(goods.plums(), x=-52, y=52, scale=0.7) + at(signs.pin(), x=70, y=0, scale=0.85),
                w=310,
                h=170,
            ),
            x=420,
            y=150,
        ),
        "anh-bia": ground("sky")
        + at(
            phones.phone(phones.page(at(goods.plums(), y=40, scale=0.9), people.seller())),
            x=320,
            y=240,
            scale=1.6,
        )
        + at(signs.star(), x=510, y=130, scale=0.8),
        "chan-dung": ground("rose", r=10)
        + oval(320, 236, 196, None, "#FFFFFF")
        + clip(
            "M140 236a180 180 0 1 0 360 0a180 180 0 1 0 -360 0z",
            rect(0, 0, 640, 480, GROUNDS["leaf"][0]) + at(people.seller(), x=320, y=336, scale=1.15),
        ),
        "anh-ro": ground("leaf")
        + at(
            things.picture(rect(-90, -70, 190, 150, "#F3F7EC") + at(goods.plums(), y=58, scale=0.72)),
            x=300,
            y=230,
            scale=2.1,
        )
        + at(signs.tick(), x=520, y=380, scale=1.2),
        "anh-mo": ground("rice")
        + at(
            things.picture(
                rect(-90, -70, 190, 150, "#59586A")
                + at(oval(0, 0, 54, 34, "#4A3846", 0.9) + oval(16, -20, 34, 26, "#52405A", 0.8))
                + rect(-90, -70, 190, 150, "#3C3B4C", opacity=0.35)
            ),
            x=300,
            y=230,
            scale=2.1,
            turn=-5,
        )
        + at(signs.wrong(), x=520, y=380, scale=1.2),
        "mat-khau": ground("sky")
        + at(phones.phone(at(phones.keypad(), scale=0.85)), x=250, y=240, scale=1.45)
        + at(signs.lock(), x=470, y=250, scale=1.7),
        "ghi-mat-khau": ground("rice")
        + at(things.notebook(), x=250, y=240, scale=1.6)
        + at(signs.key(), x=470, y=210, scale=1.7)
        + at(signs.shield(), x=480, y=350, scale=0.9),
        "khong-dua-ma": ground("plum")
        + at(people.stranger(), x=480, y=330, scale=1.05)
        + at(phones.secret_code(), x=190, y=150, scale=1.2)
        + at(phones.phone(), x=170, y=340, scale=0.72)
        + at(signs.wrong(), x=330, y=290, scale=1.1),
        "hai-nguoi-giu-khoa": ground("leaf")
        + at(people.seller(), x=180, y=320, scale=1.0)
        + at(people.friend(), x=460, y=320, scale=1.0)
        + at(signs.key(), x=320, y=96, scale=1.2),
        "duong-dan-la": ground("plum")
        + at(things.envelope(), x=280, y=300, scale=1.5, turn=-8)
        + at(signs.hook(), x=330, y=190, scale=2.0)
        + at(signs.warning(), x=490, y=360, scale=1.1),
        "bao-can-bo": ground("sky")
        + at(people.officer(), x=440, y=330, scale=1.05)
        + at(phones.phone(at(signs.warning(), scale=0.9)), x=190, y=260, scale=1.2)
        + at(signs.bubble(signs.talk()), x=300, y=100, scale=0.9),
        "lich-tuan": ground("rice")
        + at(signs.calendar(5), x=250, y=230, scale=2.2)
        + at(phones.phone(phones.post(goods.honey())), x=500, y=280, scale=0.95),
        "cau-hoi": ground("sun")
        + at(people.friend(), x=190, y=340, scale=1.05)
        + at(signs.bubble(at(signs.question(), scale=1.3), w=190, h=150), x=440, y=170, scale=1.2),
        "gui-anh": ground("sky")
        + at(
            phones.phone(at(things.picture(), scale=0.62) + at(signs.done(), y=76, scale=0.5)),
            x=170,
            y=250,
            scale=1.25,
        )
        + at(signs.arrow(), x=330, y=250)
        + at(people.officer(), x=500, y=330, scale=0.95),
        "giao-vien-xem": ground("rose")
        + at(people.officer(), x=200, y=330, scale=1.05)
        + at(signs.magnifier(at(signs.heart(), scale=0.5)), x=430, y=210, scale=1.7)
        + at(signs.tick(), x=520, y=390, scale=0.8),
        "phu-nu-ban": ground("sun")
        + at(people.farmer(), x=130, y=350, scale=0.9)
        + at(people.hmong(), x=510, y=350, scale=0.9)
        + at(people.friend("open"), x=320, y=370, scale=1.0),
        "muon-ten": ground("plum")
        + at(phones.phone(page), x=190, y=240, scale=1.25, turn=-4)
        + at(phones.phone(page), x=420, y=240, scale=1.25, turn=4)
        + at(signs.warning(), x=560, y=380, scale=1.2),
        "tao-trang": ground("sun")
        + at(
            phones.phone(
                lines(-54, -92, (108,))
                + rect(-54, -70, 108, 140, "#FFFFFF", 12)
                + at(signs.plus(), scale=0.9)
            ),
            x=260,
            y=240,
            scale=1.5,
        )
        + at(people.hand(), x=360, y=280, scale=0.95, turn=-24),
        "den-trong": ground("night")
        + at(people.seller("sad"), x=190, y=330, scale=1.0)
        + at(
            phones.phone(oval(0, 0, 40, None, STEEL[0]) + stroke("M-18 -4A20 20 0 1 1 18 -4", INK, 6)),
            x=450,
            y=250,
            scale=1.3,
        )
        + at(signs.lock(), x=450, y=250, scale=0.8),
        "xanh-do": ground("rice")
        + at(signs.tick(), x=200, y=240, scale=2)
        + at(signs.wrong(), x=440, y=240, scale=2),
    }
