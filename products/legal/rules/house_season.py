"""The marketplace's own rule: fresh and living goods have their months of sale."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import SEASONAL
from products.legal.rule import HOUSE, HOUSE_FROM, Rule, Surface

RULE = Rule(
    id="house-season",
    order=100,
    document=HOUSE,
    article="",
    valid_from=HOUSE_FROM,
    surfaces=frozenset({Surface.LISTING}),
    sets=SEASONAL,
    field="season_months",
    message=_("Chị chọn những tháng có hàng."),
)
