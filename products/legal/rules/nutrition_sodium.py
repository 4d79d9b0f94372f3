"""Circular 30/2026/TT-BYT, packed food and drinks: sodium.

The circular was not available (products/products/nutrition.py names its substitutes). A lawyer must check it.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import PACKED_FOOD
from products.legal.rule import Rule, Surface
from products.products.nutrition import ARTICLE, DOCUMENT, VALID_FROM

RULE = Rule(
    id="nutrition-sodium",
    order=178,
    document=DOCUMENT,
    article=ARTICLE,
    valid_from=VALID_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=PACKED_FOOD,
    only_packed=True,
    field="sodium_mg",
    message=_("Chị ghi natri trong bảng dinh dưỡng."),
    is_checked=False,
)
