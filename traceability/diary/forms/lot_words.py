"""Describe a lot in a list of choices, with its remaining amount."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import format_quantity
from traceability.models import Lot


def lot_words(lot: Lot, left: Decimal, is_recalled: bool = False, name: str = "") -> str:
    """Return a text of one of the producer's own lots: "MHM2611-1 – Mận hậu, hái 28/07/2026, 180 kg".

    `name` replaces the product's name, if others have the same. It adds that the lot is recalled, and the remaining amount `left` if that is less than the lot's quantity.
    """
    day = lot.harvested_date or lot.produced_date
    made = ""
    if day:
        made = (_("hái %(day)s") if lot.harvested_date else _("làm %(day)s")) % {
            "day": format_date(day)
        } + ", "
    words = f"{lot.code} – {name or lot.product}, {made}{format_quantity(lot.quantity, lot.unit)}"
    if is_recalled:
        words = f"{words} ({_('đang thu hồi')})"
    if left >= lot.quantity:
        return words
    return f"{words}, " + (
        _("còn %(left)s") % {"left": format_quantity(left, lot.unit)} if left else _("không còn")
    )


def received_words(lot: Lot, left: Decimal) -> str:
    return _("%(lot)s – %(product)s, %(producer)s giao, còn %(left)s") % {
        "lot": lot.code,
        "product": lot.product,
        "producer": lot.product.producer,
        "left": format_quantity(left, lot.unit),
    }
