"""What citing asks of the trades and apps above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from backend.common.ports import Port
from backend.law.library.models import Provision


@Port
def lawyer_lines(*, provisions: Collection[Provision]) -> dict[int, str]:
    """Return {provision's id: "luật sư đã đọc: name, capacity, ngày 02/12/2026"} of those that a lawyer found right.

    Only readings of the text and words of today count. Select the documents beforehand.
    """
    return {}


@Port
def law_changed(*, provisions: Collection[str], day: dt.date) -> None:
    """Mark what was stored with these citations, such as "37/2026/NĐ-CP 42(1)": their law changed on `day`.

    The clock calls it once in a tick for each found change, in the transaction that records that its owners were told;
    again if another place cites it later, so an answer is safe to run twice. Pages of lessons, rules, duties and
    consents ask the library each time they are shown and need no answer.
    """
