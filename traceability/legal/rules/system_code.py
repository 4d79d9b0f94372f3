"""Decree 37/2026/NĐ-CP, Art. 3 and 23(2): the code of the product, a GTIN or our own.

The product gets its code with its first labels.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-code",
    order=644,
    document=DECREE_37,
    article=_("Điều 3, Điều 23(2)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="code",
    message=_("Sản phẩm chưa có mã truy vết. Chị làm tem lần đầu thì sản phẩm có mã."),
)
