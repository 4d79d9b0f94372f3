"""The 26 OCOP sets in the words of a market: a drawing, a short name and what belongs there, in eight shelves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.text import fold


@dataclass(frozen=True, slots=True)
class PlainSet:
    """`number` is the set's in products.ocop; `signs` are folded words in a product's name that point here."""

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
                ("man", "xoai", "nhan", "na", "cam", "buoi", "dau tay", "hong gion", "nho", "chuoi", "dao", "le", "mo",
                 "son tra", "tao meo", "rau", "ca chua", "khoai", "bi", "mang tuoi", "chanh leo", "bo", "thanh long"),
            ),
            PlainSet(
                2, _("Thịt, cá, trứng, sữa tươi"), _("gà đồi, cá sông, trứng vịt"), "fish",
                ("thit tuoi", "ca tuoi", "trung", "sua tuoi", "ga", "vit", "lon", "ca tam"),
            ),
        ),
    ),
    Shelf(
        _("Đồ khô và đồ làm sẵn"),
        (
            PlainSet(
                3, _("Gạo, ngô, đậu, hạt"), _("nếp tan, gạo tẻ, đậu nho nhe"), "wheat",
                ("gao", "nep", "ngo", "dau", "lac", "vung", "hat"),
            ),
            PlainSet(4, _("Mật ong"), _("mật ong hoa nhãn, phấn hoa"), "droplets", ("mat ong", "phan hoa", "mat")),
            PlainSet(5, _("Đồ ăn liền"), _("cháo, miến ăn liền"), "utensils", ("an lien", "chao")),
            PlainSet(
                6, _("Làm từ gạo, ngô, bột"), _("bún, miến dong, bánh chưng, khẩu cắm"), "soup",
                ("bun", "mien", "banh", "com", "khau cam", "pho"),
            ),
            PlainSet(
                7, _("Làm từ rau, quả"), _("mận sấy, long nhãn, măng khô, mơ ngâm"), "package-open",
                ("say", "long nhan", "mang kho", "mang sat kho", "mo ngam", "ngam", "muoi chua", "mut", "o mai", "tinh bot"),
            ),
            PlainSet(
                8, _("Làm từ thịt, cá, trứng, sữa"), _("trâu gác bếp, lạp sườn, sữa chua"), "beef",
                ("gac bep", "hun khoi", "lap suon", "lap xuong", "sua chua", "gio", "cha", "thit trau", "thit lon", "ruoc", "ca kho"),
            ),
        ),
    ),
    Shelf(
        _("Gia vị, chè, cà phê"),
        (
            PlainSet(9, _("Nước chấm"), _("tương, nước mắm, tương ớt"), "amphora", ("tuong", "nuoc mam", "nuoc cham")),
            PlainSet(
                10, _("Gia vị khô"), _("mắc khén, hạt dổi, chẩm chéo, tỏi"), "flame",
                ("mac khen", "hat doi", "cham cheo", "gia vi", "toi", "ot", "muoi", "tieu", "gung", "nghe"),
            ),
            PlainSet(11, _("Chè (trà)"), _("chè shan tuyết, chè ô long"), "leaf", ("che", "tra shan", "o long", "bach tra")),
            PlainSet(
                12, _("Trà từ cây khác"), _("trà hoa, trà dây, trà atiso"), "clover",
                ("tra hoa", "tra day", "tra atiso", "tra thao moc", "atiso"),
            ),
            PlainSet(13, _("Cà phê, ca cao"), _("cà phê bột, cà phê hạt"), "coffee", ("ca phe", "cacao", "ca cao")),
        ),
    ),
    Shelf(
        _("Đồ uống"),
        (
            PlainSet(14, _("Rượu trắng"), _("rượu ngô, rượu gạo"), "wine", ("ruou",)),
            PlainSet(15, _("Rượu khác, bia"), _("rượu mơ, rượu cần, rượu vang"), "grape", ("ruou can", "ruou mo", "vang", "ruou hoa qua")),
            PlainSet(16, _("Nước uống đóng chai"), _("nước khoáng, nước tinh khiết"), "waves", ("nuoc khoang", "nuoc tinh khiet")),
            PlainSet(17, _("Nước ép, nước ngọt"), _("nước ép chanh leo, siro mận"), "cup-soda", ("nuoc ep", "siro", "nuoc mo", "nuoc man")),
        ),
    ),
    Shelf(
        _("Thuốc, mỹ phẩm từ cây"),
        (
            PlainSet(18, _("Thực phẩm chức năng, thuốc"), _("cao, viên uống"), "pill", ("cao ", "vien", "thuoc")),
            PlainSet(19, _("Mỹ phẩm"), _("xà phòng, dầu gội bồ kết"), "sparkles", ("xa phong", "dau goi", "son ", "kem")),
            PlainSet(20, _("Tinh dầu, cây thuốc"), _("tinh dầu sả, sa nhân"), "sprout", ("tinh dau", "sa nhan", "duoc lieu")),
        ),
    ),
    Shelf(
        _("Đồ làm tay"),
        (
            PlainSet(21, _("Mây, tre, gỗ, gốm"), _("ghế mây, giỏ tre, ép khẩu"), "shopping-basket", ("may", "tre", "go", "gom", "gio", "ep khau", "ghe")),
            PlainSet(22, _("Vải, khăn, áo"), _("khăn piêu, thổ cẩm, chăn bông"), "shirt", ("khan", "tho cam", "vai", "ao", "vay", "chan", "goi", "tui tho cam")),
        ),
    ),
    Shelf(
        _("Hoa, cây cảnh, con vật cảnh"),
        (
            PlainSet(23, _("Hoa"), _("hoa ly, hoa hồng, lan"), "flower-2", ("hoa",)),
            PlainSet(24, _("Cây cảnh"), _("đào cảnh, cây thế"), "trees", ("cay canh", "dao canh", "bonsai")),
            PlainSet(25, _("Con vật cảnh"), _("chim cảnh, cá cảnh"), "bug", ("ca canh", "chim")),
        ),
    ),
    Shelf(
        _("Đón khách"),
        (PlainSet(26, _("Du lịch, nhà ở cho khách"), _("ở bản, đi rừng, ăn cơm bản"), "house", ("du lich", "homestay", "nghi", "tham quan")),),
    ),
)  # fmt: skip
PLAIN_SETS: dict[int, PlainSet] = {each.number: each for shelf in SHELVES for each in shelf.sets}


def guess_sets(name: str, *, most: int = 3) -> list[PlainSet]:
    """The sets that the words of a product's name point to, the longest sign first; empty where none does."""
    text = f" {fold(name)} "
    found = [
        (len(sign), -each.number, each)
        for each in PLAIN_SETS.values()
        for sign in each.signs
        if f" {sign.strip()} " in text
    ]
    guessed: list[PlainSet] = []
    for _length, _number, each in sorted(found, key=lambda hit: hit[:2], reverse=True):
        if each not in guessed:
            guessed.append(each)
    return guessed[:most]
