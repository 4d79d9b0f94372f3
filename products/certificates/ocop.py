"""OCOP, the One Commune One Product programme: its product sets, its points, and its certifying levels.

Three decisions of the Prime Minister follow each other. A certificate is read under the rules in force on the
day of its own decision and is valid for 36 months. Points run from 0 to 100 in parts A (organisation and
product), B (marketing) and C (quality); a band includes its lower bound. One and two stars get no
certificate.

The product sets are those of Decision 26/2026/QĐ-TTg. A certificate granted under an older decision keeps its
stars, and its product takes the set that fits today. The wording of the sets was taken from two
transcriptions that agree; the signed annex was not read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source, read_data_file
from backend.common.dates import add_months, format_date
from backend.common.errors import DomainError

PATH = Path(__file__).resolve().parent / "ocop.toml"
CERTIFICATE_MONTHS = 36
MAX_POINTS = 100
FIRST_CERTIFIED_STAR = 3
LAST_STAR = 5


class OcopError(DomainError):
    """The points, the stars or the day are outside what the OCOP decisions cover."""


class IssuingLevel(StrEnum):
    """The level of government that grants the certificate."""

    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


class Regime(StrEnum):
    """The kind of goods in a set, for the rules of labels (products/listing/requirements.py)."""

    FRESH = "fresh"
    FOOD = "food"
    ALCOHOL = "alcohol"
    DRINK = "drink"
    MEDICINE = "medicine"
    COSMETIC = "cosmetic"
    HERBAL = "herbal"
    CRAFT = "craft"
    TEXTILE = "textile"
    LIVING = "living"
    TOURISM = "tourism"


@dataclass(frozen=True, slots=True)
class Sector:
    """One of the six sectors (ngành)."""

    key: str
    name: StrOrPromise


@dataclass(frozen=True, slots=True)
class Group:
    """One of the 17 product groups (nhóm)."""

    key: str
    name: StrOrPromise
    sector: Sector


@dataclass(frozen=True, slots=True)
class ProductSet:
    """One of the 26 product sets (bộ sản phẩm); `number` is its number in the annex, 1 to 26."""

    number: int
    name: StrOrPromise
    group: Group
    regime: Regime

    @property
    def sector(self) -> Sector:
        return self.group.sector


@dataclass(frozen=True, slots=True)
class OcopRules:
    """Rules of one OCOP decision (ocop.toml).

    parts: the maximum points of A, B and C.
    bands: the minimum points of each star, highest first.
    levels: the level that grants each certified star.
    """

    source: Source
    parts: dict[str, int]
    bands: tuple[tuple[int, int], ...]
    levels: dict[int, IssuingLevel]

    @property
    def document(self) -> str:
        return self.source.cites[0]

    @property
    def amended_by(self) -> str:
        return ", ".join(self.source.cites[1:])


_FOOD = Sector("thuc-pham", gettext_lazy("Thực phẩm"))
_DRINK = Sector("do-uong", gettext_lazy("Đồ uống"))
_HERB = Sector("duoc-lieu", gettext_lazy("Dược liệu và sản phẩm từ dược liệu"))
_CRAFT = Sector("thu-cong", gettext_lazy("Hàng thủ công mỹ nghệ"))
_LIVING = Sector("sinh-vat-canh", gettext_lazy("Sinh vật cảnh"))
_TOURISM = Sector("du-lich", gettext_lazy("Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch"))
SECTORS = (_FOOD, _DRINK, _HERB, _CRAFT, _LIVING, _TOURISM)

_FRESH_FOOD = Group("tuoi-song", gettext_lazy("Thực phẩm tươi sống"), _FOOD)
_RAW_FOOD = Group("tho-so-che", gettext_lazy("Thực phẩm thô, sơ chế"), _FOOD)
_MADE_FOOD = Group("che-bien", gettext_lazy("Thực phẩm chế biến"), _FOOD)
_SPICE = Group("gia-vi", gettext_lazy("Gia vị"), _FOOD)
_TEA = Group("che", gettext_lazy("Chè"), _FOOD)
_COFFEE = Group("ca-phe", gettext_lazy("Cà phê, ca cao"), _FOOD)
_ALCOHOL = Group("co-con", gettext_lazy("Đồ uống có cồn"), _DRINK)
_SOFT_DRINK = Group("khong-con", gettext_lazy("Đồ uống không cồn"), _DRINK)
_MEDICINE = Group("thuoc", gettext_lazy("Thực phẩm chức năng, thuốc dược liệu, thuốc cổ truyền"), _HERB)
_COSMETIC = Group("my-pham", gettext_lazy("Mỹ phẩm có thành phần từ dược liệu"), _HERB)
_OIL = Group("tinh-dau", gettext_lazy("Tinh dầu và dược liệu khác"), _HERB)
_HANDICRAFT = Group("gia-dung", gettext_lazy("Thủ công mỹ nghệ gia dụng, trang trí"), _CRAFT)
_CLOTH = Group("vai", gettext_lazy("Vải, may mặc"), _CRAFT)
_FLOWER = Group("hoa", gettext_lazy("Hoa"), _LIVING)
_PLANT = Group("cay-canh", gettext_lazy("Cây cảnh"), _LIVING)
_ANIMAL = Group("dong-vat-canh", gettext_lazy("Động vật cảnh"), _LIVING)
_PLACE = Group("diem-du-lich", _TOURISM.name, _TOURISM)
GROUPS = (
    _FRESH_FOOD, _RAW_FOOD, _MADE_FOOD, _SPICE, _TEA, _COFFEE, _ALCOHOL, _SOFT_DRINK, _MEDICINE, _COSMETIC, _OIL,
    _HANDICRAFT, _CLOTH, _FLOWER, _PLANT, _ANIMAL, _PLACE,
)  # fmt: skip

SETS: dict[int, ProductSet] = {
    each.number: each
    for each in (
        ProductSet(1, gettext_lazy("Rau, củ, quả, hạt tươi"), _FRESH_FOOD, Regime.FRESH),
        ProductSet(2, gettext_lazy("Thịt, thủy sản, trứng, sữa tươi"), _FRESH_FOOD, Regime.FRESH),
        ProductSet(3, gettext_lazy("Gạo, ngũ cốc, hạt sơ chế khác"), _RAW_FOOD, Regime.FOOD),
        ProductSet(4, gettext_lazy("Mật ong, mật khác và nông sản thực phẩm khác"), _RAW_FOOD, Regime.FOOD),
        ProductSet(5, gettext_lazy("Đồ ăn nhanh"), _MADE_FOOD, Regime.FOOD),
        ProductSet(6, gettext_lazy("Chế biến từ gạo, ngũ cốc"), _MADE_FOOD, Regime.FOOD),
        ProductSet(7, gettext_lazy("Chế biến từ rau, củ, quả, hạt"), _MADE_FOOD, Regime.FOOD),
        ProductSet(
            8,
            gettext_lazy(
                "Chế biến từ thịt, thủy sản, trứng, sữa, các sản phẩm từ mật ong, mật khác và nông sản "
                "thực phẩm khác"
            ),
            _MADE_FOOD,
            Regime.FOOD,
        ),
        ProductSet(9, gettext_lazy("Tương, nước mắm, gia vị dạng lỏng khác"), _SPICE, Regime.FOOD),
        ProductSet(10, gettext_lazy("Gia vị khác (muối, hành, tỏi, tiêu)"), _SPICE, Regime.FOOD),
        ProductSet(11, gettext_lazy("Chè tươi, chè chế biến"), _TEA, Regime.FOOD),
        ProductSet(12, gettext_lazy("Sản phẩm trà từ thực vật khác"), _TEA, Regime.FOOD),
        ProductSet(13, gettext_lazy("Cà phê, cacao"), _COFFEE, Regime.FOOD),
        ProductSet(14, gettext_lazy("Rượu trắng"), _ALCOHOL, Regime.ALCOHOL),
        ProductSet(15, gettext_lazy("Đồ uống có cồn khác"), _ALCOHOL, Regime.ALCOHOL),
        ProductSet(
            16, gettext_lazy("Nước khoáng thiên nhiên, nước uống đóng chai"), _SOFT_DRINK, Regime.DRINK
        ),
        ProductSet(17, gettext_lazy("Đồ uống không cồn khác"), _SOFT_DRINK, Regime.DRINK),
        ProductSet(18, _MEDICINE.name, _MEDICINE, Regime.MEDICINE),
        ProductSet(19, _COSMETIC.name, _COSMETIC, Regime.COSMETIC),
        ProductSet(20, _OIL.name, _OIL, Regime.HERBAL),
        ProductSet(21, gettext_lazy("Thủ công mỹ nghệ"), _HANDICRAFT, Regime.CRAFT),
        ProductSet(22, gettext_lazy("Vải, may mặc"), _CLOTH, Regime.TEXTILE),
        ProductSet(23, gettext_lazy("Hoa"), _FLOWER, Regime.LIVING),
        ProductSet(24, gettext_lazy("Cây cảnh"), _PLANT, Regime.LIVING),
        ProductSet(25, gettext_lazy("Động vật cảnh"), _ANIMAL, Regime.LIVING),
        ProductSet(26, _TOURISM.name, _PLACE, Regime.TOURISM),
    )
}
SETS_DOCUMENT = "26/2026/QĐ-TTg"

_BANDS = ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))


def _rules() -> tuple[OcopRules, ...]:
    rows = read_data_file(PATH).cited_rows("rules", required=("parts", "levels"))
    return tuple(
        OcopRules(
            source,
            values["parts"],
            _BANDS,
            {int(star): IssuingLevel(level) for star, level in values["levels"].items()},
        )
        for source, values in rows
    )


RULES: tuple[OcopRules, ...] = _rules()


def set_choices() -> list[tuple[StrOrPromise, list[tuple[int, StrOrPromise]]]]:
    """Return the product sets as choices of a select field, under the names of their groups."""
    return [
        (group.name, [(each.number, each.name) for each in SETS.values() if each.group is group])
        for group in GROUPS
    ]


def rules_on(day: dt.date) -> OcopRules:
    """Return the OCOP rules in force on `day`. Raises OcopError before the first decision (2019-08-21)."""
    for rules in RULES:
        if rules.source.holds_on(day):
            return rules
    raise OcopError(
        _("Trước ngày %(day)s chưa có bộ tiêu chí OCOP. Chị xem lại ngày trên quyết định.")
        % {"day": format_date(RULES[0].source.valid_from)},
        field="decision_date",
        code="ocop_too_early",
    )


def stars_for(points: Decimal | int, decided_on: dt.date) -> int:
    """Return the stars, 1 to 5, for `points` (0 to 100) under the rules in force on `decided_on`.

    Raises OcopError.
    """
    rules = rules_on(decided_on)
    if not 0 <= points <= MAX_POINTS:
        raise OcopError(_("Số điểm OCOP từ 0 đến 100."), field="points", code="ocop_points")
    return next(star for star, least in rules.bands if points >= least)


def issuing_level(stars: int, decided_on: dt.date) -> IssuingLevel | None:
    """Return the level that certifies `stars` under the rules in force on `decided_on`; None for 1 and 2.

    Raises OcopError.
    """
    if not 1 <= stars <= LAST_STAR:
        raise OcopError(_("Số sao OCOP từ 1 đến 5."), field="stars", code="ocop_stars")
    return rules_on(decided_on).levels.get(stars)


def is_certified(stars: int) -> bool:
    """Return True if a product with this number of stars gets a certificate and may show them (3 to 5)."""
    return FIRST_CERTIFIED_STAR <= stars <= LAST_STAR


def valid_until(issued: dt.date) -> dt.date:
    """Return the last valid day of a certificate issued on `issued`: 36 months later."""
    return add_months(issued, CERTIFICATE_MONTHS)
