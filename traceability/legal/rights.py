from __future__ import annotations

from typing import Any

from products.models import Product
from products.producers.rules import runs
from traceability.models import Lot


def may_publish_passport(user: Any, lot: Lot) -> bool:
    """Return True only for the producer's own people, because the maker is responsible.

    See Decree 37/2026/NĐ-CP, Art. 32.
    """
    return runs(user, lot.product.producer)


def may_switch_e_label(user: Any, product: Product) -> bool:
    return runs(user, product.producer)
