"""Contents of a carton or a pallet, and their recalls."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from traceability.labels.history import LABEL, Label, covers_label, labels_in, lots_of
from traceability.models import Container, ContainerLot, EpcisThing, Lot, Recall, RecallReach


@dataclass(slots=True)
class Content:
    """The part of `lot` that is in a container: `quantity` in the lot's unit, and single labels.

    recalls: open recalls of the whole lot, or of labels that are inside.
    perhaps: open recalls of some labels of the lot, if no record shows whether these are inside.
    """

    lot: Lot
    quantity: Decimal = Decimal(0)
    labels: set[Label] = field(default_factory=set)
    recalls: list[Recall] = field(default_factory=list)
    perhaps: list[Recall] = field(default_factory=list)


def with_stacked(container: Container) -> list[Container]:
    """Return `container` and all containers on it, at any depth."""
    found, reached = {container.pk: container}, [container]
    while reached:
        reached = list(
            Container.objects.filter(parent__in=[one.pk for one in reached])
            .exclude(pk__in=found)
            .order_by("pk")
        )
        found |= {one.pk: one for one in reached}
    return list(found.values())


def contents_of(container: Container) -> list[Content]:
    """Return the contents of `container` and of the containers on it, by lot, with open recalls."""
    cartons = with_stacked(container)
    found: dict[int, Content] = {}
    amounts: dict[int, Decimal] = {}
    for row in ContainerLot.objects.filter(container__in=[one.pk for one in cartons]).order_by("pk"):
        amounts[row.lot_id] = amounts.get(row.lot_id, Decimal(0)) + row.quantity
    labels = {label for some in labels_in(one.uri for one in cartons).values() for label in some}
    lots = lots_of(labels)
    rows = (
        Lot.objects.filter(pk__in={*amounts, *lots.values()})
        .select_related("product__producer")
        .order_by("pk")
    )
    for lot in rows:
        mine = {label for label, pk in lots.items() if pk == lot.pk}
        found[lot.pk] = Content(lot, amounts.get(lot.pk, Decimal(0)), mine)
    reach = RecallReach.objects.filter(lot__in=found, ended_at=None, recall__ended_at=None)
    for open_row in reach.select_related("recall__lot").order_by("recall__started_at", "pk"):
        content, recall = found[open_row.lot_id], open_row.recall
        if open_row.run_id is None or any(covers_label(recall, label) for label in content.labels):
            content.recalls.append(recall)
        elif content.quantity:
            content.perhaps.append(recall)
    return list(found.values())


def cartons_of(recall: Recall) -> list[tuple[Container, bool]]:
    """Return (carton, is_uncertain) of the cartons with goods that `recall` covers.

    is_uncertain is True if goods of a lot with some recalled labels are inside by amount only. No record
    states whether their packs have these labels.
    """
    reached = dict(recall.reach.filter(ended_at=recall.ended_at).values_list("lot", "run"))
    whole = {lot for lot, run in reached.items() if run is None}
    found: dict[Container, bool] = {}
    for row in ContainerLot.objects.filter(lot__in=reached).select_related("container").order_by("pk"):
        found[row.container] = found.get(row.container, True) and row.lot_id not in whole
    events = EpcisThing.objects.filter(field=LABEL, lot__in=reached, is_error=False).values("event_id")
    parents = EpcisThing.objects.filter(event_id__in=events, field="parentID", is_error=False).values("value")
    cartons = list(Container.objects.filter(uri__in=parents).order_by("pk"))
    inside = labels_in(carton.uri for carton in cartons)
    lots = lots_of(label for labels in inside.values() for label in labels)
    for carton in cartons:
        of = {label: lots[label] for label in inside.get(carton.uri, ()) if label in lots}
        if any(lot in whole or (lot in reached and covers_label(recall, label)) for label, lot in of.items()):
            found[carton] = False
    return sorted(found.items(), key=lambda item: item[0].pk)
