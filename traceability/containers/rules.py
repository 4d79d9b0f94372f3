from __future__ import annotations

from typing import Any

from products.models import Producer
from products.producers.rules import may_change_producer


def may_set_prefix(user: Any, producer: Producer) -> bool:
    """Who may change what her papers say of her: she, and her officers, who have seen the paper."""
    return may_change_producer(user, producer)
