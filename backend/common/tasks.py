from __future__ import annotations

from django.tasks import task

from backend.common.idempotency import prune_keys


@task()
def prune_idempotency_keys() -> int:
    """Run by the clock once a day."""
    return prune_keys()
