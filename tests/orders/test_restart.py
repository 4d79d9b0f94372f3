"""PostgreSQL crashes and restarts under a load of orders: waiting clients get an error, and nothing acknowledged is lost."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import connections

from backend.ledger.models import Entry
from members.models import Notice
from orders.models import Order, Purchase
from orders.orders.stock import stock_of
from tests.cluster import Cluster
from tests.live import LiveProject, eventually
from tests.orders.conftest import make_shop
from tests.orders.orders.test_hundredfold import body, checkout_form
from tests.orders.phones import Answer, Phone, Program, new_key

pytestmark = pytest.mark.crash
BUYERS = 6
CRASHES = 2


@pytest.fixture
def cluster(django_db_setup, django_db_blocker) -> Iterator[Cluster]:
    with django_db_blocker.unblock(), Cluster.started() as cluster:
        yield cluster


@dataclass
class Try:
    """One request: when it began, and its result; no `answer` if the connection broke."""

    what: str
    began: float
    ended: float
    answer: Answer | None


class Load:
    """Buyers who order one bag after another, repeat with the same key until an answer arrives, and look at pages."""

    def __init__(self, url: str, shop) -> None:
        self.url, self.shop = url, shop
        self.tries: list[Try] = []
        self.acknowledged: list[str] = []
        self.over = threading.Event()
        jobs = [self.order_at_the_api, self.order_on_the_page, self.look] * (BUYERS // 3)
        self.threads = [threading.Thread(target=self.until_over, args=(job,)) for job in jobs]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def until_over(self, job) -> None:
        while not self.over.is_set():
            job()

    def attempt(self, what: str, send, *arguments, **more) -> Answer | None:
        began, answer = time.monotonic(), None
        with suppress(OSError, http.client.HTTPException):
            answer = send(*arguments, **more)
        self.tries.append(Try(what, began, time.monotonic(), answer))
        return answer

    def repeated(self, what: str, send, *arguments, **more) -> Answer:
        """Repeat until it is answered, with a pause after each failure, as the outbox does."""
        while True:
            answer = self.attempt(what, send, *arguments, **more)
            if answer is not None and answer.is_done:
                return answer
            time.sleep(0.1)

    def order_at_the_api(self) -> None:
        answer = self.repeated("api", Program(self.url).send, "orders/", body(self.shop), key=new_key())
        self.acknowledged += [order["ref"] for order in answer.body["orders"]]

    def order_on_the_page(self) -> None:
        phone = Phone(self.url)
        self.repeated("basket", phone.send, f"/gio-hang/them/{self.shop.bag.pk}/", {"count": "1"})
        answer = self.repeated("page", phone.send, "/gio-hang/dat/", checkout_form(self.shop), key=new_key())
        self.acknowledged.append(answer.location)

    def look(self) -> None:
        phone = Phone(self.url)
        for path in ("/products/", "/products/man-hau/", "/healthz", "/"):
            self.attempt(path, phone.read, path)


def test_postgresql_crashes_under_load_and_every_acknowledged_order_is_there_once(
    cluster, collected_static, tmp_path
):
    shop = make_shop(bags=10_000)
    back: list[tuple[float, float]] = []
    with LiveProject.started(
        cluster.database,
        static_root=collected_static,
        folder=tmp_path / "live",
        parts=("web",),
        API_RATE_ANON="100000/min",
    ) as project:
        with Load(project.url, shop) as load:
            for _n in range(CRASHES):
                done = len(load.acknowledged)
                eventually(lambda done=done: len(load.acknowledged) > done + 10)
                down = time.monotonic()
                cluster.stop("immediate")
                time.sleep(1)
                cluster.start()
                back.append((down, time.monotonic()))
            done = len(load.acknowledged)
            eventually(lambda: len(load.acknowledged) > done + 10)
        # Once more without any requests: every process holds dead connections.
        cluster.stop("immediate")
        cluster.start()
        with Load(project.url, shop) as after:
            eventually(lambda: len(after.acknowledged) > 20)
        log = project.log()
    connections.close_all()  # this process's own was cut as well
    failed = [each for each in load.tries if each.answer is None or each.answer.status >= 400]
    # A request begun while PostgreSQL ran is answered, unless it was still running when PostgreSQL stopped.
    wrong = [
        (each.what, each.answer and each.answer.status)
        for each in failed
        if not any(each.began <= up and each.ended >= down for down, up in back)
    ]
    assert wrong == []
    # Meanwhile everybody gets 503 with Retry-After; no server error, no dropped connection.
    assert failed, "it was away for too short a time to be noticed"
    assert {each.answer and each.answer.status for each in failed} == {503}
    pages = [each.answer for each in failed if each.what in ("/products/", "page", "/")]
    assert pages and all("Máy chủ đang bận" in answer.text for answer in pages)
    assert all("database_away" in each.answer.text for each in failed if each.what == "api")
    assert "OperationalError" in log  # the operator can read the reason
    assert [each for each in after.tries if each.answer is None or each.answer.status >= 400] == []

    load.acknowledged += after.acknowledged
    assert len(set(load.acknowledged)) == len(load.acknowledged)
    refs = {str(ref) for ref in Order.objects.values_list("ref", flat=True)}
    places = {f"/mua/{ref}/" for ref in Purchase.objects.values_list("ref", flat=True)}
    assert set(load.acknowledged) <= refs | places
    # Every order was repeated until it was acknowledged, so there are no others.
    assert Order.objects.count() == Purchase.objects.count() == len(load.acknowledged)
    assert Entry.objects.filter(kind="order.placed").count() == len(load.acknowledged)
    assert Notice.objects.filter(kind="order.placed", user__full_name="Lò Thị Lan").count() == len(
        load.acknowledged
    )
    assert stock_of([shop.product.pk])[shop.product.pk].pieces(shop.bag) == 10_000 - len(load.acknowledged)
