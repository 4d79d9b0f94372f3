"""The 26 OCOP sets in everyday words: a drawing, a short name and examples, on eight shelves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.text import accent_key, fold


@dataclass(frozen=True, slots=True)
class PlainSet:
    """An OCOP set in plain words.

    number: the set's number in products.certificates.ocop.
    signs: words of product names that suggest the set.
    """

    number: int
    words: StrOrPromise
    example: StrOrPromise
    icon: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    title: StrOrPromise
    sets: tuple[PlainSet, ...]


SHELVES: tuple[Shelf, ...] = (
    Shelf(
        _("Đồ tươi"),
        (
            PlainSet(
                1, _("Rau, củ, quả tươi"), _("mận, xoài, cà chua, măng tươi"), "apple",
                ("mận", "xoài", "nhãn", "na", "cam", "bưởi", "dâu tây", "hồng giòn", "nho", "chuối", "đào", "lê", "mơ", "sơn tra", "táo mèo", "rau", "cà chua", "khoai", "bí", "măng tươi", "chanh leo", "bơ", "thanh long"),
            ),
            PlainSet(
                2, _("Thịt, cá, trứng, sữa tươi"), _("gà đồi, cá sông, trứng vịt"), "fish",
                ("thịt tươi", "cá tươi", "trứng", "sữa tươi", "gà", "vịt", "lợn", "cá tầm"),
            ),
        ),
    ),
    Shelf(
        _("Đồ khô và đồ làm sẵn"),
        (
            PlainSet(
                3, _("Gạo, ngô, đậu, hạt"), _("nếp tan, gạo tẻ, đậu nho nhe"), "wheat",
                ("gạo", "nếp", "ngô", "đậu", "lạc", "vừng", "hạt"),
            ),
            PlainSet(4, _("Mật ong"), _("mật ong hoa nhãn, phấn hoa"), "droplets", ("mật ong", "phấn hoa")),
            PlainSet(5, _("Đồ ăn liền"), _("cháo, miến ăn liền"), "utensils", ("ăn liền", "cháo")),
            PlainSet(
                6, _("Làm từ gạo, ngô, bột"), _("bún, miến dong, bánh chưng, khẩu cắm"), "soup",
                ("bún", "miến", "bánh", "cốm", "khẩu cắm", "phở"),
            ),
            PlainSet(
                7, _("Làm từ rau, quả"), _("mận sấy, long nhãn, măng khô, mơ ngâm"), "package-open",
                ("sấy", "long nhãn", "măng khô", "măng sặt khô", "mơ ngâm", "ngâm", "muối chua", "mứt", "ô mai", "tinh bột"),
            ),
            PlainSet(
                8, _("Làm từ thịt, cá, trứng, sữa"), _("trâu gác bếp, lạp sườn, sữa chua"), "beef",
                ("gác bếp", "hun khói", "lạp sườn", "lạp xưởng", "sữa chua", "giò", "chả", "thịt trâu", "thịt lợn", "ruốc", "cá kho"),
            ),
        ),
    ),
    Shelf(
        _("Gia vị, chè, cà phê"),
        (
            PlainSet(9, _("Nước chấm"), _("tương, nước mắm, tương ớt"), "amphora", ("tương", "nước mắm", "nước chấm")),
            PlainSet(
                10, _("Gia vị khô"), _("mắc khén, hạt dổi, chẩm chéo, tỏi"), "flame",
                ("mắc khén", "hạt dổi", "chẩm chéo", "gia vị", "tỏi", "ớt", "muối", "tiêu", "gừng", "nghệ"),
            ),
            PlainSet(11, _("Chè (trà)"), _("chè shan tuyết, chè ô long"), "leaf", ("chè", "trà shan", "ô long", "bạch trà")),
            PlainSet(
                12, _("Trà từ cây khác"), _("trà hoa, trà dây, trà atiso"), "clover",
                ("trà hoa", "trà dây", "trà atiso", "trà thảo mộc", "trà táo mèo", "atiso"),
            ),
            PlainSet(13, _("Cà phê, ca cao"), _("cà phê bột, cà phê hạt"), "coffee", ("cà phê", "cacao", "ca cao")),
        ),
    ),
    Shelf(
        _("Đồ uống"),
        (
            PlainSet(14, _("Rượu trắng"), _("rượu ngô, rượu gạo"), "wine", ("rượu", "rượu ngô", "rượu gạo")),
            PlainSet(15, _("Rượu khác, bia"), _("rượu mơ, rượu cần, rượu vang"), "grape", ("rượu cần", "rượu mơ", "rượu vang", "rượu sơn tra", "rượu táo mèo")),
            PlainSet(16, _("Nước uống đóng chai"), _("nước khoáng, nước tinh khiết"), "waves", ("nước khoáng", "nước tinh khiết")),
            PlainSet(17, _("Nước ép, nước ngọt"), _("nước ép chanh leo, siro mận"), "cup-soda", ("nước ép", "siro", "nước mơ", "nước mận", "giấm")),
        ),
    ),
    Shelf(
        _("Thuốc, mỹ phẩm từ cây"),
        (
            PlainSet(18, _("Thực phẩm chức năng, thuốc"), _("cao, viên uống"), "pill", ("cao", "viên")),
            PlainSet(19, _("Mỹ phẩm"), _("xà phòng, dầu gội bồ kết"), "sparkles", ("xà phòng", "dầu gội", "son", "kem dưỡng")),
            PlainSet(20, _("Tinh dầu, cây thuốc"), _("tinh dầu sả, sa nhân"), "sprout", ("tinh dầu", "sa nhân", "dược liệu")),
        ),
    ),
    Shelf(
        _("Đồ làm tay"),
        (
            PlainSet(21, _("Mây, tre, gỗ, gốm"), _("ghế mây, giỏ tre, ép khẩu"), "shopping-basket", ("mây", "tre", "gỗ", "gốm", "giỏ", "ếp khẩu", "ghế")),
            PlainSet(22, _("Vải, khăn, áo"), _("khăn piêu, thổ cẩm, chăn bông"), "shirt", ("khăn", "khăn piêu", "thổ cẩm", "vải", "áo", "váy", "chăn", "gối")),
        ),
    ),
    Shelf(
        _("Hoa, cây cảnh, con vật cảnh"),
        (
            PlainSet(23, _("Hoa"), _("hoa ly, hoa hồng, lan"), "flower-2", ("hoa hồng", "hoa ly", "hoa lan")),
            PlainSet(24, _("Cây cảnh"), _("đào cảnh, cây thế"), "trees", ("cây cảnh", "đào cảnh", "bonsai")),
            PlainSet(25, _("Con vật cảnh"), _("chim cảnh, cá cảnh"), "bug", ("cá cảnh", "cá koi", "chim")),
        ),
    ),
    Shelf(
        _("Đón khách"),
        (PlainSet(26, _("Du lịch, nhà ở cho khách"), _("ở bản, đi rừng, ăn cơm bản"), "house", ("du lịch", "homestay", "nghỉ", "tham quan")),),
    ),
)  # fmt: skip
PLAIN_SETS: dict[int, PlainSet] = {each.number: each for shelf in SHELVES for each in shelf.sets}


def guess_sets(name: str, *, most: int = 3) -> list[PlainSet]:
    """Return at most `most` sets that the words of a product's name suggest, the longest match first.

    A name with accents is compared with accents (gói is not gối), one without accents is compared without.
    """
    spell = fold if name.isascii() else accent_key
    text = f" {spell(name)} "
    found = [
        (len(sign), each.number, each)  # of equal lengths the processed one: dried plums are no plums
        for each in PLAIN_SETS.values()
        for sign in each.signs
        if f" {spell(sign)} " in text
    ]
    guessed: list[PlainSet] = []
    for _length, _number, each in sorted(found, key=lambda hit: hit[:2], reverse=True):
        if each not in guessed:
            guessed.append(each)
    return guessed[:most]
