"""What is in a carton now, as its aggregation events are told and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from traceability.actions.events.errors import EventError
from traceability.models import Container, ContainerLot, Lot


def put_in(container: Container, amounts: Mapping[int, Decimal]) -> None:
    """`amounts` by lot id, in each lot's unit. The caller has locked the container and the lots."""
    inside = {row.lot_id: row for row in container.contents.all()}
    for lot_id, amount in amounts.items():
        if lot_id in inside:
            inside[lot_id].quantity += amount
            inside[lot_id].save(update_fields=["quantity"])
        else:
            ContainerLot.objects.create(container=container, lot_id=lot_id, quantity=amount)


def take_out(container: Container, amounts: Mapping[int, Decimal], lots: Mapping[int, Lot]) -> None:
    """All of `amounts` or nothing. Raises EventError where less than that is in it."""
    inside = {row.lot_id: row for row in container.contents.all()}
    for lot_id, amount in amounts.items():
        row = inside.get(lot_id)
        if row is None or amount > row.quantity:
            raise EventError(
                _("Thùng này chỉ có %(left)s của lô %(code)s.")
                % {
                    "left": format_quantity(row.quantity, lots[lot_id].unit) if row else _("0"),
                    "code": lots[lot_id].code,
                },
                field="quantity",
                code="container_has_less",
            )
    for lot_id, amount in amounts.items():
        row = inside[lot_id]
        if amount == row.quantity:
            row.delete()
        else:
            row.quantity -= amount
            row.save(update_fields=["quantity"])
