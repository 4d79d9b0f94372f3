"""Draws the demo's pictures: `python -m backend.demo.draw`. The finished files are kept in backend/demo/pictures."""

from backend.demo.draw import craft, dried, drinks, fruit, grain, papers, people, remedies, smoked, village  # noqa: F401  (they fill PICTURES)
from backend.demo.draw.book import PICTURES, Picture

__all__ = ["PICTURES", "Picture"]
