"""The marketplace's own rule: which of the 26 OCOP sets, because the other rules depend on it."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import HOUSE, HOUSE_FROM, Rule, Surface

RULE = Rule(
    id="house-set",
    order=60,
    document=HOUSE,
    article="",
    valid_from=HOUSE_FROM,
    surfaces=frozenset({Surface.LISTING}),
    field="ocop_set",
    message=_("Chị chọn nhóm sản phẩm gần nhất."),
)
