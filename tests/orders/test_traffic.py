"""Web and task processes are killed at random while buyers buy and a seller sells; everybody repeats unanswered requests."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import TaskWorker
from backend.common.workers import requeue_lost_tasks
from members.models import ApiToken, NoticeDelivery, User
from orders.models import Order, OrderStep
from products.models import Producer
from products.producers.actions.producers import verify_producer
from tests.factories.ledger import record_rows
from tests.live import LiveProject, eventually
from tests.orders.conftest import make_shop
from tests.orders.orders.test_hundredfold import body, buyer_of, call_of, checkout_form, page_of
from tests.orders.phones import Answer, Phone, Program, new_key
from tests.orders.whole import orders_are_whole
from traceability.lots.actions.lots import open_lot
from traceability.models import Lot

pytestmark = [pytest.mark.crash, pytest.mark.everything]
HANDS = 4
KILLS = 6
# The course of an order, as (who, kind): a buyer's and a seller's ways through the states.
WAYS = [
    ["confirmed", "packed", "shipped", "delivered"],
    ["confirmed", "paid", "packed", "shipped", "receive"],
    ["confirmed", "paid", "cancelled", "refunded"],
    ["confirmed", "packed", "shipped", "returned"],
    ["withdraw"],
]


class Traffic:
    """Run `HANDS` threads, each a buyer and the seller's phone in turn, until `over`."""

    def __init__(self, url: str, shop) -> None:
        self.url, self.shop = url, shop
        self.over = threading.Event()
        self.acknowledged: list[tuple[str, str]] = []
        self.cut = 0
        self.faults: list[Answer] = []
        self.threads = [threading.Thread(target=self.trade, args=(place,)) for place in range(HANDS)]

    def __enter__(self) -> Traffic:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(120)

    def trade(self, place: int) -> None:
        try:
            chance = random.Random(int.from_bytes(os.urandom(4)))
            while not self.over.is_set():
                self.one_order("page" if place % 2 else "api", chance.choice(WAYS))
        finally:
            connections.close_all()

    def one_order(self, door: str, way: list[str]) -> None:
        make = Phone if door == "page" else Program
        buyer, seller = make(self.url), make(self.url, self.shop.lan)
        if door == "page":
            self.insist(buyer.send, f"/gio-hang/them/{self.shop.bag.pk}/", {"count": "1"})
            answer = self.insist(buyer.send, "/gio-hang/dat/", checkout_form(self.shop))
            order = Order.objects.get(purchase__ref=answer.location.split("/")[2])
        else:
            answer = self.insist(buyer.send, "orders/", body(self.shop))
            order = Order.objects.get(ref=answer.body["orders"][0]["ref"])
        self.acknowledged.append((order.number, "placed"))
        for kind in way:
            hand = buyer if kind == "receive" else seller
            if kind == "withdraw":
                hand = make(self.url, self.shop.minh)  # her account has the order's number
            address, fields = (page_of if door == "page" else call_of)(self.shop, order, kind)
            self.insist(hand.send, address, fields)
            made = {"withdraw": "cancelled", "receive": "delivered"}.get(kind, kind)
            self.acknowledged.append((order.number, made))

    def insist(self, send, address: str, fields: dict) -> Answer:
        key = new_key()
        while True:
            try:
                answer = send(address, fields, key=key)
            except (OSError, http.client.HTTPException):
                self.cut += 1
                time.sleep(0.05)
                continue
            if answer.is_done:
                return answer
            self.faults.append(answer)
            if answer.status < 500:
                raise AssertionError(answer)


def web_processes(project: LiveProject) -> list[int]:
    """Return Gunicorn's worker processes, without their master."""
    master = project.processes["web"].pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_nothing_acknowledged_is_lost_while_processes_are_killed(mortal_project):
    shop = make_shop()
    # Verified and opened as people do it, so that the audit finds their entries.
    Producer.objects.update(verified_at=None)
    verify_producer(actor=shop.as_.thu, producer=shop.producer, saw_birth_date=True, saw_personal_id=True)
    Lot.objects.all().delete()
    shop.lot = open_lot(actor=shop.as_.lan, product=shop.product, quantity=5_000, unit="kg")
    User.objects.filter(pk=shop.lan.pk).update(phone="+84987654321", phone_verified_at=timezone.now())
    buyer_of(shop)
    chance = random.Random(int.from_bytes(os.urandom(4)))
    with Traffic(mortal_project.url, shop) as traffic:
        for _n in range(KILLS):
            done = len(traffic.acknowledged)
            eventually(lambda done=done: len(traffic.acknowledged) > done + 5)
            time.sleep(chance.uniform(0, 0.5))
            for pid in web_processes(mortal_project):
                os.kill(pid, signal.SIGKILL)
            if chance.random() < 0.7:
                mortal_project.kill("worker")
                mortal_project.start("worker")
    assert traffic.faults == []
    assert traffic.cut > 0
    stored = set(OrderStep.objects.values_list("order__number", "kind"))
    assert set(traffic.acknowledged) <= stored
    # An order delivered at the door is paid there; everything else was acknowledged, since it was repeated until then.
    fields = {(number, kind) for number, kind in stored - set(traffic.acknowledged) if kind != "paid"}
    assert fields == set()
    assert len(set(traffic.acknowledged)) == len(traffic.acknowledged)
    orders_are_whole(shop)

    # The clock moves tasks of dead workers to living ones; every seller is notified of every order.
    mortal_project.kill("worker")
    TaskWorker.objects.all().delete()
    requeue_lost_tasks()
    mortal_project.start("worker")
    eventually(lambda: not DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists())
    assert NoticeDelivery.objects.exclude(state="sent").count() == 0
    assert NoticeDelivery.objects.filter(notice__kind="order.placed").count() == Order.objects.count()
    ApiToken.objects.all().delete()  # made by no act
    record_rows()
    mortal_project.manage("sign_log")
    assert "Mọi thứ khớp" in mortal_project.manage("audit_log")
