"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, textiles: the size or specification.

The annex was not available: the row follows the previous decree (43/2017/NĐ-CP). A lawyer must check it.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import TEXTILE
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="textile-specification",
    order=240,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=TEXTILE,
    field="specification",
    message=_("Chị viết kích cỡ, ví dụ: khổ 40 cm, dài 2 m."),
    is_checked=False,
)
