"""Decree 37/2026/NĐ-CP, Art. 42(1), every label: the person responsible for the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="label-producer",
    order=32,
    document=DECREE_37,
    article=_("Điều 42(1)"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LABEL}),
    field="producer",
    message=_("Chị cho biết hộ, hợp tác xã hay công ty nào làm ra."),
)
