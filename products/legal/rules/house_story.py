"""The marketplace's own rule: a few words about the maker and the making."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import HOUSE, HOUSE_FROM, Rule, Surface

RULE = Rule(
    id="house-story",
    order=90,
    document=HOUSE,
    article="",
    valid_from=HOUSE_FROM,
    surfaces=frozenset({Surface.LISTING}),
    field="story",
    message=_("Chị kể đôi câu: ai làm, làm thế nào, có gì riêng."),
)
