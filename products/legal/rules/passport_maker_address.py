"""Decree 37/2026/NĐ-CP, Art. 32(1): the address of the maker."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-maker-address",
    order=403,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="address",
    message=_("Hợp tác xã, công ty cần ghi thôn, bản hay đường của nơi sản xuất."),
)
