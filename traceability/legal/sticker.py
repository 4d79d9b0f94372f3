"""Label content that the pack must show, because Piêu's sticker has no room for it.

See Decree 37/2026/NĐ-CP, Art. 42.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.certificates.ocop import SETS, Regime
from products.legal.rule import Surface, applying
from products.listing.requirements import RULES
from products.models import Product
from products.products import nutrition

_NAMES: dict[str, tuple[StrOrPromise, ...]] = {
    "address": (_("địa chỉ"),),
    "origin": (_("xuất xứ"),),
    "ingredients": (_("thành phần"),),
    "alcohol_percent": (_("độ cồn"),),
    "materials": (_("chất liệu"),),
    "specification": (_("quy cách"),),
    "usage": (_("cách dùng"),),
    "storage": (_("bảo quản"),),
    "warnings": (_("lưu ý an toàn"),),
    **dict.fromkeys(nutrition.BY_FIELD, (_("bảng dinh dưỡng"),)),
}
# Art. 35(2): fresh food needs no label, nor do food and drink that are sold loose.
_LABELLED_WHEN_PACKED = (Regime.FOOD, Regime.DRINK)


def left_to_the_pack(product: Product, *, on: dt.date | None = None) -> list[str]:
    """Return what a label of `product` requires on the day `on` (default: today) and no sticker prints.

    Empty if the product needs no label (such as fresh goods), or if its code opens a whole label. Further
    content that only small papers leave out is not included: the choice of paper shows it.
    """
    kind = SETS.get(product.ocop_set or 0)
    if (
        kind is None
        or kind.regime == Regime.FRESH
        or (kind.regime in _LABELLED_WHEN_PACKED and not product.is_packed)
    ):
        return []
    if product.e_labels.filter(until=None).exists():
        return []
    wanted = applying(RULES, Surface.LABEL, ocop_set=product.ocop_set, is_packed=product.is_packed, on=on)
    fields = [rule.field for rule in wanted if _is_of(product, rule.field)]
    return list(dict.fromkeys(str(name) for field in fields for name in _NAMES.get(field, ())))


def _is_of(product: Product, field: str) -> bool:
    """Return whether `field` applies to the product: not all products need a nutrition table, for example."""
    return field not in nutrition.BY_FIELD or nutrition.is_wanted(product, field)
