"""Decree 37/2026/NĐ-CP, Art. 53(3) and 55(1): an e-label's content and changes are stored.

So at least one version must be stored.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="e-label-history",
    order=653,
    document=DECREE_37,
    article=_("Điều 53(3), Điều 55(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.E_LABEL}),
    field="versions",
    message=_("Nội dung nhãn điện tử chưa được giữ bản nào. Chị mở nhãn điện tử một lần để Piêu giữ lại."),
)
