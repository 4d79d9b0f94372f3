"""Decree 37/2026/NĐ-CP, Art. 52-55: an e-label is for one kind, one lot or one unit of goods.

Ours is for a lot, so the lot needs a code.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="e-label-lot",
    order=650,
    document=DECREE_37,
    article=_("Điều 52–55"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.E_LABEL}),
    field="lot",
    message=_("Nhãn điện tử là của một lô: lô cần có mã lô."),
)
