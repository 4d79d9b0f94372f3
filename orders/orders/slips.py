"""The lots of an order on its packing slip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from backend.common import qr
from orders.models import OrderLine
from traceability.models import Lot
from traceability.scans.origin.addresses import origin_path


@dataclass(frozen=True, slots=True)
class LotCode:
    """A lot on a packing slip.

    name: the product's name as it was ordered.
    address: the URL that the code opens.
    picture: the QR code of `address`, as SVG.
    """

    lot: Lot
    name: str
    address: str
    picture: SafeString


def lot_codes(lines: Iterable[OrderLine]) -> list[LotCode]:
    """Return a code for each lot that `lines` were packed from, each lot once; prefetch packed__lot__product.

    The code of a lot without an origin page opens its product's page.
    """
    lots = {part.lot_id: (part.lot, line.name) for line in lines for part in line.packed.all()}
    found = []
    for lot, name in lots.values():
        path = origin_path(lot) or reverse("products:detail", args=[lot.product.slug])
        address = settings.PUBLIC_ORIGIN + path
        found.append(LotCode(lot, name, address, mark_safe(qr.svg(address))))  # drawn by our own code
    return found
