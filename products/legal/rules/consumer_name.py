"""Decree 37/2026/NĐ-CP, Art. 23(7)a: the least a consumer sees: the name of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="consumer-name",
    order=10,
    document=DECREE_37,
    article=_("Điều 23(7)a"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.PAGE}),
    field="name",
    message=_("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu."),
)
