"""Decree 37/2026/NĐ-CP, Art. 23(5)đ: data of a traceability system: the origin of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-origin",
    order=504,
    document=DECREE_37,
    article=_("Điều 23(5)đ"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="origin",
    message=_("Chị viết nơi trồng hoặc nơi làm, ví dụ: xã Vân Hồ, Sơn La."),
)
