"""Decree 37/2026/NĐ-CP, Art. 23(5)a: data of a traceability system: the name of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-name",
    order=500,
    document=DECREE_37,
    article=_("Điều 23(5)a"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="name",
    message=_("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu."),
)
