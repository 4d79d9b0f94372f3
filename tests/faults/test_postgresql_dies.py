"""PostgreSQL is restarted and killed under orders, captures and quizzes: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from backend.ledger.models import Entry
from courses.models import Attempt
from orders.models import Order
from tests.api import token_of
from tests.cluster import Cluster
from tests.factories.quizzes import quiz_version
from tests.faults.conftest import Count, rounds
from tests.live import LiveProject, eventually
from tests.orders.conftest import RATES, make_shop
from tests.orders.orders.test_hundredfold import body
from tests.orders.phones import Answer, Program, new_key
from tests.traceability.epcis_samples import document, shipping
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisEvent, Event, EventLot, Lot

pytestmark = pytest.mark.crash
FAULTS = ("crash", "restart", "killed process", "killed server")


@pytest.fixture
def cluster(django_db_setup, django_db_blocker) -> Iterator[Cluster]:
    with django_db_blocker.unblock(), Cluster.started() as cluster:
        yield cluster


class Load:
    """Programs that order, capture events and answer quizzes, and repeat each request with its key until it is done."""

    def __init__(self, url: str, shop) -> None:
        self.url, self.shop = url, shop
        self.orders: list[str] = []
        self.events: list[str] = []
        self.attempts: dict[str, int] = {}
        self.refused: Counter[int] = Counter()
        self.over = threading.Event()
        self.token = token_of(shop.lan)
        lot = open_lot(actor=shop.as_.lan, product=shop.product, quantity=100, unit="kg")
        # Its classes are read here: the threads themselves must not depend on the database.
        self.event = shipping(Lot.objects.select_related("product").get(pk=lot.pk))
        with_many = {"attempts_allowed": 0, "pass_percent": 50}
        quiz_version(**with_many)
        self.learner = Program(url, shop.minh)
        jobs = [self.order, self.capture, self.answer]
        self.threads = [threading.Thread(target=self._until_over, args=(job,)) for job in jobs]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(90)

    def _until_over(self, job: Callable[[], None]) -> None:
        while not self.over.is_set():
            job()
        connections.close_all()

    def _repeated(self, send: Callable[[], Answer]) -> Answer:
        while True:
            with suppress(OSError, http.client.HTTPException):
                answer = send()
                if answer.status < 500:
                    return answer
                self.refused[answer.status] += 1
            time.sleep(0.1)

    def order(self) -> None:
        key, program = new_key(), Program(self.url)
        answer = self._repeated(lambda: program.send("orders/", body(self.shop), key=key))
        self.orders += [order["ref"] for order in answer.body["orders"]]

    def capture(self) -> None:
        events = [self.event | {"eventID": f"urn:uuid:{uuid4()}"} for _event in range(5)]
        sent = json.dumps(document(*events)).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Token {self.token}"}
        request = urllib.request.Request(f"{self.url}/epcis/capture", sent, headers)

        def send() -> Answer:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return Answer(answer.status, "")
            except urllib.error.HTTPError as refused:
                with refused:
                    return Answer(refused.code, refused.read().decode())

        if self._repeated(send).status == 202:
            self.events += [event["eventID"] for event in events]

    def answer(self) -> None:
        number, now = str(uuid4()), timezone.now().isoformat()
        begun = {
            "course": "ban-hang",
            "version": 1,
            "lesson": "mot",
            "step": "hoi",
            "id": number,
            "started_at": now,
        }
        given = {
            "question": "q1",
            "response": {"choice": "a"},
            "device": "may-1",
            "sequence": 1,
            "given_at": now,
        }
        steps = [
            ("attempts/", begun),
            (f"attempts/{number}/answers/", {"answers": [given]}),
            (f"attempts/{number}/finish/", {"finished_at": now}),
        ]
        for path, sent in steps:
            key = new_key()
            found = self._repeated(
                lambda path=path, sent=sent, key=key: self.learner.send(path, sent, key=key)
            )  # type: ignore[misc]
            if found.status >= 400:
                return
        self.attempts[number] = found.body["score"]

    def go_on(self) -> None:
        """Wait until each of them has done some more."""
        orders, events, attempts = len(self.orders), len(self.events), len(self.attempts)
        eventually(
            lambda: (len(self.orders) - orders, len(self.events) - events, len(self.attempts) - attempts),
            until=lambda more: min(more) > 0,
            seconds=120,
        )


def bring_about(fault: str, cluster: Cluster) -> None:
    if fault == "killed process":
        cluster.kill_one_process()
        eventually(cluster.answers)
        return
    if fault == "killed server":
        cluster.kill()
    else:
        cluster.stop("immediate" if fault == "crash" else "fast")
    time.sleep(0.5)
    cluster.start()


def check(load: Load, count: Count) -> None:
    """Count each acknowledged row: there, and once."""
    stored = Counter(map(str, Order.objects.values_list("ref", flat=True)))
    placed = Counter(Entry.objects.filter(kind="order.placed").values_list("subject", flat=True))
    for ref in load.orders:
        count.case(stored[ref] == placed[f"order:{ref}"] == 1, f"order {ref} is there {stored[ref]} times")
    uris = Counter(EpcisEvent.objects.values_list("uri", flat=True))
    for uri in load.events:
        count.case(uris[uri] == 1, f"event {uri} is there {uris[uri]} times")
    scores = dict(Attempt.objects.exclude(finished_at=None).values_list("pk", "score"))
    for number, score in load.attempts.items():
        found = {str(pk): value for pk, value in scores.items()}.get(number)
        count.case(found == score, f"attempt {number} has {found}, not {score}")
    halves = Event.objects.count() - EventLot.objects.count(), Event.objects.count() - len(uris)
    count.case(halves == (0, 0), f"events half there: {halves}")
    count.case(Order.objects.filter(lines=None).count() == 0, "an order without lines")
    count.case(set(load.refused) <= {503}, f"refused by {dict(load.refused)}")


@pytest.fixture
def serving(cluster, collected_static, tmp_path) -> Callable[[], AbstractContextManager[LiveProject]]:
    """Return a function that starts the web server over the cluster."""
    return partial(
        LiveProject.started,
        cluster.database,
        static_root=collected_static,
        folder=tmp_path / "live",
        parts=("web",),
        **RATES,
    )


def test_nothing_acknowledged_is_lost_when_postgresql_dies(cluster, serving, count):
    shop = make_shop(bags=100_000)
    with serving() as project, Load(project.url, shop) as load:
        for fault in itertools.islice(itertools.cycle(FAULTS), rounds(4, 24)):
            load.go_on()
            bring_about(fault, cluster)
        load.go_on()
    connections.close_all()  # this process's own was cut as well
    check(load, count)


def test_check_finds_a_database_that_acknowledges_before_it_writes(cluster, serving, planted):
    """The planted fault is synchronous_commit=off: what was committed last is lost in a crash."""
    cluster.stop("fast")
    cluster.options = "-c synchronous_commit=off -c wal_writer_delay=10000"
    cluster.start()
    connections.close_all()
    shop = make_shop(bags=100_000)
    with serving() as project:
        program, refs = Program(project.url), []
        for _order in range(5):
            refs += [order["ref"] for order in program.send("orders/", body(shop)).body["orders"]]
        cluster.stop("immediate")
        cluster.start()
    connections.close_all()
    stored = {str(ref) for ref in Order.objects.values_list("ref", flat=True)}
    for ref in refs:
        planted.case(ref in stored, f"order {ref} is lost")
