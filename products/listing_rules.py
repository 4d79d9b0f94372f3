"""What a product must say before it is listed, as data: one row for each rule, with its clause.

Decree 37/2026/NĐ-CP, in force since 2026-01-23: Art. 23(7) is the least that a consumer sees; Art. 42 and Annex I
what a label says for each kind of goods; Art. 41(5) makes an online seller show all of it but what changes with
each pack (the days and the lot, which the lot carries); Art. 35(2) frees fresh food, and unpacked food sold
directly, from labels. Rules of the market place itself carry its own name as their document.

`is_checked` is False where the clause was not at hand and the row follows the annex of the decree before it
(43/2017/NĐ-CP): a lawyer reads these once. A correction is one row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.ocop import SETS, Regime

DECREE = "37/2026/NĐ-CP"
HOUSE = "Quy tắc của sàn"
DECREE_FROM = dt.date(2026, 1, 23)
HOUSE_FROM = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class ListingRule:
    """One thing that a listing needs.

    `sets` are the OCOP set numbers it is for, None for all; `only_packed` frees what is sold loose. `field` is the
    attribute of the product that must be filled (photos, producer and address are looked up apart).
    """

    id: str
    document: str
    article: StrOrPromise
    valid_from: dt.date
    valid_to: dt.date | None
    sets: frozenset[int] | None
    only_packed: bool
    field: str
    message: StrOrPromise
    is_checked: bool = True

    def applies(self, *, ocop_set: int | None, is_packed: bool, on: dt.date) -> bool:
        if not (self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)):
            return False
        if self.only_packed and not is_packed:
            return False
        return self.sets is None or ocop_set in self.sets


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is empty though `rule` wants it; `message` is shown beside it."""

    field: str
    message: StrOrPromise
    rule: ListingRule


def _sets(*regimes: Regime) -> frozenset[int]:
    return frozenset(each.number for each in SETS.values() if each.regime in regimes)


_PACKED_FOOD = _sets(Regime.FOOD, Regime.DRINK)
_ALCOHOL = _sets(Regime.ALCOHOL)
_HEALTH = _sets(Regime.MEDICINE, Regime.COSMETIC, Regime.HERBAL)
_CRAFT = _sets(Regime.CRAFT)
_TEXTILE = _sets(Regime.TEXTILE)
# What is there only in its months. Processed goods and crafts may say their months but need not.
_SEASONAL = _sets(Regime.FRESH) | _sets(Regime.LIVING)


def _always(id: str, article: StrOrPromise, field: str, message: StrOrPromise) -> ListingRule:
    return ListingRule(id, DECREE, article, DECREE_FROM, None, None, False, field, message)


def _house(id: str, field: str, message: StrOrPromise, sets: frozenset[int] | None = None) -> ListingRule:
    return ListingRule(id, HOUSE, "", HOUSE_FROM, None, sets, False, field, message)


def _label(
    id: str,
    sets: frozenset[int],
    field: str,
    message: StrOrPromise,
    *,
    only_packed: bool = True,
    is_checked: bool = True,
) -> ListingRule:
    article = _("Điều 42, Phụ lục I")
    return ListingRule(id, DECREE, article, DECREE_FROM, None, sets, only_packed, field, message, is_checked)


