"""Decree 37/2026/NĐ-CP, Art. 23(5)b: data of a traceability system: a picture of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-image",
    order=501,
    document=DECREE_37,
    article=_("Điều 23(5)b"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="photos",
    message=_("Chị thêm ít nhất một ảnh của sản phẩm."),
)
