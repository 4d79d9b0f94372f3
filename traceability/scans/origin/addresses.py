"""The URL of a lot's page, whatever label leads to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from traceability.gs1.digital_link import Code
from traceability.labels.enums import CodeKind
from traceability.lots.enums import LotState
from traceability.models import Lot, ProductCode


def origin_path(lot: Lot) -> str:
    """Return the path of the lot's own page (no label), or "" before the product has a code."""
    return origin_paths([lot])[0]


def origin_paths(lots: Sequence[Lot]) -> list[str]:
    """Return the page path of each lot, in order; "" if its product has no code. One query for all."""
    first: dict[int, ProductCode] = {}
    for code in ProductCode.objects.filter(product__in={lot.product_id for lot in lots}).order_by(
        "kind", "since"
    ):
        first.setdefault(code.product_id, code)
    return [_path(lot, first.get(lot.product_id)) for lot in lots]


def newest_on_sale(products: Collection[int]) -> dict[int, Lot]:
    """Return {product id: its newest open lot that no recall covers}. One query."""
    lots = Lot.objects.filter(product__in=products, state=LotState.OPEN).not_recalled()
    return {lot.product_id: lot for lot in lots.order_by("created_at", "id")}


def _path(lot: Lot, code: ProductCode | None) -> str:
    if code is None:
        return ""
    is_own = code.kind == CodeKind.OWN
    return Code(
        gtin=None if is_own else code.value,
        own_code=code.value if is_own else None,
        lot=lot.code,
        serial=None,
    ).path
