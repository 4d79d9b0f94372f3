"""The pages for webhooks, for the check with axe."""

from __future__ import annotations

from typing import Any

from backend.webhooks.actions.deliveries import send_test
from backend.webhooks.actions.endpoints import add_endpoint
from members.acting import Actor
from members.models import User
from products.models import Producer

WEBHOOK_SPOTS: list[tuple[Any, ...]] = [
    ("lan", "webhooks:endpoints", "producer"),
    ("lan", "webhooks:endpoint", "endpoint"),
    ("lan", "webhooks:delivery", "endpoint", "delivery"),
    ("nga", "webhooks:endpoints-of-all"),
]
WEBHOOK_WITHOUT_PAGE = {f"webhooks:{name}" for name in ("change", "handle", "replay")}


def furnish_webhooks(lan: User) -> dict[str, Any]:
    """An endpoint that was sent a test."""
    actor, producer = Actor.of(lan), Producer.objects.run_by(lan)[0]
    endpoint, _secret = add_endpoint(
        actor=actor,
        producer=producer,
        url="https://phan-mem.example/pieu",
        kinds=["order.placed", "lot.recalled"],
    )
    return {"endpoint": endpoint.pk, "delivery": send_test(actor=actor, endpoint=endpoint).pk}
