"""The kinds of goods that the rules tell apart, as OCOP set numbers."""

from products.certificates.ocop import SETS, Regime


def _sets(*regimes: Regime) -> frozenset[int]:
    return frozenset(each.number for each in SETS.values() if each.regime in regimes)


PACKED_FOOD = _sets(Regime.FOOD, Regime.DRINK)
ALCOHOL = _sets(Regime.ALCOHOL)
HEALTH = _sets(Regime.MEDICINE, Regime.COSMETIC, Regime.HERBAL)
CRAFT = _sets(Regime.CRAFT)
ANIMALS = frozenset({25})  # "Động vật cảnh"; flowers and plants are LIVING, too
TEXTILE = _sets(Regime.TEXTILE)
# Those of the industry ministry (Circular 31/2026/TT-BCT), as far as sets tell: no list of its goods was at hand.
INDUSTRY = _sets(Regime.ALCOHOL, Regime.DRINK, Regime.CRAFT, Regime.TEXTILE)
# What is there only in its months. Processed goods and crafts may say their months but need not.
SEASONAL = _sets(Regime.FRESH, Regime.LIVING)
# What keeps so long and no longer, where it is packed.
KEEPS = PACKED_FOOD | HEALTH
# What carries safety warnings on its label, packed or not.
WARNED = PACKED_FOOD | HEALTH | ALCOHOL
# What nobody harvests as it is: made of something in a kitchen, a press or at a loom. Tea (11, 12) and herbs are picked, too.
MADE = frozenset(
    each.number
    for each in SETS.values()
    if each.group.key in {"che-bien", "co-con", "khong-con", "my-pham", "gia-dung", "vai"}
)
