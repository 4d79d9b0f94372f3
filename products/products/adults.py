"""Goods that are sold to grown-ups only (Law 44/2019/QH14 on preventing harm by alcohol, Art. 5: not to who is under 18)."""

from products.legal.goods import ALCOHOL
from products.models import Product


def is_for_adults(product: Product) -> bool:
    """A drink with alcohol, by its group or by what its label says."""
    return product.ocop_set in ALCOHOL or bool(product.alcohol_percent)
