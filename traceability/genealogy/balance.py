"""Kilograms out against kilograms in: what a transformation may give at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from backend.common.units import UNITS, Kind
from products.models import Product
from traceability.lots.packs import pack_content
from traceability.models import Lot, ProductYield

# Without a word from the producer: no more comes out than went in.
DEFAULT_PERCENT = 100


class Excess(NamedTuple):
    """More came out than could: `out` kg where at most `most` kg could come of `into` kg, at `percent`."""

    out: Decimal
    most: Decimal
    into: Decimal
    percent: int


def kilograms(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """`quantity` in kg; None where it isn't told, or can't be weighed.

    Pieces of a packed `product`, in the unit that it is sold in, weigh what it says a pack holds. Litres and metres weigh nothing
    that is known.
    """
    known = UNITS.get(unit)
    if quantity is None or known is None:
        return None
    if known.kind == Kind.MASS and known.to_base is not None:
        return quantity * known.to_base
    if known.kind == Kind.COUNT and product is not None and product.unit == unit:
        pack = pack_weight(product)
        return None if pack is None else quantity * pack
    return None


def pack_weight(product: Product) -> Decimal | None:
    """What one pack of `product` holds, in kg; None where it is sold loose or doesn't say."""
    return pack_content(product.net_content, Kind.MASS) if product.is_packed else None


# What may be a single pack of goods that are sold by weight; a carton or a bunch is none.
PACK_UNITS = frozenset({"chai", "hu", "lon", "goi", "hop", "tui"})


def packs_weigh(quantity: Decimal, unit: str, product: Product) -> Decimal | None:
    """What `quantity` packs of `product` weigh, in kg; None where `unit` is none of its packs or nobody says what one holds."""
    sold, pack = UNITS.get(product.unit), pack_weight(product)
    is_pack = unit == product.unit or (unit in PACK_UNITS and sold is not None and sold.kind == Kind.MASS)
    return quantity * pack if is_pack and pack is not None else None


# A litre of what is made here weighs between these: spirits and oil are lighter than water, honey and syrup heavier.
LEAST_OF_LITRE, MOST_OF_LITRE = Decimal("0.75"), Decimal("1.5")


def at_most(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """As `kilograms`, and for litres the most that they may weigh: for what goes in."""
    return _with_litres(quantity, unit, product, MOST_OF_LITRE)


def at_least(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """As `kilograms`, and for litres the least that they weigh: for what comes out."""
    return _with_litres(quantity, unit, product, LEAST_OF_LITRE)


def _with_litres(
    quantity: Decimal | None, unit: str, product: Product | None, litre: Decimal
) -> Decimal | None:
    known = UNITS.get(unit)
    if quantity is not None and known is not None and known.kind == Kind.VOLUME and known.to_base is not None:
        return quantity * known.to_base * litre
    return kilograms(quantity, unit, product)


class Making(NamedTuple):
    """What a standing processing said that it made of a lot."""

    event_id: UUID
    quantity: Decimal | None
    unit: str


class Weigh(Protocol):
    def __call__(
        self, quantity: Decimal | None, unit: str, product: Product | None = None, /
    ) -> Decimal | None: ...


def uncounted(
    lot: Lot, counted: Decimal, makings: Sequence[Making], events: Set[UUID], weigh: Weigh
) -> Decimal | None:
    """What one transformation, whose parts are `events`, made of `lot` without a number, in kg; None where that can't be told.

    It is all that the lot holds but what was `counted` here and elsewhere, in kg: so a lot's own number can't pass what its only
    ingredients give. Where another transformation made the lot before (`makings` in the order in which they were told), nobody knows.
    """
    whole = weigh(lot.quantity, lot.unit, lot.product)
    if whole is None or (makings and makings[0].event_id not in events):
        return None
    elsewhere = [
        weigh(one.quantity, one.unit, lot.product) or 0 for one in makings if one.event_id not in events
    ]
    return max(Decimal(0), whole - counted - sum(elsewhere))


def yields_of(product_ids: Iterable[int]) -> dict[int, int]:
    """Percent by product id, where a producer set one."""
    return dict(ProductYield.objects.filter(product__in=set(product_ids)).values_list("product", "percent"))


def excess(
    inputs: Sequence[Decimal | None],
    outputs: Sequence[tuple[int | None, Decimal | None]],
    percents: Mapping[int, int],
) -> Excess | None:
    """The first product, or all of them together, of which more came out than the inputs can give; None where all is well.

    `inputs` and `outputs` in kg, an output with its product's id. All of one product may be its yield times what went in,
    all together the largest of these yields, at least 100 %. Nothing is said where an input has no mass, and of an output
    that has none: pages say so (weighing.py).
    """
    if not inputs or any(kg is None for kg in inputs):
        return None
    into = sum((kg for kg in inputs if kg is not None), Decimal(0))
    largest, out = DEFAULT_PERCENT, Decimal(0)
    by_product: dict[int | None, Decimal] = defaultdict(Decimal)
    for product_id, weight in outputs:
        by_product[product_id] += weight or 0
    for product_id, kg in by_product.items():
        percent = percents.get(product_id, DEFAULT_PERCENT) if product_id is not None else DEFAULT_PERCENT
        if kg > into * percent / 100:
            return Excess(kg, into * percent / 100, into, percent)
        largest, out = max(largest, percent), out + kg
    if out > into * largest / 100:
        return Excess(out, into * largest / 100, into, largest)
    return None
