"""Decree 37/2026/NĐ-CP, Art. 32(1): the origin of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-origin",
    order=405,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="origin",
    message=_("Chị viết nơi trồng hoặc nơi làm, ví dụ: xã Vân Hồ, Sơn La."),
)
