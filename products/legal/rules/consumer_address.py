"""Decree 37/2026/NĐ-CP, Art. 23(7)d: the least a consumer sees: the address of the maker."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="consumer-address",
    order=40,
    document=DECREE_37,
    article=_("Điều 23(7)d"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.PAGE}),
    field="address",
    message=_("Hợp tác xã, công ty cần ghi thôn, bản hay đường của nơi sản xuất."),
)
