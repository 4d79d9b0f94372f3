"""Mass balance in kg: the most that a transformation may give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from backend.common.units import UNITS, Kind
from products.models import Product
from traceability.genealogy.process_yields import process_yield
from traceability.lots.packs import pack_content
from traceability.models import Lot, ProductYield

# Without a yield by the producer or a source, no more comes out than went in.
DEFAULT_PERCENT = 100


class Excess(NamedTuple):
    """More was made than possible: `out` kg, but `into` kg give at most `most` kg at `percent`."""

    out: Decimal
    most: Decimal
    into: Decimal
    percent: int


def kilograms(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """Return `quantity` in kg; None if it is missing or can't be converted.

    Pieces of a packed `product`, in its sales unit, weigh the stated content of a pack. Litres and metres
    have no known weight.
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
    """Return the content of one pack of `product`, in kg; None if it is sold loose or states no content."""
    return pack_content(product.net_content, Kind.MASS) if product.is_packed else None


# Units that may be a single pack of goods sold by weight; a carton or a bunch is none.
PACK_UNITS = frozenset({"chai", "hu", "lon", "goi", "hop", "tui"})


def packs_weigh(quantity: Decimal, unit: str, product: Product) -> Decimal | None:
    """Return the weight of `quantity` packs of `product`, in kg.

    None if `unit` is not one of its packs, or if the content is not stated.
    """
    sold, pack = UNITS.get(product.unit), pack_weight(product)
    is_pack = unit == product.unit or (unit in PACK_UNITS and sold is not None and sold.kind == Kind.MASS)
    return quantity * pack if is_pack and pack is not None else None


# A litre of goods made here weighs between these: spirits and oil are lighter than water, honey and syrup
# heavier.
LEAST_OF_LITRE, MOST_OF_LITRE = Decimal("0.75"), Decimal("1.5")


def at_most(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """Return the most that `quantity` can weigh, in kg, to weigh inputs; None if unknown.

    A litre counts MOST_OF_LITRE kg. Other units are converted as in `kilograms`.
    """
    return _with_litres(quantity, unit, product, MOST_OF_LITRE)


def at_least(quantity: Decimal | None, unit: str, product: Product | None = None) -> Decimal | None:
    """Return the least that `quantity` can weigh, in kg, to weigh outputs; None if unknown.

    A litre counts LEAST_OF_LITRE kg. Other units are converted as in `kilograms`.
    """
    return _with_litres(quantity, unit, product, LEAST_OF_LITRE)


def _with_litres(
    quantity: Decimal | None, unit: str, product: Product | None, litre: Decimal
) -> Decimal | None:
    known = UNITS.get(unit)
    if quantity is not None and known is not None and known.kind == Kind.VOLUME and known.to_base is not None:
        return quantity * known.to_base * litre
    return kilograms(quantity, unit, product)


class Output(NamedTuple):
    """The amount of a lot that a valid processing recorded as made."""

    event_id: UUID
    quantity: Decimal | None
    unit: str


class Weigh(Protocol):
    def __call__(
        self, quantity: Decimal | None, unit: str, product: Product | None = None, /
    ) -> Decimal | None: ...


def uncounted(
    lot: Lot, counted: Decimal, outputs: Sequence[Output], events: Set[UUID], weigh: Weigh
) -> Decimal | None:
    """Return the kg that one transformation made of `lot` without a stated quantity; None if it is unknown.

    `events` are the events of the transformation. The result is the lot's amount minus what was `counted`
    here and elsewhere, in kg. So a lot's declared quantity can't exceed what its only ingredients give. If
    another transformation made the lot before (`outputs`, in recorded order), it is unknown.
    """
    whole = weigh(lot.quantity, lot.unit, lot.product)
    if whole is None or (outputs and outputs[0].event_id not in events):
        return None
    elsewhere = [
        weigh(one.quantity, one.unit, lot.product) or 0 for one in outputs if one.event_id not in events
    ]
    return max(Decimal(0), whole - counted - sum(elsewhere))


def yields_of(product_ids: Iterable[int]) -> dict[int, int]:
    """Return {product id: yield in percent} for the products with a yield set by their producer."""
    return dict(ProductYield.objects.filter(product__in=set(product_ids)).values_list("product", "percent"))


def percents_of(made: Iterable[Product], ingredients: Iterable[Product]) -> dict[int, int]:
    """Return {product id: the most kg from 100 kg} for products `made` from `ingredients`.

    It is the producer's own yield, else what the process gives by a source. Others are left out: DEFAULT_PERCENT.
    """
    made, ingredients = list(made), list(ingredients)
    return usual_percents(made, ingredients) | yields_of(product.pk for product in made)


def usual_percents(made: Iterable[Product], ingredients: Iterable[Product]) -> dict[int, int]:
    """Return {product id: percent} of products `made` from `ingredients` by a process with a source."""
    ingredients = list(ingredients)
    rows = {product.pk: process_yield(product, ingredients) for product in made}
    return {pk: row.percent for pk, row in rows.items() if row is not None and row.is_sourced}


def excess(
    inputs: Sequence[Decimal | None],
    outputs: Sequence[tuple[int | None, Decimal | None]],
    percents: Mapping[int, int],
) -> Excess | None:
    """Return the Excess of the first product whose output exceeds what the inputs can give, or None.

    It may also be the Excess of all products together. `inputs` and `outputs` are in kg, an output with its
    product's id. One product may reach its yield times the input. All together may reach the largest of these
    yields, at least 100 %. An input without a mass disables the check, and an output without one is skipped:
    pages state both (weighings.py).
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
