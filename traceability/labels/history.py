"""Present state of single labels, computed from the valid events that name them by serial.

An event has EpcisThing rows for the things that it names. Each of our labels that it moves or uses has one
more row, with the field LABEL. Its value is "run:counter", however the event writes the label's URI. Labels
in a carton that is used or emptied whole have such rows too.

Amounts in cartons are counted separately (ContainerLot), because packing by the kilogram names no labels.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backend.common.bulk import in_parts
from traceability.events.enums import EventKind
from traceability.lots.enums import LotRole
from traceability.models import EpcisThing, Event, EventLot, LabelRun, Recall

LABEL = "label"
# Lists of an event whose labels it moves or uses; labels made by a transformation are new.
MOVING_LISTS = ("epcList", "childEPCs", "inputEPCList")
COMES_BACK = ("receiving", "void_shipping")


class Label(NamedTuple):
    """One label of a run, counted from 1."""

    run: int
    counter: int

    @property
    def value(self) -> str:
        return f"{self.run}:{self.counter}"

    @classmethod
    def of(cls, value: str) -> Label:
        run, _colon, counter = value.partition(":")
        return cls(int(run), int(counter))


@dataclass(slots=True)
class State:
    """Where a label is, and whether its goods still exist.

    is_used: the goods no longer exist.
    carton: the URI of the carton that it is in, or "".
    shipped_by: pseudonyms of the senders that have it in transit.
    """

    is_used: bool = False
    carton: str = ""
    shipped_by: set[uuid.UUID | None] = field(default_factory=set)

    def after(self, kind: str, biz_step: str, carton: str, sender: uuid.UUID | None) -> None:
        if kind in (EventKind.PROCESSING, EventKind.LOSS):
            self.is_used = True
        elif kind == EventKind.BOXING:
            self.carton = carton
        elif kind == EventKind.UNBOXING and self.carton == carton:
            self.carton = ""
        elif kind == EventKind.SHIPPING:
            self.shipped_by.add(sender)
        elif biz_step in COMES_BACK:
            self.shipped_by.discard(sender)


def states_of(labels: Iterable[Label], *, without: uuid.UUID | None = None) -> dict[Label, State]:
    """Return the present state of each of `labels` that an event moved; the others are missing.

    `without` ignores the event with that id. Costs three queries for some hundreds of labels.
    """
    moves: list[tuple[int, Label, Any]] = []
    for values in in_parts({label.value for label in labels}):
        rows = list(
            EpcisThing.objects.filter(field=LABEL, value__in=values, is_error=False).values_list(
                "event_id", "value"
            )
        )
        ids = {event_id for event_id, _value in rows} - {without}
        events = {
            event_id: (entry_id, kind, step, behalf or by)
            for part in in_parts(ids)
            for event_id, entry_id, kind, step, by, behalf in Event.objects.standing()
            .filter(event_id__in=part)
            .values_list("event_id", "entry_id", "kind", "biz_step", "by_ref", "on_behalf_ref")
        }
        cartons = {
            event_id: value
            for part in in_parts(ids)
            for event_id, value in EpcisThing.objects.filter(
                event_id__in=part, field="parentID", is_error=False
            ).values_list("event_id", "value")
        }
        for event_id, value in rows:
            if event_id in events:
                entry_id, *rest = events[event_id]
                moves.append(
                    (entry_id or 0, Label.of(value), (*rest[:2], cartons.get(event_id, ""), rest[2]))
                )
    found: dict[Label, State] = defaultdict(State)
    for _entry, label, (kind, step, carton, sender) in sorted(moves, key=lambda one: one[:2]):
        found[label].after(kind, step, carton, sender)
    return dict(found)


def labels_in(cartons: Iterable[str]) -> dict[str, set[Label]]:
    """Return {carton's URI: labels now in it}; cartons without single labels are missing.

    Goods that were packed by amount have no labels.
    """
    wanted = set(cartons)
    ids: set[uuid.UUID] = set()
    for part in in_parts(wanted):
        ids |= set(
            EpcisThing.objects.filter(value__in=part, field="parentID", is_error=False).values_list(
                "event_id", flat=True
            )
        )
    values: set[str] = set()
    for some in in_parts(ids):
        values |= set(
            EpcisThing.objects.filter(event_id__in=some, field=LABEL, is_error=False).values_list(
                "value", flat=True
            )
        )
    found: dict[str, set[Label]] = defaultdict(set)
    for label, state in states_of(Label.of(value) for value in values).items():
        if state.carton in wanted:
            found[state.carton].add(label)
    return found


def lots_of(labels: Iterable[Label]) -> dict[Label, int]:
    """Return {label: primary key of its lot}. Labels of unknown runs are missing."""
    labels = set(labels)
    lots = {
        pk: lot
        for part in in_parts({label.run for label in labels})
        for pk, lot in LabelRun.objects.filter(pk__in=part).values_list("pk", "lot")
    }
    return {label: lots[label.run] for label in labels if label.run in lots}


def covers_label(recall: Recall, label: Label) -> bool:
    """Return whether `recall` covers `label`, which must be a label of the recalled lot."""
    if recall.run_id is None:
        return True
    assert recall.first is not None and recall.last is not None
    return label.run == recall.run_id and recall.first <= label.counter <= recall.last


def transformations_from(recall: Recall) -> set[uuid.UUID]:
    """Return the ids of valid transformations that used labels of `recall`, a recall of a part of one run.

    The result is empty for a recall of a whole lot, which names no run.
    """
    ids = {
        event_id
        for event_id, value in EpcisThing.objects.filter(
            field=LABEL, lot=recall.lot_id, is_error=False, value__startswith=f"{recall.run_id}:"
        ).values_list("event_id", "value")
        if covers_label(recall, Label.of(value))
    }
    return {
        event_id
        for part in in_parts(ids)
        for event_id in Event.objects.standing()
        .filter(event_id__in=part, kind=EventKind.PROCESSING)
        .values_list("event_id", flat=True)
    }


def weighed_transformations(lot_id: int, transformations: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return those of `transformations` that used goods of the lot without naming every pack.

    They name none of its labels, or they state an amount of the lot.
    """
    found: set[uuid.UUID] = set()
    for part in in_parts(set(transformations)):
        things = EpcisThing.objects.filter(event_id__in=part, field=LABEL, lot=lot_id, is_error=False)
        weighed = EventLot.objects.filter(event_id__in=part, lot=lot_id, role=LotRole.INPUT, is_error=False)
        found |= set(part) - set(things.values_list("event_id", flat=True))
        found |= set(weighed.exclude(quantity=None).values_list("event_id", flat=True))
    return found


@dataclass(slots=True)
class CartonState:
    """The state of a carton or pallet as a whole: used as an ingredient, lost, or in transit.

    used_by: the pseudonym of the person who reported its use.
    shipped_by: pseudonyms of the senders that have it in transit.
    """

    is_used: bool = False
    used_by: uuid.UUID | None = None
    shipped_by: set[uuid.UUID | None] = field(default_factory=set)

    def after(self, kind: str, biz_step: str, sender: uuid.UUID | None) -> None:
        if kind in (EventKind.PROCESSING, EventKind.LOSS):
            self.is_used, self.used_by = True, sender
        elif kind == EventKind.SHIPPING:
            self.shipped_by.add(sender)
        elif biz_step in COMES_BACK:
            self.shipped_by.discard(sender)


def states_of_cartons(uris: Iterable[str], *, without: uuid.UUID | None = None) -> dict[str, CartonState]:
    """Return {URI: state} of those of `uris` that a valid event names as an object or an input.

    Events of the labels and cartons inside are ignored. `without` ignores the event with that id.
    """
    things: list[tuple[uuid.UUID, str]] = []
    for part in in_parts(set(uris)):
        things += EpcisThing.objects.filter(
            value__in=part, field__in=("inputEPCList", "epcList"), is_error=False
        ).values_list("event_id", "value")
    events = {
        event_id: (entry_id or 0, kind, step, behalf or by)
        for part in in_parts({event_id for event_id, _uri in things} - {without})
        for event_id, entry_id, kind, step, by, behalf in Event.objects.standing()
        .filter(event_id__in=part)
        .values_list("event_id", "entry_id", "kind", "biz_step", "by_ref", "on_behalf_ref")
    }
    found: dict[str, CartonState] = defaultdict(CartonState)
    moves = [(events[event_id], uri) for event_id, uri in things if event_id in events]
    for (_entry, kind, step, sender), uri in sorted(moves, key=lambda one: one[0][0]):
        found[uri].after(kind, step, sender)
    return dict(found)
