"""How much of a lot is left: nothing of it is used, lost or packed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from traceability.actions.events.drafts import LotPart
from traceability.actions.events.errors import LotUsedUp, TooMuchMade
from traceability.actions.events.harvests import converted
from traceability.enums import EventKind, LotRole
from traceability.genealogy.balance import Excess, excess, kilograms, yields_of
from traceability.models import Event, Lot

# kind -> the role of the parts it takes from a lot, and the field of Lot that counts them
TAKES = {
    EventKind.PROCESSING: (LotRole.INPUT, "used"),
    EventKind.LOSS: (LotRole.SUBJECT, "used"),
    EventKind.BOXING: (LotRole.SUBJECT, "packed"),
}


def taken_by(kind: str, parts: Sequence[LotPart]) -> tuple[str, dict[int, Decimal]]:
    """What an event of `kind` takes: the field that counts it, and by lot how much in the lot's unit."""
    role, field = TAKES.get(EventKind(kind), ("", ""))
    amounts: dict[int, Decimal] = {}
    for part in parts:
        if part.role == role and part.quantity is not None:
            amount = converted(part.quantity, part.unit or part.lot.unit, part.lot.unit)
            amounts[part.lot.pk] = amounts.get(part.lot.pk, Decimal(0)) + amount
    return field, amounts


class Stock:
    """The lots of one transaction, locked by the caller, and what is left of them as its events are told."""

    def __init__(self, lots: Mapping[int, Lot]) -> None:
        self.lots = lots
        self._changed: set[int] = set()

    def take(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """Count `amounts` as used or packed, all of them or none. Raises LotUsedUp."""
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            left = lot.quantity - lot.used - lot.packed
            if amount > left:
                raise LotUsedUp(
                    _("Lô %(code)s chỉ còn %(left)s, không đủ %(wanted)s.")
                    % {
                        "code": lot.code,
                        "left": format_quantity(left, lot.unit) if left else _("0"),
                        "wanted": format_quantity(amount, lot.unit),
                    },
                    field="quantity",
                    code="lot_used_up",
                )
        self._move(field, amounts, 1)

    def give_back(self, field: str, amounts: Mapping[int, Decimal]) -> None:
        """The event that took `amounts` was declared wrong, or they were taken out of their carton."""
        self._move(field, amounts, -1)

    def credit(self, event: Event) -> None:
        """Give back what the standing `event` took; its declaration, later in the same transaction, finds nothing to give."""
        self.give_back(*taken_by(event.kind, parts_of(event, self.lots)))

    def save(self) -> None:
        """One statement for all that changed."""
        Lot.objects.bulk_update([self.lots[pk] for pk in sorted(self._changed)], ["used", "packed"])
        self._changed.clear()

    def _move(self, field: str, amounts: Mapping[int, Decimal], sign: int) -> None:
        for pk, amount in amounts.items():
            lot = self.lots[pk]
            setattr(lot, field, max(Decimal(0), getattr(lot, field) + sign * amount))
            self._changed.add(pk)


def check_balance(
    parts: Sequence[LotPart],
    *,
    foreign_inputs: Sequence[Decimal | None] = (),
    percents: Mapping[int, int] | None = None,
) -> None:
    """Raises TooMuchMade where more kilograms come out than the ingredients give at the products' yields.

    `foreign_inputs` are ingredients of somebody else's, in kg; `percents` are fetched where they aren't given.
    """
    outputs = [part for part in parts if part.role == LotRole.OUTPUT]
    if percents is None:
        percents = yields_of(part.lot.product_id for part in outputs)
    found = excess(
        [
            *(kilograms(part.quantity, part.unit, part.lot.product) for part in parts if part.role == LotRole.INPUT),
            *foreign_inputs,
        ],
        [(part.lot.product_id, kilograms(part.quantity, part.unit, part.lot.product)) for part in outputs],
        percents,
    )
    if found is not None:
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


def parts_of(event: Event, lots: Mapping[int, Lot]) -> list[LotPart]:
    """The parts of `event` in `lots`."""
    return [
        LotPart(lots[link.lot_id], link.role, link.quantity, link.unit)
        for link in event.lot_links.order_by("position")
        if link.lot_id in lots
    ]
