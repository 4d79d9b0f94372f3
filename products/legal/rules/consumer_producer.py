"""Decree 37/2026/NĐ-CP, Art. 23(7)c: the least a consumer sees: the maker of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="consumer-producer",
    order=30,
    document=DECREE_37,
    article=_("Điều 23(7)c"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.LISTING, Surface.PAGE}),
    field="producer",
    message=_("Chị cho biết hộ, hợp tác xã hay công ty nào làm ra."),
)
