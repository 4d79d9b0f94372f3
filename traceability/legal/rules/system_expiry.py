"""Decree 37/2026/NĐ-CP, Art. 23(5)h: the use-by date, for goods that have one."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import KEEPS
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-expiry",
    order=642,
    document=DECREE_37,
    article=_("Điều 23(5)h"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    sets=KEEPS,
    only_packed=True,
    field="expiry",
    message=_("Chị ghi hạn sử dụng (HSD) của lô."),
)
