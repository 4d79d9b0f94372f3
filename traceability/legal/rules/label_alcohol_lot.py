"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, alcohol: the lot's code."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import ALCOHOL
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="label-alcohol-lot",
    order=612,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LABEL}),
    sets=ALCOHOL,
    field="lot",
    message=_("Lô rượu cần có mã lô."),
)
