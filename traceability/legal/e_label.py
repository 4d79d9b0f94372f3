"""The e-label of a lot (Decree 37/2026/NĐ-CP, Art. 52-55): its content and its changes.

It is the published versions of the origin page read as a label. Every version is stored (53.3: at least 12
months past the use-by date), pinned in the ledger, and provable on its own (55.5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.retention import Record, Term, term_on
from products.legal.goods import INDUSTRY
from traceability.models import Lot, OriginVersion
from traceability.scans.origin.facts import consumer_rows


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the label, with its changes as (name, before, after) against version `since`.

    There are no changes for a version with erased texts. `since` is None if no earlier version can be read.
    """

    version: OriginVersion
    rows: list[tuple[str, str, str]]
    since: int | None = None

    @property
    def skips(self) -> bool:
        """Return whether versions between `since` and this one were erased.

        It is then unknown which of them made which change.
        """
        return self.since is not None and self.since < self.version.number - 1


def changes(lot: Lot) -> list[Change]:
    """Return the versions in which the label changed or was erased, newest first.

    The first readable version is included.
    """
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


def retention_of(lot: Lot) -> tuple[dt.date, Term] | None:
    """Return (last day until which the law requires content and changes to be stored, the term), or None.

    Piêu stores them longer. The term starts at the use-by date. For goods of the industry ministry without
    one, it starts at the newest version, the latest day that the law may mean. Other goods without a use-by
    date have no term.
    """
    today = timezone.localdate()
    if lot.expiry_date is not None:
        term = term_on(Record.E_LABEL, today)
        return term.ends(lot.expiry_date), term
    if lot.product.ocop_set not in INDUSTRY:
        return None
    term = term_on(Record.TRACE, today)
    newest = lot.origin_versions.order_by("-number").values_list("published_at", flat=True).first()
    return term.ends(timezone.localdate(newest or lot.created_at)), term


def retention_end(lot: Lot) -> dt.date | None:
    """Return the last day of `retention_of`, or None."""
    retention = retention_of(lot)
    return None if retention is None else retention[0]


def _rows(facts: dict[str, Any] | None) -> dict[str, str]:
    """Return what a reader of the label sees, as text by name.

    A picture is given as the start of its SHA-256, its only readable difference.
    """
    if not facts:
        return {}
    photo = facts.get("photo", "")
    rows = {str(name): str(value) for name, value in consumer_rows(facts, has_photo=bool(photo))}
    if photo:
        rows[_("Hình ảnh")] = _("ảnh mang dấu %(mark)s") % {"mark": photo[:8]}
    return rows
