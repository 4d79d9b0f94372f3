"""Draws the demo's pictures: `python -m backend.demo.draw`. The finished files are kept in backend/demo/pictures."""

from backend.demo.draw import (  # noqa: F401  (they fill PICTURES)
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
from backend.demo.draw.book import PICTURES, Picture

__all__ = ["PICTURES", "Picture"]
