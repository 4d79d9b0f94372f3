"""People to call about recalled goods: recipients, buyers who wrote about them, and makers of other goods
from them.

Only recorded facts: deliveries with their notes, buyers who left a number, producers of reached lots.
Orders fill the slot "recall.calls" on the same page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from products.producers.rules import public_phones
from traceability.containers.contents import cartons_of
from traceability.events.deliveries import sent_from
from traceability.genealogy.traversal import descendant_ids
from traceability.labels.history import weighed_transformations
from traceability.models import Container, Inquiry, Lot, LotEdge, Recall


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that sent goods of a reached lot; `words` is its note, or "" if it has none or was erased.

    `parties` are its destinations, and its papers (orders, delivery notes, invoices).
    """

    lot: Lot
    event_time: dt.datetime
    words: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """The maker of `lot` from recalled goods; `phone` only if it is public. Piêu notifies the maker too."""

    lot: Lot
    phone: str


@dataclass(frozen=True, slots=True)
class Calls:
    deliveries: list[Delivery]
    buyers: list[Inquiry]
    makers: list[Maker]
    # Cartons with goods of it; True if only some of the lot are recalled, and it is unknown whether those are
    # inside.
    cartons: list[tuple[Container, bool]]
    # Made from goods of the lot that were used by weight: it is unknown whether recalled ones were among
    # them.
    perhaps: list[Lot]


def calls_of(recall: Recall) -> Calls:
    """Return everybody to call about `recall`.

    The result has personal texts and numbers: only for people who may recall the lot.
    """
    lots = {
        lot.pk: lot
        for lot in Lot.objects.filter(recall_reach__recall=recall, recall_reach__ended_at=recall.ended_at)
        .select_related("product__producer")
        .order_by("pk")
    }
    phones = public_phones(lot.product.producer for lot in lots.values())
    return Calls(
        deliveries=_deliveries(lots),
        buyers=list(
            Inquiry.objects.filter(lot__in=lots)
            .exclude(contact_phone="")
            .select_related("lot")
            .order_by("pk")
        ),
        makers=[
            Maker(lot, phones.get(lot.product.producer_id, ""))
            for lot in lots.values()
            if lot.pk != recall.lot_id
        ],
        cartons=cartons_of(recall),
        perhaps=perhaps_made(recall.lot_id, but=lots) if recall.run_id else [],
    )


def perhaps_made(lot_id: int, *, but: Iterable[int] = ()) -> list[Lot]:
    """Return lots made from goods of a lot that were used by weight, and what was made from these.

    `but` are lots that the recall reaches anyway. A recall of some labels does not reach the returned lots,
    but no record clears them either.
    """
    edges = list(LotEdge.objects.filter(source=lot_id).values_list("input_event", "target"))
    by_amount = weighed_transformations(lot_id, (event_id for event_id, _target in edges))
    first = {target for event_id, target in edges if event_id in by_amount}
    found = (first | descendant_ids(first)) - {lot_id, *but}
    return list(Lot.objects.filter(pk__in=found).select_related("product__producer").order_by("pk"))


def _deliveries(lots: dict[int, Lot]) -> list[Delivery]:
    return [
        Delivery(
            lots[sent.lot_id], sent.event_time, ", ".join(text for text, _salt in sent.notes), sent.parties
        )
        for sent in sent_from(lots)
    ]
