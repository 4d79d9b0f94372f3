"""Two simultaneous captures of the first parts of one transformation: the later one finds the earlier."""

from __future__ import annotations

from threading import Event as Signal
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import CONTEXT, element, transformation
from traceability.capture import capture_events
from traceability.genealogy.edges import compute_edges
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import open_lot
from traceability.models import LotEdge

pytestmark = pytest.mark.crash


def is_waited_for() -> bool:
    """SQLite has one writer, and a second one waits before it can read anything of the first."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def test_simultaneous_first_parts_of_a_transformation_are_joined(real_db):
    with transaction.atomic():
        world = make_world()
        code_for(world.product)
        plums, dried = (
            open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(2)
        )
    name = {"transformationID": "urn:x:batch:7"}
    captured, may_end = Signal(), Signal()

    def capture(event):
        assert capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job.success

    def first():
        try:
            with transaction.atomic():
                capture(transformation([element(plums, 10)], [], **name))
                captured.set()
                may_end.wait()
        finally:
            captured.set()
            connection.close()

    def second():
        try:
            capture(transformation([], [element(dried, 5)], **name))
        finally:
            connection.close()

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    captured.wait()
    threads[1].start()
    while threads[1].is_alive() and not is_waited_for():
        sleep(0.01)
    may_end.set()
    for thread in threads:
        thread.join()
    pairs = [(plums.pk, dried.pk)]
    assert [(source, target) for source, target, *_events in compute_edges()] == pairs
    assert list(LotEdge.objects.values_list("source", "target")) == pairs
