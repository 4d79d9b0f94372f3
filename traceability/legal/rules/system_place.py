"""Decree 37/2026/NĐ-CP, Art. 3: a traceability code is product, place and lot.

The place is a commune or more precise; a whole province is not enough.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-place",
    order=643,
    document=DECREE_37,
    article=_("Điều 3"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="place",
    message=_("Chị chọn xã, phường của nơi làm ra lô: mới biết tỉnh thì chưa đủ mã địa điểm."),
)
