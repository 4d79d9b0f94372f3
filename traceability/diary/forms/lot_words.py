"""Describe a lot in a list of choices, with its remaining amount."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from traceability.models import Lot


def lot_words(lot: Lot, left: Decimal, is_recalled: bool = False) -> str:
    """Return a text of one of the producer's own lots: "MHM2611-1 – Mận hậu, 180 kg".

    It adds that the lot is recalled, and the remaining amount `left` if that is less than the lot's quantity.
    """
    words = f"{lot.code} – {lot.product}, {format_quantity(lot.quantity, lot.unit)}"
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
