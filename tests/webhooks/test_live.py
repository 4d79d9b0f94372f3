"""What is told by the real task worker: once it arrives, and also after the worker was killed half way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from backend.webhooks.actions.endpoints import add_endpoint
from backend.webhooks.models import Delivery
from tests.live import LiveProject
from tests.orders.conftest import make_shop, order_of

pytestmark = pytest.mark.crash


def until[T](look: Callable[[], T], seconds: float = 40) -> T:
    """What `look` answers once it is true, or at last."""
    ends = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < ends:
        time.sleep(0.1)
    return found


def test_the_worker_tells_and_goes_on_after_it_was_killed(real_db, collected_static, tmp_path, listener):
    listener.status = 500
    with LiveProject.started(
        real_db, static_root=collected_static, folder=tmp_path / "live", WEBHOOKS_ALLOW_LOCAL="1"
    ) as project:
        shop = make_shop()
        actor: Any = shop.as_.lan
        add_endpoint(actor=actor, producer=shop.producer, url=listener.url, kinds=["order.placed"])
        order_of(shop)
        assert until(lambda: len(listener.got)) >= 1, project.log()
        project.kill("worker")
        project.start("worker")
        listener.status = 204
        assert until(lambda: Delivery.objects.get().state == "sent"), project.log()
    ids = {headers["webhook-id"] for headers, _body in listener.got}
    assert len(ids) == 1 and len(listener.got) >= 2
