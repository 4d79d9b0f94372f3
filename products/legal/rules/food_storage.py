"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, packed food and drinks: storage instructions."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import PACKED_FOOD
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="food-storage",
    order=150,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=PACKED_FOOD,
    only_packed=True,
    field="storage",
    message=_("Chị viết cách bảo quản, ví dụ: để nơi khô, thoáng, tránh nắng."),
)
