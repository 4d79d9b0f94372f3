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

from backend.common.retention import Record, Term, term_on
from products.legal.goods import INDUSTRY
from traceability.models import Lot, OriginVersion
from traceability.scans.origin.facts import consumer_rows


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


def kept_by(lot: Lot) -> tuple[dt.date, Term] | None:
    """Until when the law wants content and changes kept, and by which term. Piêu keeps them longer.

    Past the use-by date; where there is none, goods of the industry ministry from the newest version on, the latest day that it may
    mean. Other goods without one have no term.
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


def kept_until(lot: Lot) -> dt.date | None:
    """The day alone."""
    kept = kept_by(lot)
    return None if kept is None else kept[0]


def _rows(facts: dict[str, Any] | None) -> dict[str, str]:
    """What a reader of the label sees, the picture by the first letters of its SHA-256: two of them say nothing else of themselves."""
    if not facts:
        return {}
    photo = facts.get("photo", "")
    rows = {str(name): str(value) for name, value in consumer_rows(facts, has_photo=bool(photo))}
    if photo:
        rows[_("Hình ảnh")] = _("ảnh mang dấu %(mark)s") % {"mark": photo[:8]}
    return rows
