from __future__ import annotations

from typing import Any

from products.models import Producer
from products.producers.rules import may_change_producer


def may_set_prefix(user: Any, producer: Producer) -> bool:
    """Return True for the producer's owners, and for officers, who have seen the GS1 certificate.

    The same people may change what the producer's papers state.
    """
    return may_change_producer(user, producer)
