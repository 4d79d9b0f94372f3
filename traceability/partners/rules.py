from __future__ import annotations

from typing import Any

from products.models import Producer
from products.producers.rules import oversees, runs
from traceability.models import EpcisGrant


def may_grant(user: Any, producer: Producer) -> bool:
    """Only her own people let a partner's software in."""
    return runs(user, producer)


def may_end_grant(user: Any, grant: EpcisGrant) -> bool:
    """Her people, and her officers, who look after her."""
    return runs(user, grant.producer) or oversees(user, grant.producer)
