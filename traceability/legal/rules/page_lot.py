"""Decree 37/2026/NĐ-CP, Art. 23(7)e: the code of the lot that the consumer's pack is from."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="page-lot",
    order=620,
    document=DECREE_37,
    article=_("Điều 23(7)e"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PAGE}),
    field="lot",
    message=_("Lô cần có mã lô."),
)
