"""Present contents of cartons, updated as aggregation events are recorded and corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from traceability.events.actions.errors import EventError, UsedAlready
from traceability.labels.history import Label, labels_in, lots_of, states_of, states_of_cartons
from traceability.models import Container, ContainerLot, EpcisThing, Event, Lot


def check_not_used(cartons: Iterable[Container], *, without: UUID | None = None) -> None:
    """Raise UsedAlready if an event used one of `cartons`, or the pallet under it, as a whole.

    The event with the id `without` is ignored.
    """
    by_uri: dict[str, Container] = {}
    for carton in cartons:
        above: Container | None = carton
        while above is not None:
            by_uri[above.uri] = carton
            above = above.parent
    for uri, state in states_of_cartons(by_uri, without=without).items():
        if state.is_used:
            raise used(by_uri[uri])


def used(carton: Container) -> UsedAlready:
    return UsedAlready(
        _("Thùng %(number)s đã dùng hết cả thùng rồi. Chị dùng mã thùng khác.") % {"number": carton},
        field="cartons",
        code="container_used",
    )


def label_things(event_id: UUID, labels: Iterable[Label]) -> list[EpcisThing]:
    """Return unsaved EpcisThing rows that name the labels moved by an event."""
    return [
        EpcisThing(event_id=event_id, field="label", value=label.value, lot_id=lot)
        for label, lot in sorted(lots_of(labels).items())
    ]


def check_labels_free(event: Event, carton_uri: str) -> None:
    """Raise UsedAlready if labels that `event` unpacked were used or packed elsewhere since then.

    Such an event can't be declared wrong.
    """
    rows = EpcisThing.objects.filter(event_id=event.event_id, is_error=False, field="label")
    labels = {Label.of(value) for value in rows.values_list("value", flat=True)}
    for state in states_of(labels).values() if labels else ():
        if state.is_used or state.carton not in ("", carton_uri):
            raise UsedAlready(
                _("Tem lấy ra khi đó đã dùng hoặc đóng vào thùng khác. Chị xem lại việc sau trước."),
                code="label_used",
            )


def lots_inside(cartons: Iterable[Container]) -> set[int]:
    """Return the ids of lots in `cartons`, by amounts or by labels.

    What is in cartons on a pallet is not included.
    """
    cartons = list(cartons)
    labels = {label for some in labels_in(carton.uri for carton in cartons).values() for label in some}
    held = ContainerLot.objects.filter(container__in=[carton.pk for carton in cartons])
    return set(held.values_list("lot", flat=True)) | set(lots_of(labels).values())


def labels_of(carton: Container) -> set[Label]:
    """Return the labels that are in `carton` now."""
    return labels_in([carton.uri]).get(carton.uri, set())


def put_in(container: Container, amounts: Mapping[int, Decimal]) -> None:
    """Add `amounts` (by lot id, in each lot's unit) to a container.

    The caller has locked the container and the lots.
    """
    inside = {row.lot_id: row for row in container.contents.all()}
    for lot_id, amount in amounts.items():
        if lot_id in inside:
            inside[lot_id].quantity += amount
            inside[lot_id].save(update_fields=["quantity"])
        else:
            ContainerLot.objects.create(container=container, lot_id=lot_id, quantity=amount)


def take_out(container: Container, amounts: Mapping[int, Decimal], lots: Mapping[int, Lot]) -> None:
    """Remove all of `amounts` (by lot id, in each lot's unit) from a container, or nothing.

    Raises EventError if the container holds less.
    """
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
