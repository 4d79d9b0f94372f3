"""Two captures of the same kilogram, two of the same event, and a killed server: nothing twice, nothing acknowledged lost."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from backend.ledger.models import Entry
from tests.api import token_of
from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import document, element, shipping, transformation
from traceability.capture import capture_events
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.enums import EpcisType
from traceability.genealogy.traversal import descendant_ids
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import CaptureJob, EpcisEvent, Event, EventLot, Lot, LotEdge

pytestmark = pytest.mark.crash
CONTEXT = document()["@context"]


def at_once(work, rows):
    def one(row):
        try:
            return work(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(one, rows))


def test_a_lot_is_not_used_up_twice_by_many_at_once(real_db):
    world = make_world()
    lots = [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(9)]
    source, others = lots[0], lots[1:]
    events = [transformation([element(source, 30)], [element(other, 10)]) for other in others]

    def send(event):
        return capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job.captured_count

    assert sum(at_once(send, events)) == 3
    source.refresh_from_db()
    assert (source.used, LotEdge.objects.count(), Event.objects.count()) == (90, 3, 3)


def test_an_unweighed_rest_is_used_up_once_by_simultaneous_diary_entries_and_captures(real_db):
    world = make_world()
    lots = [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(9)]
    source, others = lots[0], lots[1:]

    def send(number: int) -> int:
        other = others[number]
        if number % 2:
            event = transformation([element(source)], [element(other, 100)])
            return capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job.captured_count
        parts = [LotPart(source, LotRole.INPUT), LotPart(other, LotRole.OUTPUT, 100, "kg")]
        try:
            record_event(actor=world.as_.lan, kind="processing", event_time=timezone.now(), lots=parts)
        except LotUsedUp:
            return 0
        return 1

    assert sum(at_once(send, range(8))) == 1
    source.refresh_from_db()
    assert (source.used, EventLot.objects.get(lot=source).taken, LotEdge.objects.count()) == (100, 100, 1)


def test_simultaneous_transformations_close_no_cycle(real_db):
    """a→b and c→d exist; b→c and d→a, each with lots that the other doesn't touch, would close a cycle together."""
    world = make_world()
    for _turn in range(4):
        a, b, c, d = (
            open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(4)
        )
        existing = [transformation([element(x, 9)], [element(y, 5)]) for x, y in ((a, b), (c, d))]
        assert capture_events(actor=world.as_.lan, events=existing, context=CONTEXT).job.success
        closing = [transformation([element(x, 4)], [element(y, 2)]) for x, y in ((b, c), (d, a))]

        def send(event):
            return capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job.success

        assert sorted(at_once(send, closing)) == [False, True]
        assert (
            a.pk not in descendant_ids([a.pk]) and len(descendant_ids([a.pk]) | descendant_ids([c.pk])) <= 3
        )


def test_the_same_event_from_many_doors_is_stored_once(real_db):
    world = make_world()
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")
    event = shipping(lot)

    def send(_n):
        return capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job

    jobs = at_once(send, range(8))
    assert all(job.success for job in jobs)
    assert sum(job.captured_count for job in jobs) == 1
    assert EpcisEvent.objects.count() == Event.objects.count() == EventLot.objects.count() == 1


def test_no_acknowledged_event_is_lost_when_the_server_is_killed(live_project):
    world = make_world()
    lot_id = open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg").pk
    token = token_of(world.lan)
    lot = Lot.objects.select_related("product").get(pk=lot_id)
    acknowledged: list[str] = []
    done = threading.Event()

    def send() -> None:
        while not done.is_set():
            events = [shipping(lot) for _n in range(40)]
            request = urllib.request.Request(
                f"{live_project.url}/epcis/capture",
                data=json.dumps(document(*events)).encode(),
                headers={"Content-Type": "application/json", "Authorization": f"Token {token}"},
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as response:
                    if response.status == 202:
                        acknowledged.extend(event["eventID"] for event in events)
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
        connections.close_all()

    threads = [threading.Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for _kill in range(4):
        time.sleep(1 + random.random())
        live_project.kill("web")
        live_project.start("web")
    time.sleep(2)
    done.set()
    for thread in threads:
        thread.join()
    stored = set(EpcisEvent.objects.values_list("uri", flat=True))
    assert acknowledged and set(acknowledged) <= stored
    # Nothing is half stored: rows, entries and jobs contain the same events.
    assert len(stored) == Event.objects.count() == EventLot.objects.count()
    assert Event.objects.filter(epcis_type=EpcisType.OBJECT).count() == len(stored)
    assert Entry.objects.filter(kind="event").count() == len(stored)
    assert sum(CaptureJob.objects.values_list("captured_count", flat=True)) == len(stored)