RULES: tuple[ListingRule, ...] = (
    _always("consumer-name", _("Điều 23(7)a, Điều 43"), "name", _("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu.")),
    _always("consumer-image", _("Điều 23(7)b"), "photos", _("Chị thêm ít nhất một ảnh của sản phẩm.")),
    _always("consumer-producer", _("Điều 23(7)c"), "producer", _("Chị cho biết hộ, hợp tác xã hay công ty nào làm ra.")),
    _always("consumer-address", _("Điều 23(7)d"), "address", _("Chị chọn xã, phường của nơi sản xuất.")),
    _always("consumer-origin", _("Điều 23(7)đ, Điều 47"), "origin", _("Chị viết nơi trồng hoặc nơi làm, ví dụ: xã Vân Hồ, Sơn La.")),
    _house("house-set", "ocop_set", _("Chị chọn nhóm sản phẩm gần nhất.")),
    _house("house-price", "price", _("Chị viết giá bán, ví dụ: 120.000.")),
    _house("house-unit", "unit", _("Chị chọn đơn vị bán, ví dụ: kg, hũ, gói.")),
    _house("house-story", "story", _("Chị kể đôi câu: ai làm, làm thế nào, có gì riêng.")),
    _house("house-season", "season_months", _("Chị chọn những tháng có hàng."), _SEASONAL),
    _label("food-quantity", _PACKED_FOOD, "net_content", _("Chị viết khối lượng hoặc thể tích một gói, ví dụ: 500 g.")),
    _label("food-shelf-life", _PACKED_FOOD, "shelf_life_days", _("Chị viết hàng dùng được bao nhiêu ngày, để tem ghi HSD.")),
    _label("food-ingredients", _PACKED_FOOD, "ingredients", _("Chị viết thành phần, thứ nhiều nhất viết trước.")),
    _label("food-usage", _PACKED_FOOD, "usage", _("Chị viết cách dùng, ví dụ: pha với nước sôi, dùng trong ngày.")),
    _label("food-storage", _PACKED_FOOD, "storage", _("Chị viết cách bảo quản, ví dụ: để nơi khô, thoáng, tránh nắng.")),
    _label("food-warnings", _PACKED_FOOD, "warnings", _("Chị viết lưu ý an toàn, ví dụ: không dùng khi gói rách.")),
    _label("alcohol-quantity", _ALCOHOL, "net_content", _("Chị viết thể tích một chai, ví dụ: 500 ml."), only_packed=False),
    _label("alcohol-ethanol", _ALCOHOL, "alcohol_percent", _("Chị viết độ cồn, ví dụ: 29,5."), only_packed=False),
    _label("alcohol-warnings", _ALCOHOL, "warnings", _("Chị viết lời cảnh báo, ví dụ: người dưới 18 tuổi không được uống."), only_packed=False),
    _label("craft-materials", _CRAFT, "materials", _("Chị viết chất liệu, ví dụ: tre, mây, gỗ."), only_packed=False),
    _label("craft-specification", _CRAFT, "specification", _("Chị viết kích thước, ví dụ: dài 30 cm, rộng 20 cm."), only_packed=False),
    _label("craft-use", _CRAFT, "usage_or_storage", _("Chị viết cách dùng hoặc cách giữ gìn, ví dụ: lau khô, tránh nước."), only_packed=False),
    _label("textile-materials", _TEXTILE, "materials", _("Chị viết thành phần vải, ví dụ: 100% bông."), only_packed=False, is_checked=False),
    _label("textile-specification", _TEXTILE, "specification", _("Chị viết kích cỡ, ví dụ: khổ 40 cm, dài 2 m."), only_packed=False, is_checked=False),
    _label("textile-use", _TEXTILE, "usage_or_storage", _("Chị viết cách giặt hoặc cách giữ, ví dụ: giặt tay bằng nước lạnh."), only_packed=False, is_checked=False),
    _label("health-quantity", _HEALTH, "net_content", _("Chị viết khối lượng hoặc thể tích một gói, ví dụ: 10 ml."), is_checked=False),
    _label("health-shelf-life", _HEALTH, "shelf_life_days", _("Chị viết hàng dùng được bao nhiêu ngày, để tem ghi HSD."), is_checked=False),
    _label("health-ingredients", _HEALTH, "ingredients", _("Chị viết đủ thành phần."), is_checked=False),
    _label("health-usage", _HEALTH, "usage", _("Chị viết cách dùng và liều dùng."), is_checked=False),
    _label("health-storage", _HEALTH, "storage", _("Chị viết cách bảo quản."), is_checked=False),
    _label("health-warnings", _HEALTH, "warnings", _("Chị viết lời cảnh báo, ví dụ: để xa tầm tay trẻ em."), is_checked=False),
)  # fmt: skip


def rules_for(*, ocop_set: int | None, is_packed: bool, on: dt.date | None = None) -> list[ListingRule]:
    """The rules that a product of this set, packed or loose, must keep on the day `on` (today)."""
    day = on or timezone.localdate()
    return [rule for rule in RULES if rule.applies(ocop_set=ocop_set, is_packed=is_packed, on=day)]


def missing_for_listing(product: Any, *, photos: int, on: dt.date | None = None) -> list[Missing]:
    """What `product` still lacks before it may be listed, in the order of RULES; empty when it is whole.

    `product` is a products.models.Product or anything with its attributes; `photos` is the number of its
    photos. Reads producer and its commune, so have them selected.
    """
    wanted = rules_for(ocop_set=product.ocop_set, is_packed=product.is_packed, on=on)
    return [
        Missing(_shown_field(rule.field), rule.message, rule)
        for rule in wanted
        if not _is_filled(product, rule.field, photos)
    ]


def _shown_field(field: str) -> str:
    return "usage" if field == "usage_or_storage" else field


def _is_filled(product: Any, field: str, photos: int) -> bool:
    if field == "photos":
        return photos > 0
    if field == "producer":
        return bool(product.producer and product.producer.name.strip())
    if field == "address":
        # The commune is enough: a woman's own door is nobody's business before she sells.
        return bool(product.producer and (product.producer.unit_id or product.producer.address.strip()))
    if field == "usage_or_storage":
        return _is_filled(product, "usage", photos) or _is_filled(product, "storage", photos)
    if field == "ocop_set":
        return product.ocop_set in SETS
    value = getattr(product, field)
    if isinstance(value, str):
        return any(char.isalnum() for char in value)
    if field == "alcohol_percent":
        return value is not None
    return bool(value)
