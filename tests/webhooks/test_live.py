"""Messages sent by the real task worker, again after the worker was killed while it waited for an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.webhooks.actions.endpoints import add_endpoint
from backend.webhooks.models import Delivery
from tests.live import LiveProject, eventually
from tests.orders.conftest import make_shop, order_of

pytestmark = pytest.mark.crash


def test_the_worker_sends_and_continues_after_it_was_killed(real_db, collected_static, tmp_path, listener):
    listener.answers.clear()
    with LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        parts=("web", "worker", "clock"),
        WEBHOOKS_ALLOW_LOCAL="1",
    ) as project:
        shop = make_shop()
        actor: Any = shop.as_.lan
        add_endpoint(actor=actor, producer=shop.producer, url=listener.url, kinds=["order.placed"])
        order_of(shop)
        eventually(lambda: listener.got)
        # Received and not recorded: the claim lasts until its lease ends, and no task exists for it.
        project.kill("worker")
        listener.answers.set()
        assert Delivery.objects.get().attempts == 0
        Delivery.objects.update(next_at=timezone.now() - timedelta(minutes=3))
        project.start("worker")
        # The clock looks once a minute for unclaimed deliveries.
        eventually(lambda: Delivery.objects.get().state, until=lambda state: state == "sent", seconds=180)
    ids = {headers["webhook-id"] for headers, _body in listener.got}
    assert len(ids) == 1 and len(listener.got) == 2
