"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I: the day of making (NSX) of packed food and health goods.

It is written day-month-year (Art. 46).
"""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import KEEPS
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="label-produced",
    order=610,
    document=DECREE_37,
    article=_("Điều 42, Điều 46, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LABEL}),
    sets=KEEPS,
    only_packed=True,
    field="produced",
    message=_("Chị ghi ngày sản xuất (NSX) hoặc ngày thu hoạch của lô."),
)
