"""The e-label of a lot (Decree 37/2026/NĐ-CP, Art. 52-55): what its label says, and how that changed.

It is the published versions of the origin page read as a label; every version is kept (53.3: 12 months past the use-by date at the
least), pinned in the ledger, and provable on its own (55.5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from backend.common.retention import Record, term_on
from traceability.models import Lot, OriginVersion
from traceability.origin.facts import consumer_rows


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the label: what became different in it, as (name, before, after); empty in the first."""

    version: OriginVersion
    rows: list[tuple[str, str, str]]


def changes(lot: Lot) -> list[Change]:
    """Every version of the label, the newest first. One whose words were erased says nothing but its pin."""
    found: list[Change] = []
    before: dict[str, str] = {}
    for version in lot.origin_versions.order_by("number"):
        rows = _rows(version.facts)
        different = [
            (name, before.get(name, ""), rows.get(name, ""))
            for name in [*rows, *(gone for gone in before if gone not in rows)]
            if before.get(name, "") != rows.get(name, "")
        ]
        found.append(Change(version, different if before and rows else []))
        before = rows or before
    return [change for change in reversed(found) if change.rows or change.version.number == 1]


def kept_until(lot: Lot) -> dt.date | None:
    """The day until which the law wants content and changes kept: 12 months past the use-by date. Piêu keeps them longer."""
    day = lot.expiry_date
    return None if day is None else term_on(Record.E_LABEL, timezone.localdate()).ends(day)


def _rows(facts: dict[str, Any] | None) -> dict[str, str]:
    return {str(name): str(value) for name, value in consumer_rows(facts)} if facts else {}
