"""Goods for adults only: no sale of alcohol to people under 18 (Law 44/2019/QH14, Art. 5)."""

from products.legal.goods import ALCOHOL
from products.models import Product


def is_for_adults(product: Product) -> bool:
    """Return True for a drink with alcohol, by its product group or its alcohol percentage."""
    return product.ocop_set in ALCOHOL or bool(product.alcohol_percent)
