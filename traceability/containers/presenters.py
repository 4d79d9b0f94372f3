"""What the page of a producer's cartons and pallets shows, and which steps it offers.

A presenter reads lazily: each query runs once, when a template needs it. Make a new one after a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import cached_property

from backend.common.units import format_quantity
from members.models import User
from products.models import Producer
from traceability.containers.rules import may_set_prefix
from traceability.events.rules import may_record_event
from traceability.models import Container

type Named = tuple[Container, str]


class ContainersPage:
    """The pallets of a producer, and its packed cartons on none, for its people and officers."""

    def __init__(
        self, producer: Producer, viewer: User, *, pallets: Sequence[Container], cartons: Sequence[Container]
    ) -> None:
        self.producer = producer
        self.viewer = viewer
        self._pallets = pallets
        self._cartons = cartons

    @cached_property
    def pallets(self) -> list[tuple[Container, list[Named]]]:
        """Return each pallet with the cartons on it."""
        return [(row, named(row.children.all())) for row in self._pallets]

    @cached_property
    def cartons(self) -> list[Named]:
        return named(self._cartons)

    # Steps.

    @cached_property
    def may_take_off(self) -> bool:
        return may_record_event(self.viewer, [self.producer])

    @property
    def may_load(self) -> bool:
        """Return True if the viewer may put cartons on a pallet: some are on none."""
        return bool(self._cartons) and self.may_take_off

    @cached_property
    def may_set_prefix(self) -> bool:
        return may_set_prefix(self.viewer, self.producer)


def named(cartons: Iterable[Container]) -> list[Named]:
    """Return each carton with its contents as text: "20 kg MHM2611-1"."""
    return [
        (
            carton,
            ", ".join(
                f"{format_quantity(row.quantity, row.lot.unit)} {row.lot.code}"
                for row in carton.contents.all()
            ),
        )
        for carton in cartons
    ]
