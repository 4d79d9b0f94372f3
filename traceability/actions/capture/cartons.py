"""Aggregation events of cartons and pallets of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from traceability.actions.capture.resolving import Known, Rights
from traceability.actions.events.contents import put_in, take_out
from traceability.actions.events.drafts import LotPart
from traceability.actions.events.errors import EventError
from traceability.actions.events.stock import Stock, taken_by
from traceability.actions.locking import lock_lots
from traceability.enums import EventKind
from traceability.epcis.identifiers import CANONICAL
from traceability.epcis.reading import Candidate
from traceability.models import CompanyPrefix, Container, ContainerLot, Lot

_SSCC = re.compile(re.escape(CANONICAL) + r"/00/(\d{18})")


class Cartons:
    """What the events of one document do with cartons. A carton of somebody else's is named and not counted."""

    def __init__(self, known: Known, rights: Rights) -> None:
        self.known = known
        self.rights = rights
        self._prefixes: list[tuple[str, int]] | None = None

    def in_event(self, candidate: Candidate) -> list[Container]:
        return [
            carton
            for _name, value, _element in candidate.things
            if (carton := self.known.containers.get(value)) is not None
        ]

    def may_touch(self, carton: Container) -> bool:
        return self.rights.may_capture_of(carton.producer_id)

    def lots_inside(self, candidate: Candidate) -> list[Lot]:
        """The lots in the cartons that an event names, cartons on pallets among them."""
        ids, reached = set(), {carton.pk for carton in self.in_event(candidate)}
        while reached:
            ids |= reached
            reached = set(Container.objects.filter(parent__in=reached).values_list("pk", flat=True)) - ids
        return list(
            Lot.objects.filter(
                pk__in=ContainerLot.objects.filter(container__in=ids).values("lot")
            ).select_related("product__producer")
        )

    def move(
        self, candidate: Candidate, kind: EventKind, parts: list[LotPart], stock: Stock
    ) -> list[LotPart]:
        """Put in or take out, and count it; returns the parts that lots have in it, those in cartons named included.

        Without children a DELETE takes out everything (EPCIS 2.0 §7.4.3). All that may be refused is looked at before anything is
        written: the other events of a document may be kept.
        """
        parent = next((value for name, value, _one in candidate.things if name == "parentID"), "")
        carton = self.known.containers.get(parent)
        producer = self._producer_of_new(parent, parts) if carton is None and kind == EventKind.BOXING else None
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
            return parts or [LotPart(lot) for lot in self.lots_inside(candidate)]
        assert carton is not None
        if not amounts and not children:
            children = list(carton.children.all())
            amounts = {row.lot_id: row.quantity for row in carton.contents.all()}
            self._learn(amounts, stock)
            parts = [
                LotPart(self.known.lots[pk], quantity=amount, unit=self.known.lots[pk].unit)
                for pk, amount in amounts.items()
            ]
        parts = parts or [LotPart(lot) for lot in self.lots_inside(candidate)]
        take_out(carton, amounts, stock.lots)
        stock.give_back("packed", amounts)
        Container.objects.filter(pk__in=[child.pk for child in children], parent=carton).update(parent=None)
        return parts

    def _learn(self, amounts: dict[int, Decimal], stock: Stock) -> None:
        """The lots that an event doesn't name and yet is of."""
        missing = set(amounts) - set(self.known.lots)
        lock_lots(missing)
        for lot in Lot.objects.select_related("product__producer").filter(pk__in=missing):
            self.known.lots[lot.pk] = lot

    def _producer_of_new(self, parent: str, parts: Sequence[LotPart]) -> int | None:
        """Whose a carton first heard of is: ours where the number is under the prefix of the producer whose lots go in."""
        producers = {part.lot.product.producer_id for part in parts} | self._producers_of_prefix(parent)
        if len(producers) != 1 or not self._is_ours(parent, producers):
            return None
        return producers.pop()

    def _is_ours(self, parent: str, producers: set[int]) -> bool:
        if parent.startswith(f"{settings.PUBLIC_ORIGIN}/thung/"):
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
    """Raises EventError where one of `children` can't stand on `carton` (None: a new one)."""
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
