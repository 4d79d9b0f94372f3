"""Decree 37/2026/NĐ-CP, Art. 23(5)g: the lot or serial."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-lot",
    order=641,
    document=DECREE_37,
    article=_("Điều 23(5)g"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="lot",
    message=_("Lô cần có mã lô."),
)
