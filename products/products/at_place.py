"""What is had where the producer is: a night in a house, a meal with a guide. Nobody brings it to a door."""

from products.certificates.ocop import SETS, Regime
from products.models import Product

# Units of guests and nights (backend.common.units): nothing that fits a parcel is counted in them.
SERVICE_UNITS = frozenset({"khach", "dem"})
SETS_AT_PLACE = frozenset(number for number, each in SETS.items() if each.regime == Regime.TOURISM)


def is_at_place(product: Product, unit: str) -> bool:
    """A service, by the OCOP set of `product` or by the `unit` it is sold in."""
    return product.ocop_set in SETS_AT_PLACE or unit in SERVICE_UNITS
