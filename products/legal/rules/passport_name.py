"""Decree 37/2026/NĐ-CP, Art. 32(1): a digital product passport names the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-name",
    order=400,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="name",
    message=_("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu."),
)
