"""The kinds of goods that rules distinguish, as OCOP set numbers."""

from products.certificates.ocop import SETS, Regime


def _sets(*regimes: Regime) -> frozenset[int]:
    return frozenset(each.number for each in SETS.values() if each.regime in regimes)


PACKED_FOOD = _sets(Regime.FOOD, Regime.DRINK)
ALCOHOL = _sets(Regime.ALCOHOL)
HEALTH = _sets(Regime.MEDICINE, Regime.COSMETIC, Regime.HERBAL)
CRAFT = _sets(Regime.CRAFT)
ANIMALS = frozenset({25})  # "Động vật cảnh"; flowers and plants are LIVING, too
TEXTILE = _sets(Regime.TEXTILE)
# Goods under the industry ministry (Circular 31/2026/TT-BCT), as far as sets define them: its list was not
# available.
INDUSTRY = _sets(Regime.ALCOHOL, Regime.DRINK, Regime.CRAFT, Regime.TEXTILE)
# Available only in their months. Processed goods and crafts may name their months but need not.
SEASONAL = _sets(Regime.FRESH, Regime.LIVING)
# Goods with a shelf life, if packed.
KEEPS = PACKED_FOOD | HEALTH
# Goods with safety warnings on the label, packed or not.
WARNED = PACKED_FOOD | HEALTH | ALCOHOL
# Not harvested as such, but made in a kitchen, a press or at a loom. Tea (11, 12) and herbs are harvested.
MADE = frozenset(
    each.number
    for each in SETS.values()
    if each.group.key in {"che-bien", "co-con", "khong-con", "my-pham", "gia-dung", "vai"}
)
