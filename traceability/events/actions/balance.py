"""Mass balance of an event being recorded: the output in kg is at most the input in kg times the yield."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import TooMuchMade
from traceability.events.actions.stock import Stock
from traceability.genealogy.balance import Excess, at_least, at_most, excess, percents_of
from traceability.lots.enums import LotRole
from traceability.models import Lot

NO_EVENTS: Set[UUID] = frozenset()


def check_balance(parts: Sequence[LotPart], stock: Stock) -> None:
    """Raise TooMuchMade if the output in kg exceeds what the ingredients give at the products' yields."""
    made = made_of(parts)
    percents = percents_of(
        [part.lot.product for part in made],
        [part.lot.product for part in parts if part.role == LotRole.INPUT],
    )
    check_excess(weigh_ingredients(parts, stock), weigh_made(made, stock), percents)


def made_of(parts: Sequence[LotPart]) -> list[LotPart]:
    return [part for part in parts if part.role == LotRole.OUTPUT]


def weigh_ingredients(parts: Sequence[LotPart], stock: Stock) -> list[Decimal | None]:
    """Return the weights of the ingredients in kg; None for an unknown weight.

    An unweighed ingredient weighs the amount that it used of its lot (Stock.settled). If that is not
    recorded, it weighs as much as its whole lot in `stock`. Litres count with the highest weight that a litre
    can have (balance.at_most).
    """
    into: list[Decimal | None] = []
    for part in parts:
        if part.role != LotRole.INPUT:
            continue
        quantity, unit = part.quantity, part.unit
        if quantity is None and part.taken is not None:
            quantity, unit = part.taken, part.lot.unit
        elif quantity is None and part.lot.pk in stock.lots:
            quantity, unit = stock.total(stock.lots[part.lot.pk]), part.lot.unit
        into.append(at_most(quantity, unit, part.lot.product))
    return into


def weigh_made(
    made: Sequence[LotPart], stock: Stock, events: Set[UUID] = NO_EVENTS
) -> list[tuple[int, Decimal | None]]:
    """Return what one transformation made: product ids with weights in kg.

    made: its outputs, from all events that record the transformation.
    events: the ids of these events.

    An output without a quantity, or with one that can't be converted to kg, gets the weight that
    Stock.uncounted computes. Litres count with the lowest weight that a litre can have (balance.at_least).
    """
    found: list[tuple[int, Decimal | None]] = []
    counted: dict[int, Decimal] = defaultdict(Decimal)
    unsaid: dict[int, Lot] = {}
    for part in made:
        weight = at_least(part.quantity, part.unit, part.lot.product)
        if weight is None:
            unsaid[part.lot.pk] = part.lot
        else:
            counted[part.lot.pk] += weight
            found.append((part.lot.product_id, weight))
    found += [(lot.product_id, stock.uncounted(lot, counted[pk], events)) for pk, lot in unsaid.items()]
    return found


def check_excess(
    into: Sequence[Decimal | None], made: Sequence[tuple[int, Decimal | None]], percents: Mapping[int, int]
) -> None:
    """Raise TooMuchMade if `made` exceeds what the ingredients `into` give.

    into: weights in kg; None if unknown.
    made: (product id, weight in kg or None) of each output.
    percents: the yields, by product id.
    """
    if (found := excess(into, made, percents)) is not None:
        raise too_much(found)


def too_much(found: Excess) -> TooMuchMade:
    return TooMuchMade(
        _(
            "Làm ra %(out)s nhưng %(into)s nguyên liệu chỉ ra nhiều nhất %(most)s (tỷ lệ %(percent)d%%). Chị xem lại cân, hoặc sửa tỷ lệ."
        )
        % {
            "out": format_quantity(found.out, "kg"),
            "into": format_quantity(found.into, "kg"),
            "most": format_quantity(round(found.most, 3), "kg"),
            "percent": found.percent,
        },
        field="quantity",
        code="too_much_made",
    )
