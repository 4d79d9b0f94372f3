"""Decree 37/2026/NĐ-CP, Art. 23(7): the use-by date, for goods that have one."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import KEEPS
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="page-expiry",
    order=621,
    document=DECREE_37,
    article=_("Điều 23(7)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PAGE}),
    sets=KEEPS,
    only_packed=True,
    field="expiry",
    message=_("Chị ghi hạn sử dụng (HSD) của lô."),
)
