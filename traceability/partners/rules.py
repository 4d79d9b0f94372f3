from __future__ import annotations

from typing import Any

from products.models import Producer
from products.producers.rules import oversees, runs
from traceability.models import EpcisGrant


def may_grant(user: Any, producer: Producer) -> bool:
    """Return True only for the producer's own people, who give access to a partner's software."""
    return runs(user, producer)


def may_end_grant(user: Any, grant: EpcisGrant) -> bool:
    """Return True for the producer's people and officers."""
    return runs(user, grant.producer) or oversees(user, grant.producer)
