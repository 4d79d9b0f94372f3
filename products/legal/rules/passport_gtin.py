"""Decree 37/2026/NĐ-CP, Art. 32(1): a digital product passport carries the GTIN."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-gtin",
    order=401,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="gtin",
    message=_("Hộ chiếu số cần mã GTIN. Chị xin mã ở GS1 Việt Nam rồi ghi vào sản phẩm."),
)
