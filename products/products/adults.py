"""Goods for adults only (Law 44/2019/QH14 on preventing harm by alcohol, Art.

5: no sale to people under 18).
"""

from products.legal.goods import ALCOHOL
from products.models import Product


def is_for_adults(product: Product) -> bool:
    """Return True for a drink with alcohol, by its product group or its label."""
    return product.ocop_set in ALCOHOL or bool(product.alcohol_percent)
