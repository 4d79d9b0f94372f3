"""Decree 37/2026/NĐ-CP, Art. 23(5)e: the critical tracking events with their times (TCVN 12850)."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-events",
    order=640,
    document=DECREE_37,
    article=_("Điều 23(5)e"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="events",
    message=_("Chị ghi ít nhất một việc của lô, ví dụ: thu hoạch."),
)
