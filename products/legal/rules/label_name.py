"""Decree 37/2026/NĐ-CP, Art. 42(1), every label: the name of the goods, in the largest type (Art. 43)."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="label-name",
    order=12,
    document=DECREE_37,
    article=_("Điều 42(1), Điều 43"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LABEL}),
    field="name",
    message=_("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu."),
)
