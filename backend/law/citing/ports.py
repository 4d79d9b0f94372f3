"""What citing asks of the trades and apps above it."""

from __future__ import annotations

from collections.abc import Collection

from backend.common.ports import Port
from backend.law.library.models import Provision


@Port
def lawyer_lines(*, provisions: Collection[Provision]) -> dict[int, str]:
    """Return {provision's id: "luật sư đã đọc: name, capacity, ngày 02/12/2026"} of those that a lawyer found right.

    Only readings of the text and words of today count. Select the documents beforehand.
    """
    return {}
