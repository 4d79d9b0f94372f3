from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.producers.rules import runs
from traceability.models import Lot


def may_print_labels(user: Any, lot: Lot) -> bool:
    """Ask for labels, take them to a printer, void them: her people (an officer in làm hộ, as her act) and the operator."""
    return runs(user, lot.product.producer) or is_staff(user)
