"""Decree 37/2026/NĐ-CP, Art. 32(1): the day of making."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-produced",
    order=631,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="produced",
    message=_("Chị ghi ngày sản xuất (NSX) hoặc ngày thu hoạch của lô."),
)
