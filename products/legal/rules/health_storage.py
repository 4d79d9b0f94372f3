"""Decree 37/2026/NĐ-CP, Art. 42(1) and Annex I, medicine, cosmetics and herbal goods: storage instructions.

The annex was not available: the row follows the previous decree (43/2017/NĐ-CP). A lawyer must check it.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import HEALTH
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="health-storage",
    order=300,
    document=DECREE_37,
    article=_("Điều 42, Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.LABEL}),
    sets=HEALTH,
    only_packed=True,
    field="storage",
    message=_("Chị viết cách bảo quản."),
    is_checked=False,
)
