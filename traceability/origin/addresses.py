"""Where the page of a lot is, whatever label leads to it."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.digital_link import Code
from traceability.enums import CodeKind
from traceability.models import Lot


def origin_path(lot: Lot) -> str:
    """The lot's own page (no label), or "" before the product has a code."""
    return origin_paths([lot])[0]


def origin_paths(lots: Sequence[Lot]) -> list[str]:
    """The same for several lots of one product, with one query."""
    code = lots[0].product.codes.order_by("kind", "since").first() if lots else None
    if code is None:
        return ["" for _lot in lots]
    is_own = code.kind == CodeKind.OWN
    return [
        Code(
            gtin=None if is_own else code.value,
            own_code=code.value if is_own else None,
            lot=lot.code,
            serial=None,
        ).path
        for lot in lots
    ]
