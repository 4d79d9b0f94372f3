"""Decree 37/2026/NĐ-CP, Art. 23(5)d: data of a traceability system: the address of the maker."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-address",
    order=503,
    document=DECREE_37,
    article=_("Điều 23(5)d"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="address",
    message=_("Hợp tác xã, công ty cần ghi thôn, bản hay đường của nơi sản xuất."),
)
