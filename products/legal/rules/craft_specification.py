"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, handicraft: the size or specification."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import CRAFT
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="craft-specification",
    order=210,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=CRAFT,
    field="specification",
    message=_("Chị viết kích thước, ví dụ: dài 30 cm, rộng 20 cm."),
)
