"""Decree 37/2026/NĐ-CP, Art. 23(7)đ: the least a consumer sees: the origin of the goods, in the words of Art. 47."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="consumer-origin",
    order=50,
    document=DECREE_37,
    article=_("Điều 23(7)đ, Điều 47"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.PAGE}),
    field="origin",
    message=_("Chị viết nơi trồng hoặc nơi làm, ví dụ: xã Vân Hồ, Sơn La."),
)
