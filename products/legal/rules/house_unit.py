"""The marketplace's own rule: the unit of the price."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import HOUSE, HOUSE_FROM, Rule, Surface

RULE = Rule(
    id="house-unit",
    order=80,
    document=HOUSE,
    article="",
    valid_from=HOUSE_FROM,
    surfaces=frozenset({Surface.LISTING}),
    field="unit",
    message=_("Chị chọn đơn vị bán, ví dụ: kg, hũ, gói."),
)
