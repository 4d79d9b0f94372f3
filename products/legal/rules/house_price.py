"""The marketplace's own rule: a price, in dong."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import HOUSE, HOUSE_FROM, Rule, Surface

RULE = Rule(
    id="house-price",
    order=70,
    document=HOUSE,
    article="",
    valid_from=HOUSE_FROM,
    surfaces=frozenset({Surface.LISTING}),
    field="price",
    message=_("Chị viết giá bán, ví dụ: 120.000."),
)
