"""Decree 37/2026/NĐ-CP, Art. 23(5)c: data of a traceability system: the maker or trader of the goods."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37, DECREE_37_FROM, Rule, Surface

RULE = Rule(
    id="system-producer",
    order=502,
    document=DECREE_37,
    article=_("Điều 23(5)c"),
    valid_from=DECREE_37_FROM,
    surfaces=frozenset({Surface.SYSTEM}),
    field="producer",
    message=_("Chị cho biết hộ, hợp tác xã hay công ty nào làm ra."),
)
