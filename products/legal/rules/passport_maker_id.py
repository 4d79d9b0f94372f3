"""Decree 37/2026/NĐ-CP, Art. 32(1): the ID code of the maker."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="passport-maker-id",
    order=404,
    document=DECREE_37,
    article=_("Điều 32(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.PASSPORT}),
    field="identity_code",
    message=_("Chị ghi mã số thuế hoặc mã hộ của nơi sản xuất."),
)
