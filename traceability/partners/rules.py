from __future__ import annotations

from typing import Any

from products.models import Producer
from products.producers.rules import oversees, runs
from traceability.models import EpcisGrant


def may_grant(user: Any, producer: Producer) -> bool:
    """Allow only the producer's own people to give access to a partner's software."""
    return runs(user, producer)


def may_end_grant(user: Any, grant: EpcisGrant) -> bool:
    """Allow the producer's people and officers."""
    return runs(user, grant.producer) or oversees(user, grant.producer)
