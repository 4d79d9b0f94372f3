"""Decree 37/2026/NĐ-CP, Art. 23(5)i: data of a traceability system: the applied standards and regulations."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-standards",
    order=505,
    document=DECREE_37,
    article=_("Điều 23(5)i"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="standards",
    message=_(
        "Chị ghi tiêu chuẩn đang theo, ví dụ: VietGAP, TCVN 1872. Chưa theo tiêu chuẩn nào thì ghi: chưa áp dụng."
    ),
)
