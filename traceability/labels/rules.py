from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.producers.rules import runs
from traceability.models import Lot


def may_print_labels(user: Any, lot: Lot) -> bool:
    """Return True if `user` may request, print and void labels of `lot`.

    These are the producer's people (also an officer on their behalf) and the operator.
    """
    return runs(user, lot.product.producer) or is_staff(user)
