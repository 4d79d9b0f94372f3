"""Decree 37/2026/NĐ-CP, Art. 32(1): the steps of the goods, with their times."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-traceability",
    order=630,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="events",
    message=_("Chị ghi ít nhất một việc của lô, ví dụ: thu hoạch."),
)
