"""Which lots and cartons of ours the events are about, and whether this person may say so. Few queries, however many events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q

from products.models import Producer
from traceability.actions.locking import lock_lots
from traceability.epcis.identifiers import CANONICAL
from traceability.epcis.reading import Candidate
from traceability.models import Container, ContainerLot, EpcisGrant, Lot, LotAlias, ProductCode

_GTIN_LOT = re.compile(re.escape(CANONICAL) + r"/01/(\d{14})/10/([^/?#]+)(?:/21/[^/?#]+)?")


@dataclass
class Known:
    """What the identifiers of a document stand for here. `lots` are locked rows by their id."""

    lots: dict[int, Lot]
    lot_of: dict[str, int]  # canonical identifier -> lot id
    unknown: set[str]  # names a product of ours, and no lot of it
    containers: dict[str, Container]

    def lots_in(self, candidate: Candidate) -> list[int]:
        return [self.lot_of[value] for _name, value, _one in candidate.things if value in self.lot_of]


def split(identifier: str) -> tuple[str, str] | None:
    """(GTIN or own code, lot code) of an identifier that names a lot, or a label of one, here."""
    if found := _GTIN_LOT.fullmatch(identifier):
        return found[1], unquote(found[2])
    own = settings.PUBLIC_ORIGIN + "/P/"
    if identifier.startswith(own):
        parts = identifier.removeprefix(own).split("/")
        if len(parts) >= 3 and parts[1] == "10":
            return parts[0].upper(), unquote(parts[2])
    return None


def known_things(candidates: Iterable[Candidate]) -> Known:
    """Locks the lots, in the order of their ids; the caller is in a transaction."""
    values = {value for candidate in candidates for _name, value, _one in candidate.things}
    pairs = {value: pair for value in values if (pair := split(value))}
    codes = dict(
        ProductCode.objects.filter(value__in={code for code, _lot in pairs.values() if "\0" not in code}).values_list(
            "value", "product"
        )
    )
    # "%00" can stand in an address, and in no lot's code.
    wanted = {(codes[code], lot) for code, lot in pairs.values() if code in codes and "\0" not in lot}
    products, names = {product for product, _lot in wanted}, {lot for _product, lot in wanted}
    # A code that a lot had once still names it.
    aliases = {
        (product, code): pk
        for product, code, pk in LotAlias.objects.filter(product__in=products, code__in=names).values_list(
            "product", "code", "lot"
        )
        if (product, code) in wanted
    }
    named = Lot.objects.filter(Q(product__in=products, code__in=names) | Q(pk__in=aliases.values()))
    ids = set(named.values_list("pk", flat=True))
    # An event of a carton or pallet doesn't name what lies in it; locked now, because later would be out of order.
    packed = ContainerLot.objects.filter(container__in=_with_what_stands_on_them(values - set(pairs)))
    lock_lots(ids | set(packed.values_list("lot", flat=True)))
    lots = list(Lot.objects.select_related("product__producer").filter(pk__in=ids).order_by("pk"))
    rows = {lot.pk: lot for lot in lots}
    by_name = {name: rows[pk] for name, pk in aliases.items()} | {
        (lot.product_id, lot.code): lot for lot in lots if (lot.product_id, lot.code) in wanted
    }
    lot_of = {
        value: by_name[codes[code], lot].pk
        for value, (code, lot) in pairs.items()
        if code in codes and (codes[code], lot) in by_name
    }
    containers = Container.objects.select_for_update(no_key=True).filter(uri__in=values - set(pairs)).order_by("pk")
    return Known(
        lots={lot.pk: lot for lot in by_name.values()},
        lot_of=lot_of,
        unknown={value for value, (code, _lot) in pairs.items() if code in codes and value not in lot_of},
        containers={container.uri: container for container in containers},
    )


def _with_what_stands_on_them(uris: set[str]) -> set[int]:
    """Ids of the containers of these names, and of those in or on them."""
    found = set(Container.objects.filter(uri__in=uris).values_list("pk", flat=True))
    reached = found
    while reached:
        reached = set(Container.objects.filter(parent__in=reached).values_list("pk", flat=True)) - found
        found = found | reached
    return found


class Rights:
    """For whose lots `user` may capture: her own producers', and what was granted to her."""

    def __init__(self, user: Any) -> None:
        self._producers = set(
            Producer.objects.filter(people__user=user, people__until=None).values_list("pk", flat=True)
        )
        granted = EpcisGrant.objects.standing().filter(partner=user, may_capture=True)
        self._granted = set(granted.values_list("producer", "product"))

    def may_capture_for(self, lot: Lot) -> bool:
        return (
            self.runs(lot.product.producer_id)
            or (lot.product.producer_id, None) in self._granted
            or (lot.product.producer_id, lot.product_id) in self._granted
        )

    def may_capture_of(self, producer_id: int) -> bool:
        """Of all her goods, as for a carton."""
        return self.runs(producer_id) or (producer_id, None) in self._granted

    def runs(self, producer_id: int) -> bool:
        return producer_id in self._producers
