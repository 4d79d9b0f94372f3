"""The pictures of the demo: products, people and papers. Finished, they lie in backend/demo/pictures."""

from art.demo import (  # noqa: F401  (they fill PICTURES)
    bottles,
    craft,
    dried,
    drinks,
    fruit,
    garden,
    grain,
    papers,
    people,
    remedies,
    smoked,
    village,
)
from art.demo.book import PICTURES

__all__ = ["PICTURES"]
