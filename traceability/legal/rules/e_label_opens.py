"""Decree 37/2026/NĐ-CP, Art. 55(3): the pack states what its code opens.

Labels from before the switch state something else.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="e-label-opens",
    order=652,
    document=DECREE_37,
    article=_("Điều 55(3)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.E_LABEL}),
    field="opens",
    message=_("Tem đã làm của lô chưa ghi là quét để xem nhãn đầy đủ. Chị huỷ tem cũ rồi làm tem mới."),
)
