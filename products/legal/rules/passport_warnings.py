"""Decree 37/2026/NĐ-CP, Art. 32(1): safety warnings, for goods whose label must have them."""

from django.utils.translation import gettext_lazy as _

from products.legal.goods import WARNED
from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-warnings",
    order=406,
    document=DECREE_37,
    article=_("Điều 32(1), Phụ lục I"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    sets=WARNED,
    field="warnings",
    message=_("Chị viết lưu ý an toàn, ví dụ: không dùng khi gói rách."),
)
