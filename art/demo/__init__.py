"""Draws the demo's pictures: `python -m art.demo`. The finished files are kept in backend/demo/pictures."""

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
from art.demo.book import PICTURES, Picture

__all__ = ["PICTURES", "Picture"]
