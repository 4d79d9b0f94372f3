"""What entries about a lot were about: its product, code and amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import format_quantity
from backend.ledger.deeds import Deed
from products.products.deeds import in_sentence
from traceability.models import Lot


def lot_phrases(deeds: Sequence[Deed]) -> list[str]:
    lots = Lot.objects.select_related("product").in_bulk({deed.subject_pk for deed in deeds})
    return [_phrase(deed, lots.get(deed.subject_pk)) for deed in deeds]


def lot_name(lot: Lot, code: str = "") -> str:
    """Return a lot's name for use within a sentence: "mận hậu, lô 01-12"."""
    return _("%(product)s, lô %(code)s") % {
        "product": in_sentence(lot.product.name),
        "code": code or lot.code,
    }


def _phrase(deed: Deed, lot: Lot | None) -> str:
    if lot is None:
        return ""
    payload, more = deed.payload, []
    changes = payload.get("changes") or {}
    amount = _amount(payload.get("quantity") or changes.get("quantity"), payload.get("unit") or lot.unit)
    if amount:
        more.append(amount)
    for field, words in (
        ("harvested_date", _("hái ngày %(day)s")),
        ("produced_date", _("làm ngày %(day)s")),
        ("expiry_date", _("dùng đến %(day)s")),
        ("until", _("bán đến %(day)s")),
    ):
        if day := _day(payload.get(field) or changes.get(field)):
            more.append(words % {"day": format_date(day)})
    if deed.kind == "lot.renamed":
        more.append(_("trước là lô %(code)s") % {"code": payload.get("before", "")})
    return deed.about(lot_name(lot, str(payload.get("code") or "")), *more)


def _last(value: Any) -> Any:
    """Return the new value of a change, which may be stored as [before, after]."""
    return value[-1] if isinstance(value, list) and value else value


def _amount(value: Any, unit: str) -> str:
    try:
        return format_quantity(Decimal(str(_last(value))), unit) if value else ""
    except InvalidOperation:
        return ""


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(_last(value))) if value else None
    except ValueError:
        return None
