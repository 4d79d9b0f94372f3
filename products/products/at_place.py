"""Services that guests use at the producer's place, such as a night or a guided meal.

They are never delivered.
"""

from products.certificates.ocop import SETS, Regime
from products.models import Product

# Units of guests and nights (backend.common.units). No shippable goods are counted in them.
SERVICE_UNITS = frozenset({"khach", "dem"})
SETS_AT_PLACE = frozenset(number for number, each in SETS.items() if each.regime == Regime.TOURISM)


def is_at_place(product: Product, unit: str) -> bool:
    """Return True if guests use `product` at the producer's place, so that it is never delivered.

    Its OCOP group is tourism, or its price is per guest or per night. `unit` is the unit code of the price.
    """
    return product.ocop_set in SETS_AT_PLACE or unit in SERVICE_UNITS
