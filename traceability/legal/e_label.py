"""The e-label of a lot (Decree 37/2026/NĐ-CP, Art. 52-55): what its label says, and how that changed.

It is the published versions of the origin page read as a label; every version is kept (53.3: 12 months past the use-by date at the
least), pinned in the ledger, and provable on its own (55.5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.retention import Record, term_on
from traceability.models import Lot, OriginVersion
from traceability.origin.facts import consumer_rows


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the label: what became different in it, as (name, before, after), against version `since`.

    Nothing is told of one whose words were erased. `since` is None where no version before can be read.
    """

    version: OriginVersion
    rows: list[tuple[str, str, str]]
    since: int | None = None

    @property
    def skips(self) -> bool:
        """Whether versions between the two were erased, so that nobody knows which of them brought what."""
        return self.since is not None and self.since < self.version.number - 1


def changes(lot: Lot) -> list[Change]:
    """The versions in which the label changed or whose words were erased, the newest first; the first that can be read is one of them."""
    found: list[Change] = []
    before: dict[str, str] = {}
    since: int | None = None
    for version in lot.origin_versions.order_by("number"):
        rows = _rows(version.facts)
        if not rows:
            found.append(Change(version, []))
            continue
        different = [
            (name, before.get(name, ""), rows.get(name, ""))
            for name in [*rows, *(gone for gone in before if gone not in rows)]
            if before.get(name, "") != rows.get(name, "")
        ]
        if since is None:
            found.append(Change(version, []))
        elif different:
            found.append(Change(version, different, since))
        before, since = rows, version.number
    return found[::-1]


def kept_until(lot: Lot) -> dt.date | None:
    """The day until which the law wants content and changes kept: 12 months past the use-by date. Piêu keeps them longer."""
    day = lot.expiry_date
    return None if day is None else term_on(Record.E_LABEL, timezone.localdate()).ends(day)


def _rows(facts: dict[str, Any] | None) -> dict[str, str]:
    """What a reader of the label sees, the picture by the first letters of its SHA-256: two of them say nothing else of themselves."""
    if not facts:
        return {}
    photo = facts.get("photo", "")
    rows = {str(name): str(value) for name, value in consumer_rows(facts, has_photo=bool(photo))}
    if photo:
        rows[_("Hình ảnh")] = _("ảnh mang dấu %(mark)s") % {"mark": photo[:8]}
    return rows
