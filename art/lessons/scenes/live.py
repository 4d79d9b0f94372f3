"""Selling live before a phone."""

from __future__ import annotations

from art.brush import flat, oval, rect, rect_d
from art.brush import group as at
from art.colours import WOOD
from art.lessons import goods, people, phones, signs, things
from art.lessons.colours import LEAF, NIGHT, STEEL
from art.lessons.stage import ground, hills


def table(y: float = 360) -> str:
    return rect(0, y, 640, 14, WOOD[2]) + rect(0, y + 14, 640, 200, WOOD[0])


def battery(share: float) -> str:
    return (
        flat(rect_d(-44, -78, 88, 160, 14), NIGHT, shift=(4, 4))
        + rect(-18, -92, 36, 18, NIGHT[1], 5)
        + rect(-32, -66 + 136 * (1 - share), 64, 136 * share, LEAF[0], 6)
    )


def scenes() -> dict[str, str]:
    live = phones.live(people.seller("open"))
    return {
        "livestream": ground("rose")
        + at(people.seller("open"), x=190, y=280, scale=1.0)
        + table(380)
        + at(goods.plums(), x=150, y=440, scale=0.9)
        + at(goods.honey(), x=290, y=440, scale=0.75)
        + at(
            things.tripod(phones.phone(phones.live(people.seller("open"), hearts=False))),
            x=500,
            y=470,
            scale=1.25,
        ),
        "man-hinh-live": ground("sun") + at(phones.phone(live), x=320, y=240, scale=1.6),
        "nhieu-nguoi-xem": ground("sky")
        + at(phones.phone(live), x=320, y=190, scale=1.2)
        + at(people.buyer("open"), x=110, y=390, scale=0.72)
        + at(people.man(), x=530, y=390, scale=0.72)
        + at(people.granny(), x=320, y=470, scale=0.5),
        "den-vong": ground("plum")
        + at(people.seller(), x=200, y=340, scale=1.1)
        + at(things.ring_light(), x=480, y=450, scale=1.2),
        "sang-truoc-mat": ground("sky")
        + at(signs.sun(52), x=530, y=130)
        + at(people.seller(), x=230, y=350, scale=1.2)
        + at(signs.tick(), x=500, y=370, scale=1.1),
        "nguoc-sang": rect(0, 0, 640, 480, "#6A6675")
        + rect(190, 40, 260, 300, "#FFF6DC", 8)
        + at(signs.sun(40), x=320, y=130)
        + at(_dark(), x=320, y=370, scale=1.15)
        + at(signs.wrong(), x=540, y=390, scale=1.1),
        "tieng-ro": ground("leaf")
        + at(people.seller("open"), x=190, y=340, scale=1.05)
        + at(signs.sound(), x=320, y=270, scale=1.2)
        + at(things.microphone(), x=480, y=270, scale=1.7),
        "on-ao": ground("rice")
        + at(people.seller("sad"), x=500, y=330, scale=0.95)
        + at(things.scooter(), x=190, y=400, scale=1.15)
        + at(signs.sound(), x=330, y=250, scale=1.2)
        + at(signs.wrong(), x=330, y=120, scale=0.9),
        "may-dung-vung": ground("leaf")
        + at(things.tripod(phones.phone(at(goods.honey(), y=40))), x=280, y=440, scale=1.45)
        + at(signs.tick(), x=490, y=240, scale=1.4),
        "may-rung": ground("rice")
        + at(phones.phone(at(goods.honey(), y=40)), x=250, y=220, scale=1.2, turn=-22)
        + at(phones.phone(at(goods.honey(), y=40)), x=330, y=230, scale=1.2, turn=14)
        + at(signs.wrong(), x=520, y=360, scale=1.3),
        "song-khoe": ground("leaf")
        + at(phones.phone(at(signs.waves(), scale=0.9)), x=240, y=240, scale=1.45)
        + at(signs.tick(), x=470, y=250, scale=1.5),
        "mat-song": hills()
        + at(phones.phone(at(signs.waves(lost=True), scale=0.9)), x=320, y=250, scale=1.45),
        "sac-pin": ground("sky")
        + at(battery(0.92), x=240, y=240, scale=1.7)
        + at(signs.tick(), x=450, y=240, scale=1.5),
        "kich-ban": ground("rice")
        + at(things.notebook(), x=230, y=240, scale=1.7)
        + at(goods.plums(), x=490, y=400, scale=1.1)
        + at(signs.bubble(signs.talk(), w=140, h=90), x=470, y=110),
        "bay-hang": ground("sun")
        + table(340)
        + at(goods.plums(), x=130, y=400, scale=1.0)
        + at(goods.honey(), x=270, y=400, scale=1.0)
        + at(goods.tea(), x=400, y=400, scale=1.0)
        + at(goods.tray(), x=540, y=400, scale=0.85),
        "chao-khach": ground("leaf")
        + at(people.friend("open"), x=210, y=340, scale=1.1)
        + at(signs.bubble(at(signs.heart(), scale=1.0), w=150, h=120), x=440, y=150, scale=1.2),
        "nem-thu": ground("rose")
        + at(people.seller("open"), x=210, y=340, scale=1.1)
        + at(people.hold(goods.plum(0, -26, 40)), x=460, y=290, scale=1.1),
        "cho-xem": ground("sun")
        + at(people.hold(at(goods.honey(), scale=0.8)), x=210, y=300, scale=1.3)
        + at(phones.phone(at(goods.honey(), y=70, scale=1.0)), x=470, y=240, scale=1.25),
        "bang-gia": ground("leaf")
        + at(
            things.board(at(goods.plums(), x=-38, y=40, scale=0.5), at(things.note(), x=40, scale=0.42)),
            x=320,
            y=420,
            scale=2.1,
        ),
        "chot-don": ground("rice")
        + at(phones.phone(live), x=190, y=240, scale=1.3)
        + at(things.notebook(ticked=True), x=450, y=250, scale=1.4),
        "loi-xau": ground("rice")
        + at(people.seller(), x=190, y=340, scale=1.1)
        + at(signs.bubble(signs.talk("#FFFFFF"), STEEL, left=False), x=440, y=140, scale=1.2)
        + at(people.stranger(), x=560, y=420, scale=0.5)
        + at(goods.plums(), x=400, y=440, scale=0.9),
        "hai-chi": ground("sky")
        + at(people.seller("open"), x=180, y=330, scale=1.0)
        + at(people.friend(), x=460, y=330, scale=1.0)
        + at(things.notebook(ticked=True), x=480, y=430, scale=0.55)
        + at(things.microphone(), x=250, y=410, scale=0.7),
        "bao-quang-cao": ground("plum")
        + at(people.seller("open"), x=180, y=340, scale=1.05)
        + at(signs.bubble(at(signs.bell(), scale=0.9), w=150, h=130), x=420, y=140, scale=1.2)
        + at(things.microphone(), x=470, y=360, scale=0.9),
        "giay-to": ground("rice")
        + at(things.paper(), x=220, y=240, scale=1.55, turn=-6)
        + at(things.label(), x=450, y=300, scale=1.3, turn=5)
        + at(signs.tick(), x=480, y=140, scale=0.9),
        "tu-choi-hang": ground("rose")
        + at(people.seller("flat"), x=190, y=340, scale=1.05)
        + at(goods.parcel(at(signs.question(), scale=0.7)), x=470, y=400, scale=1.25)
        + at(signs.wrong(), x=470, y=170, scale=1.1),
        "muoi-lam-phut": ground("sun")
        + at(phones.phone(live), x=210, y=240, scale=1.35)
        + at(signs.clock(), x=460, y=240, scale=1.9),
        "xem-lai": ground("sky")
        + at(
            phones.phone(phones.live(people.seller(), hearts=False) + at(signs.play(), scale=0.9)),
            x=230,
            y=240,
            scale=1.4,
        )
        + at(signs.magnifier(at(people.seller(), y=20, scale=0.3)), x=460, y=220, scale=1.5),
        "tap-noi": ground("leaf")
        + at(people.seller("open"), x=170, y=330, scale=1.0)
        + at(people.granny(), x=470, y=330, scale=1.0)
        + at(signs.bubble(signs.talk(), w=140, h=90), x=310, y=90),
        "nhin-may": ground("rose")
        + at(people.seller(), x=200, y=340, scale=1.15)
        + at(signs.eye(), x=470, y=150, scale=1.1)
        + at(phones.phone(), x=470, y=350, scale=0.75),
        "noi-cham": ground("sky")
        + at(people.friend("open"), x=200, y=340, scale=1.1)
        + at(signs.bubble(signs.talk(), w=170, h=100), x=430, y=130)
        + at(signs.clock(), x=460, y=330, scale=1.2),
        "hen-gio": ground("sun")
        + at(signs.calendar(6), x=230, y=220, scale=1.8)
        + at(signs.bell(), x=460, y=180, scale=1.3)
        + at(signs.clock(), x=470, y=350, scale=1.1),
        "moi-ca-ban": ground("leaf")
        + at(
            people.heads(
                people.farmer(), people.friend(), people.hmong(), people.granny(), gap=146, scale=0.62
            ),
            x=320,
            y=360,
        )
        + at(phones.phone(live), x=320, y=130, scale=0.8),
    }


def _dark() -> str:
    shade = "#2F2D3A"
    return (
        oval(0, -100, 70, 84, shade)
        + oval(0, -184, 40, 34, shade)
        + "".join(
            rect(x, y, w, h, shade, r) for x, y, w, h, r in ((-136, 20, 272, 200, 90), (-26, -40, 52, 80, 10))
        )
    )
