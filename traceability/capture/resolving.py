"""Find our lots and cartons that the events name, and check the sender's rights, in a constant number of
queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q

from products.models import Producer
from traceability.capture.transformations import StoredTransformation, stored_transformations
from traceability.epcis.identifiers import CANONICAL
from traceability.epcis.reading import Candidate
from traceability.events.enums import EpcisType
from traceability.labels.history import Label, labels_in, lots_of
from traceability.lots.actions.locking import hold_transformations, lock_lots
from traceability.models import Container, ContainerLot, EpcisGrant, LabelRun, Lot, LotAlias, ProductCode
from traceability.scans.origin.lookup import codec
from traceability.serials import SerialError

_GTIN = re.compile(re.escape(CANONICAL) + r"/01/(\d{14})(?:/10/([^/?#]+))?(?:/21/([^/?#]+))?")


@dataclass
class Known:
    """Objects behind the identifiers of a document. `lots` are locked rows by id."""

    lots: dict[int, Lot]
    lot_of: dict[str, int]  # canonical identifier -> lot id
    unknown: set[str]  # identifiers of a product of ours without an existing lot
    containers: dict[str, Container]
    labels: dict[str, Label]  # canonical identifier -> our label
    elsewhere: set[str]  # identifiers of our labels under a wrong product or lot
    # Stored transformations under the transformationIDs that the events name.
    transformations: list[StoredTransformation]

    def lots_in(self, candidate: Candidate) -> list[int]:
        return [self.lot_of[value] for _name, value, _one in candidate.things if value in self.lot_of]


def split(identifier: str) -> tuple[str, str] | None:
    """Return (GTIN or own code, lot code) of an identifier that names one of our lots, or a label of it."""
    found = parts_in(identifier)
    return (found[0], found[1]) if found and found[1] else None


def parts_in(identifier: str) -> tuple[str, str, str] | None:
    """Return (GTIN or own code, lot code, serial) of a canonical identifier; "" for missing parts.

    None if it names no product, lot or label in the form of a GTIN or of our own addresses.
    """
    if found := _GTIN.fullmatch(identifier):
        return found[1], unquote(found[2] or ""), unquote(found[3] or "")
    own = settings.PUBLIC_ORIGIN + "/P/"
    if identifier.startswith(own):
        code, *rest = identifier.removeprefix(own).split("/")
        lot = unquote(rest[1]) if len(rest) > 1 and rest[0] == "10" else ""
        serial = rest[2:] if lot else rest
        if len(serial) <= 1 and (lot or serial):
            return code.upper(), lot, unquote(serial[0]) if serial else ""
    return None


def known_things(candidates: Iterable[Candidate], rights: Rights) -> Known:
    """Resolve the identifiers and lock the lots in the order of their ids. Needs a transaction.

    A label of a lot to which the sender has no right is handled like a serial that was never printed.
    Otherwise senders could find out by the thousand which serials are real.
    """
    candidates = list(candidates)
    values = {value for candidate in candidates for _name, value, _one in candidate.things}
    named = {value: parts for value in values if (parts := parts_in(value))}
    # "%00" is possible in a URL, but not in a lot's code.
    nul = {value for value, parts in named.items() if "\0" in "".join(parts)}
    named = {value: parts for value, parts in named.items() if value not in nul}
    codes = dict(
        ProductCode.objects.filter(value__in={code for code, _lot, _serial in named.values()}).values_list(
            "value", "product"
        )
    )
    labels = {
        value: label
        for value, (code, _lot, serial) in named.items()
        if serial and code in codes and (label := label_of(serial))
    }
    runs = {
        run.pk: run
        for run in LabelRun.objects.filter(pk__in={label.run for label in labels.values()}).select_related(
            "lot__product"
        )
    }
    labels = {
        value: label
        for value, label in labels.items()
        if (run := runs.get(label.run))
        and 1 <= label.counter <= run.count
        and rights.may_capture_for(run.lot)
    }
    wanted = {(codes[code], lot) for code, lot, _serial in named.values() if code in codes and lot}
    wanted |= {(product, lot.upper()) for product, lot in wanted}
    products, names = {product for product, _lot in wanted}, {lot for _product, lot in wanted}
    # A former code still names its lot.
    aliases = {
        (product, code): pk
        for product, code, pk in LotAlias.objects.filter(product__in=products, code__in=names).values_list(
            "product", "code", "lot"
        )
        if (product, code) in wanted
    }
    of_labels = {runs[label.run].lot_id for label in labels.values()}
    found = Lot.objects.filter(
        Q(product__in=products, code__in=names) | Q(pk__in={*aliases.values(), *of_labels})
    )
    ids = set(found.values_list("pk", flat=True))
    # A carton's event doesn't name its contents. Lock them now, because locking them later would break the
    # order.
    uris = values - set(named)
    packed = _with_stacked(uris)
    inside = set(ContainerLot.objects.filter(container__in=packed.values()).values_list("lot", flat=True))
    in_cartons = labels_in(packed) if packed else {}
    inside |= set(lots_of(label for some in in_cartons.values() for label in some).values())
    names = {
        name
        for candidate in candidates
        if candidate.column("type") == EpcisType.TRANSFORMATION
        and (name := candidate.column("transformationID"))
    }
    hold_transformations(names)
    transformations = stored_transformations(names, rights)
    # A new event of a transformation also affects the lots of its earlier events, and their recalls.
    wider = ids | inside | {pk for stored in transformations if stored.is_permitted for pk in stored.lots}
    lock_lots(wider)
    lots = list(Lot.objects.select_related("product__producer").filter(pk__in=wider).order_by("pk"))
    rows = {lot.pk: lot for lot in lots}
    by_name = {name: rows[pk] for name, pk in aliases.items()} | {
        (lot.product_id, lot.code): lot for lot in lots
    }
    lot_of: dict[str, int] = {}
    elsewhere: set[str] = set()
    for value, (code, lot, _serial) in named.items():
        product = codes.get(code)
        row = None if product is None else by_name.get((product, lot)) or by_name.get((product, lot.upper()))
        if (label := labels.get(value)) is not None:
            mine = rows[runs[label.run].lot_id]
            if product != mine.product_id or (lot and row is not mine):
                elsewhere.add(value)
            row = mine
        if row is not None:
            lot_of[value] = row.pk
    containers = Container.objects.select_for_update(no_key=True).filter(uri__in=uris).order_by("pk")
    by_uri = {container.uri: container for container in containers}
    return Known(
        lots=rows,
        lot_of=lot_of,
        unknown=nul
        | {
            value
            for value, (code, lot, _serial) in named.items()
            if lot and code in codes and value not in lot_of
        },
        containers={value: by_uri[value] for value in uris if value in by_uri},
        labels=labels,
        elsewhere=elsewhere,
        transformations=transformations,
    )


def label_of(serial: str) -> Label | None:
    """Return the label that a serial of ours names, without checking that it was printed; None for other
    serials.
    """
    try:
        found = codec().decode(serial)
    except SerialError:
        return None
    return Label(found.run, found.counter)


def _with_stacked(uris: set[str]) -> dict[str, int]:
    """Return {URI: id} of the containers with these URIs, and of those in or on them."""
    found = dict(Container.objects.filter(uri__in=uris).values_list("uri", "pk"))
    reached = found
    while reached:
        below = dict(Container.objects.filter(parent__in=reached.values()).values_list("uri", "pk"))
        reached = {uri: pk for uri, pk in below.items() if uri not in found}
        found = found | reached
    return found


class Rights:
    """Rights of `user` to capture for lots: those of the user's own producers, and granted ones."""

    def __init__(self, user: Any) -> None:
        self._producers = set(
            Producer.objects.filter(people__user=user, people__until=None).values_list("pk", flat=True)
        )
        granted = EpcisGrant.objects.standing().filter(partner=user, may_capture=True)
        self._granted = set(granted.values_list("producer", "product"))

    def may_capture_for(self, lot: Lot) -> bool:
        return self.may_capture_of_product(lot.product.producer_id, lot.product_id)

    def may_capture_of_product(self, producer_id: int, product_id: int) -> bool:
        return self.may_capture_of(producer_id) or (producer_id, product_id) in self._granted

    def may_capture_of(self, producer_id: int) -> bool:
        """Return whether the user may capture for all of the producer's goods, as for a carton."""
        return self.runs(producer_id) or (producer_id, None) in self._granted

    def runs(self, producer_id: int) -> bool:
        return producer_id in self._producers
