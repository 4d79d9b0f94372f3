"""Aggregation events of our cartons and pallets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from traceability.capture.resolving import Known, Rights
from traceability.epcis.identifiers import CANONICAL, CARTON
from traceability.epcis.reading import Candidate
from traceability.events.actions.contents import put_in, take_out, used
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import EventError, UsedAlready
from traceability.events.actions.movements import taken_by
from traceability.events.actions.stock import Stock
from traceability.events.enums import EventKind
from traceability.genealogy.balance import at_most, pack_weight
from traceability.labels.history import CartonState, Label, labels_in, lots_of, states_of_cartons
from traceability.lots.actions.locking import lock_lots
from traceability.lots.enums import LotRole
from traceability.models import CompanyPrefix, Container, ContainerLot, Lot

_SSCC = re.compile(re.escape(CANONICAL) + r"/00/(\d{18})")


@dataclass(slots=True)
class Inside:
    """Contents of cartons: lots (without amounts), labels, weights in kg, and amounts by lot in the lot's
    unit.
    """

    parts: list[LotPart] = field(default_factory=list)
    labels: set[Label] = field(default_factory=set)
    weights: list[Decimal | None] = field(default_factory=list)
    amounts: dict[int, Decimal] = field(default_factory=dict)

    def has(self, part: LotPart) -> bool:
        """Return whether `part` is an unweighed ingredient from these contents.

        It used nothing of its lot's remaining amount.
        """
        return (
            part.role == LotRole.INPUT
            and part.quantity is None
            and part.taken is None
            and any(part.lot.pk == one.lot.pk for one in self.parts)
        )


class Cartons:
    """Tracks how the events of one document fill, ship and use our cartons and pallets.

    Containers that are not stored here may be named, but are not counted.
    """

    def __init__(self, known: Known, rights: Rights) -> None:
        self.known = known
        self.rights = rights
        self._prefixes: list[tuple[str, int]] | None = None
        self.clear_cache()

    def clear_cache(self) -> None:
        self._states: dict[str, CartonState] | None = None
        self._inside: dict[str, set[Label]] = {}

    def in_event(self, candidate: Candidate) -> list[Container]:
        return [
            carton
            for _name, value, _element in candidate.things
            if (carton := self.known.containers.get(value)) is not None
        ]

    def may_touch(self, carton: Container) -> bool:
        return self.rights.may_capture_of(carton.producer_id)

    def lots_inside(self, candidate: Candidate) -> list[Lot]:
        """Return the lots in the cartons that an event names, including cartons on pallets."""
        cartons = self.with_stacked(self.in_event(candidate))
        ids = set(
            ContainerLot.objects.filter(container__in=[one.pk for one in cartons]).values_list(
                "lot", flat=True
            )
        )
        ids |= set(lots_of(label for one in cartons for label in self.labels_in(one)).values())
        return [self._lot(pk) for pk in sorted(ids)]

    def with_stacked(self, cartons: Sequence[Container]) -> list[Container]:
        """Return `cartons` and all containers on them, at any depth."""
        found, reached = {one.pk: one for one in cartons}, list(cartons)
        while reached:
            below = Container.objects.filter(parent__in=[one.pk for one in reached]).exclude(pk__in=found)
            reached = list(below.order_by("pk"))
            found |= {one.pk: one for one in reached}
        return list(found.values())

    def labels_in(self, carton: Container) -> set[Label]:
        """Return the labels in `carton` after the events of this document so far."""
        if carton.uri not in self._inside:
            self._inside |= {carton.uri: set(), **labels_in([carton.uri])}
        return self._inside[carton.uri]

    def check_not_used(self, candidate: Candidate) -> None:
        """Raise UsedAlready if a carton that `candidate` names, or its pallet, was used or lost whole."""
        for carton in self.in_event(candidate):
            above: Container | None = carton
            while above is not None:
                if self._state(above.uri).is_used:
                    raise used(carton)
                above = above.parent

    def check_shipped(self, candidate: Candidate, kind: EventKind, sender: UUID) -> None:
        """Raise UsedAlready if `sender` ships or uses a carton that `sender` shipped before.

        Other senders may do so.
        """
        fields = {EventKind.SHIPPING: "epcList", EventKind.PROCESSING: "inputEPCList"}
        for carton in self._named(candidate, fields[kind]) if kind in fields else ():
            if sender in self._state(carton.uri).shipped_by:
                raise UsedAlready(
                    _("Thùng %(number)s đã giao đi rồi.") % {"number": carton}, code="container_shipped"
                )

    def count_event(self, candidate: Candidate, kind: EventKind, step: str, sender: UUID) -> None:
        """Update the state of the cartons that the accepted `candidate` uses, ships or returns."""
        field = "inputEPCList" if kind == EventKind.PROCESSING else "epcList"
        for carton in self._named(candidate, field) if self.known.containers else ():
            self._state(carton.uri).after(kind, step, sender)

    def inside(self, candidate: Candidate, kind: EventKind) -> Inside:
        """Return the contents of cartons that are used whole in a processing, or lost whole.

        The contents stay counted as packed, so no other event can use them; no carton is used twice. Raises
        EventError if the cartons are empty, or if the processing makes a carton.
        """
        field, role = (
            ("inputEPCList", LotRole.INPUT) if kind == EventKind.PROCESSING else ("epcList", LotRole.SUBJECT)
        )
        if kind == EventKind.PROCESSING and (made := self._named(candidate, "outputEPCList")):
            # Its contents were packed from existing lots, and nothing would record what those were made from.
            raise EventError(
                _("Thùng %(number)s không phải là thứ làm ra. Chị ghi lô làm ra, rồi ghi đóng lô vào thùng.")
                % {"number": made[0]},
                code="container_made",
            )
        named = self._named(candidate, field)
        inside = self.lying_in(named, role)
        if named and not inside.parts:
            raise EventError(_("Thùng này đang trống."), code="container_empty")
        return inside

    def lying_in(self, named: Sequence[Container], role: LotRole) -> Inside:
        """Return the contents of the cartons `named` and of those on them."""
        cartons = self.with_stacked(named)
        rows = list(ContainerLot.objects.filter(container__in=[one.pk for one in cartons]).order_by("pk"))
        lots = lots_of(label for one in cartons for label in self.labels_in(one))
        amounts: dict[int, Decimal] = {}
        for row in rows:
            amounts[row.lot_id] = amounts.get(row.lot_id, Decimal(0)) + row.quantity
        weights = [
            at_most(row.quantity, self._lot(row.lot_id).unit, self._lot(row.lot_id).product) for row in rows
        ]
        weights += [pack_weight(self._lot(pk).product) for pk in lots.values()]
        ids = {row.lot_id for row in rows} | set(lots.values())
        return Inside([LotPart(self._lot(pk), role) for pk in sorted(ids)], set(lots), weights, amounts)

    def _named(self, candidate: Candidate, field: str) -> list[Container]:
        return [
            self.known.containers[value]
            for name, value, _one in candidate.things
            if name == field and value in self.known.containers
        ]

    def _state(self, uri: str) -> CartonState:
        if self._states is None:
            uris = set()
            for carton in self.known.containers.values():
                above: Container | None = carton
                while above is not None:
                    uris.add(above.uri)
                    above = above.parent
            self._states = states_of_cartons(uris)
        return self._states.setdefault(uri, CartonState())

    def _lot(self, pk: int) -> Lot:
        if pk not in self.known.lots:
            self.known.lots[pk] = Lot.objects.select_related("product__producer").get(pk=pk)
        return self.known.lots[pk]

    def move(
        self, candidate: Candidate, kind: EventKind, parts: list[LotPart], stock: Stock, labels: set[Label]
    ) -> list[LotPart]:
        """Pack or unpack as the event states, and count it.

        Returns the lots of the event as LotParts, also those in cartons that it names. `labels` are those
        that the event names. If it unpacks everything, the labels in the carton are added to them. A DELETE
        without children unpacks everything (EPCIS 2.0 §7.4.3). All errors are checked before anything is
        written, because the document's other events may be stored.
        """
        parent = next((value for name, value, _one in candidate.things if name == "parentID"), "")
        carton = self.known.containers.get(parent)
        producer = (
            self._producer_of_new(parent, parts) if carton is None and kind == EventKind.BOXING else None
        )
        if carton is None and producer is None:
            return parts or [LotPart(lot) for lot in self.lots_inside(candidate)]
        children = [
            child
            for name, value, _one in candidate.things
            if name == "childEPCs" and (child := self.known.containers.get(value)) is not None
        ]
        _field, amounts = taken_by(EventKind.BOXING, parts)
        if kind == EventKind.BOXING:
            _check_on(carton, children)
            stock.take("packed", amounts)
            if carton is None:
                assert producer is not None
                carton = Container.objects.create(producer_id=producer, uri=parent)
                self.known.containers[parent] = carton
            _put_on(carton, children)
            put_in(carton, amounts)
            self.labels_in(carton).update(labels)
            return parts or [LotPart(lot) for lot in self.lots_inside(candidate)]
        assert carton is not None
        inside = self.labels_in(carton)
        if not amounts and not children and not labels:
            labels |= inside
            children = list(carton.children.all())
            amounts = {row.lot_id: row.quantity for row in carton.contents.all()}
            self._learn(amounts, stock)
            parts = [
                LotPart(self.known.lots[pk], quantity=amount, unit=self.known.lots[pk].unit)
                for pk, amount in amounts.items()
            ]
            parts += [LotPart(self._lot(pk)) for pk in sorted(set(lots_of(labels).values()) - set(amounts))]
        parts = parts or [LotPart(lot) for lot in self.lots_inside(candidate)]
        if labels - inside:
            raise EventError(_("Tem này không nằm trong thùng."), code="label_not_inside")
        take_out(carton, amounts, stock.lots)
        inside -= labels
        stock.give_back("packed", amounts)
        Container.objects.filter(pk__in=[child.pk for child in children], parent=carton).update(parent=None)
        return parts

    def _learn(self, amounts: dict[int, Decimal], stock: Stock) -> None:
        """Lock and load the lots that an event affects without naming them."""
        missing = set(amounts) - set(self.known.lots)
        lock_lots(missing)
        for lot in Lot.objects.select_related("product__producer").filter(pk__in=missing):
            self.known.lots[lot.pk] = lot

    def _producer_of_new(self, parent: str, parts: Sequence[LotPart]) -> int | None:
        """Return the producer of a carton that isn't stored yet, or None if it isn't ours.

        It is ours if its URI is an address of ours, or its number has the prefix of the packed lots'
        producer. The packed lots must be of one producer.
        """
        producers = {part.lot.product.producer_id for part in parts} | self._producers_of_prefix(parent)
        if len(producers) != 1 or not self._is_ours(parent, producers):
            return None
        return producers.pop()

    def _is_ours(self, parent: str, producers: set[int]) -> bool:
        if parent.startswith(CARTON):
            return True
        return self._producers_of_prefix(parent) == producers

    def _producers_of_prefix(self, parent: str) -> set[int]:
        found = _SSCC.fullmatch(parent)
        if found is None:
            return set()
        if self._prefixes is None:
            self._prefixes = list(CompanyPrefix.objects.values_list("prefix", "producer"))
        return {producer for prefix, producer in self._prefixes if found[1][1:].startswith(prefix)}


def _check_on(carton: Container | None, children: Sequence[Container]) -> None:
    """Raise EventError if one of `children` can't be put on `carton` (None: a new one)."""
    ids, above = {child.pk for child in children}, carton
    while above is not None:
        if above.pk in ids:
            raise EventError(_("Thùng này không thể nằm trong chính nó."), code="container_in_itself")
        above = above.parent
    for child in children:
        if child.parent_id is not None and (carton is None or child.parent_id != carton.pk):
            raise EventError(_("Thùng này đang nằm trên pallet khác."), code="container_elsewhere")


def _put_on(carton: Container, children: Sequence[Container]) -> None:
    Container.objects.filter(pk__in=[child.pk for child in children]).update(parent=carton)
    if children and not carton.is_pallet:
        carton.is_pallet = True
        carton.save(update_fields=["is_pallet"])
    for child in children:
        child.parent = carton
