"""Circular 30/2026/TT-BYT, packed food and drinks: saturated fat, where it was fried.

The circular was not available (products/products/nutrition.py names its substitutes). A lawyer must check it.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import PACKED_FOOD
from products.legal.rule import Rule, Surface
from products.products.nutrition import ARTICLE, DOCUMENT, VALID_FROM

RULE = Rule(
    id="nutrition-saturated-fat",
    order=177,
    document=DOCUMENT,
    article=ARTICLE,
    valid_from=VALID_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=PACKED_FOOD,
    only_packed=True,
    field="saturated_fat_g",
    message=_("Hàng chiên, rán: chị ghi chất béo bão hoà."),
    is_checked=False,
)
