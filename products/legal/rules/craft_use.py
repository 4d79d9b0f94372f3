"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, handicraft: use or storage."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import CRAFT
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="craft-use",
    order=220,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=CRAFT,
    field="usage_or_storage",
    message=_("Chị viết cách dùng hoặc cách giữ gìn, ví dụ: lau khô, tránh nước."),
)
