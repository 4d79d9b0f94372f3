"""Transformations of several events under one transformationID, in one document or in several."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from members.rules import NotAllowed
from traceability.capture.cartons import Cartons, Inside
from traceability.capture.meaning import foreign_kilograms_of
from traceability.capture.resolving import Known, Rights
from traceability.events.actions.balance import made_of, weigh_ingredients
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError
from traceability.events.actions.stock import Stock
from traceability.lots.enums import LotRole
from traceability.models import Container, EpcisThing, Event, EventLot, LotEdge

# Each event of a transformation is joined to all its others, so the cost grows with the square of their
# number.
MOST_PARTS = 100


@dataclass(slots=True)
class Batch:
    """Some events of one transformation, seen as one.

    `inputs` and `outputs` are (lot id, event that named it). `into` holds the weight of each ingredient in
    kg, None if unknown. `made` holds the outputs, weighed together with those of later events (weigh_made).
    `apart` is as in EpcisEvent.
    """

    events: set[uuid.UUID] = field(default_factory=set)
    inputs: list[tuple[int, uuid.UUID]] = field(default_factory=list)
    outputs: list[tuple[int, uuid.UUID]] = field(default_factory=list)
    into: list[Decimal | None] = field(default_factory=list)
    made: list[LotPart] = field(default_factory=list)
    producers: set[int] = field(default_factory=set)
    unweighed: list[str] = field(
        default_factory=list
    )  # ingredients of others without a weight: they add nothing to the balance
    is_permitted: bool = True  # the sender may capture for all of its lots
    apart: uuid.UUID | None = None

    @property
    def sources(self) -> set[int]:
        return {lot for lot, _event in self.inputs}

    @property
    def targets(self) -> set[int]:
        return {lot for lot, _event in self.outputs}

    def add(self, other: Batch) -> None:
        self.events |= other.events
        self.inputs += other.inputs
        self.outputs += other.outputs
        self.into += other.into
        self.made += other.made
        self.producers |= other.producers
        self.unweighed += other.unweighed
        self.is_permitted = self.is_permitted and other.is_permitted

    def edges_with(self, new: Batch) -> list[LotEdge]:
        """Return the unsaved edges that `new` adds: those within it, and those with earlier events."""
        pairs = [(one, other) for one in new.inputs for other in (*self.outputs, *new.outputs)]
        pairs += [(one, other) for one in self.inputs for other in new.outputs]
        return [
            LotEdge(source_id=source, target_id=target, input_event=in_event, output_event=out_event)
            for (source, in_event), (target, out_event) in pairs
        ]

    def check_join(self, new: Batch) -> None:
        """Raise NotAllowed or EventError if `new` can't join this transformation.

        NotAllowed: cartons in `new` may hold goods of somebody else, for which the sender has no right.
        """
        if not new.is_permitted:
            raise NotAllowed(_("Trong thùng có hàng của người khác, chị chưa được phép ghi cho hàng ấy."))
        if len(self.events) >= MOST_PARTS:
            raise EventError(
                _("Một mã chế biến (transformationID) nối nhiều nhất %(n)d sự kiện. Chị dùng mã khác.")
                % {"n": MOST_PARTS},
                field="transformationID",
                code="transformation_long",
            )


class Batches:
    """The transformations that one document continues or begins, by transformationID.

    Stored ones are read once for all events.
    """

    def __init__(self, known: Known, rights: Rights, stock: Stock, cartons: Cartons) -> None:
        self.known = known
        self.rights = rights
        self.stock = stock
        self.cartons = cartons
        self.clear_cache()

    def clear_cache(self) -> None:
        self._by_name: dict[str, list[Batch]] | None = None

    def under(self, name: str, new: Batch) -> Batch:
        """Return the transformation that `new` continues under the transformationID `name`, or an empty one.

        It is one that the sender may capture for; among several, one with goods of the same producer if there
        is one. Raises NotAllowed if the sender has the right to only some of a transformation's lots, because
        the new event would be missing in it.
        """
        if not name:
            return Batch()
        if self._by_name is None:
            self._by_name = {}
            self._read()
        if own := self._by_name.get(name):
            return next((one for one in own if one.producers & new.producers), own[0])
        others = [
            stored for stored in self.known.transformations if stored.name == name and not stored.is_permitted
        ]
        if any(stored.permitted_lots for stored in others):
            raise NotAllowed(
                _(
                    "Mã chế biến (transformationID) này có cả lô của chị và lô của người khác, chị chưa được phép ghi tiếp. Chị dùng mã khác."
                )
            )
        (first,) = new.events
        return Batch(apart=first if others else None)

    def go_on(self, name: str, batch: Batch, new: Batch) -> None:
        """Add `new` to `batch`, a transformation that `under` returned."""
        batch.add(new)
        if name and self._by_name is not None and len(batch.events) == 1:
            self._by_name.setdefault(name, []).append(batch)

    def of_event(
        self,
        event_id: uuid.UUID,
        parts: Sequence[LotPart],
        inside: Inside,
        foreign: Sequence[tuple[str, Decimal | None]],
    ) -> Batch:
        """Return the batch of one event alone.

        `inside` are those of `parts` that are in cartons and are weighed there. `foreign` are goods of others
        in kg.
        """
        into = weigh_ingredients([part for part in parts if not inside.has(part)], self.stock)
        return Batch(
            {event_id},
            [(pk, event_id) for pk in sorted({part.lot.pk for part in parts if part.role == LotRole.INPUT})],
            [(pk, event_id) for pk in sorted({part.lot.pk for part in parts if part.role == LotRole.OUTPUT})],
            [*into, *inside.weights, *(kg or Decimal(0) for _name, kg in foreign)],
            made_of(parts),
            {part.lot.product.producer_id for part in parts},
            [name for name, kg in foreign if kg is None],
            all(self.rights.may_capture_for(part.lot) for part in parts),
        )

    def _read(self) -> None:
        assert self._by_name is not None
        named = {
            event_id: stored
            for stored in self.known.transformations
            if stored.is_permitted
            for event_id in stored.events
        }
        parts_of: dict[uuid.UUID, list[LotPart]] = {}
        for ids in in_parts(named):
            # Some may have been declared wrong after they were looked up and before their lots were locked.
            standing = Event.objects.standing().filter(event_id__in=ids).values("event_id")
            links = EventLot.objects.filter(event_id__in=standing, is_error=False)
            for link in links.select_related("lot__product"):
                lot = self.known.lots.get(link.lot_id, link.lot)
                parts_of.setdefault(link.event_id, []).append(
                    LotPart(lot, link.role, link.quantity, link.unit, taken=link.taken)
                )
        boxed, foreign = self._boxed(parts_of), foreign_kilograms_of(parts_of)
        batches: dict[tuple[str, uuid.UUID | None], Batch] = {}
        for stored in self.known.transformations:
            for event_id in stored.events & parts_of.keys():
                batch = batches.setdefault((stored.name, stored.apart), Batch(apart=stored.apart))
                parts, inside = parts_of[event_id], boxed.get(event_id, Inside())
                batch.add(self.of_event(event_id, parts, inside, foreign.get(event_id, ())))
        for (name, _apart), batch in batches.items():
            self._by_name.setdefault(name, []).append(batch)

    def _boxed(self, parts_by_event: Mapping[uuid.UUID, list[LotPart]]) -> dict[uuid.UUID, Inside]:
        """Return the contents of cartons that stored events used whole, by event.

        The events' amounts don't include them.
        """
        unweighed = {
            event_id
            for event_id, parts in parts_by_event.items()
            for part in parts
            if part.role == LotRole.INPUT and part.quantity is None and part.taken is None
        }
        if not unweighed:
            return {}
        things = EpcisThing.objects.filter(event_id__in=unweighed, is_error=False, field="inputEPCList")
        named: dict[uuid.UUID, set[str]] = {}
        for event_id, uri in things.values_list("event_id", "value"):
            named.setdefault(event_id, set()).add(uri)
        uris = {uri for some in named.values() for uri in some}
        cartons = {carton.uri: carton for carton in Container.objects.filter(uri__in=uris)}
        return {
            event_id: self.cartons.lying_in(own, LotRole.INPUT)
            for event_id, some in named.items()
            if (own := [cartons[uri] for uri in sorted(some) if uri in cartons])
        }
