"""Decree 37/2026/NĐ-CP, Art. 55(2): a code opens the e-label, in a form such as that of ISO/IEC 18975."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="e-label-code",
    order=651,
    document=DECREE_37,
    article=_("Điều 55(2)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.E_LABEL}),
    field="code",
    message=_("Chưa có mã nào mở nhãn điện tử này. Chị làm tem của lô."),
)
