"""A recall while other lots are made from the recalled one: no deadlock, and no lot is missed."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.traceability import LotFactory
from tests.traceability.conftest import make_world
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.genealogy.traversal import descendant_ids
from traceability.lots.enums import LotRole
from traceability.models import Recall, RecallReach
from traceability.recalls.actions.recall_reach import settle_reach
from traceability.recalls.actions.recalls import end_recall, recall_lot

pytestmark = pytest.mark.crash
ROUNDS = 5


def at_once(*acts) -> list[Exception]:
    start, failed = Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_recall_and_events_at_once_reach_all_and_only_what_was_made_from_the_lot(real_db):
    with transaction.atomic():
        world = make_world()

    def make(source, target):
        return lambda: record_event(
            actor=world.as_.lan,
            kind=EventKind.PROCESSING,
            event_time=timezone.now() - dt.timedelta(hours=1),
            lots=[LotPart(source, LotRole.INPUT, 1, "kg"), LotPart(target, LotRole.OUTPUT, 1, "kg")],
        )

    for number in range(ROUNDS):
        with transaction.atomic():
            # The output lots are older than the input lots, so that locks by id meet in both orders.
            jar, jam, juice, fruit = (
                LotFactory(product=world.product, code=f"R{number}-{name}")
                for name in ("jar", "jam", "juice", "fruit")
            )
        make(fruit, juice)()

        def recall(lot=fruit):
            recall_lot(actor=world.as_.lan, lot=lot, reason="Có mẻ bị mốc")

        failed = at_once(recall, make(fruit, juice), make(juice, jam), make(jam, jar))
        # An event may come too late, as a recalled lot accepts none; a recall never does.
        assert [str(error) for error in failed if type(error).__name__ != "LotClosed"] == []
        made = Recall.objects.get(lot=fruit)
        open_rows = RecallReach.objects.filter(recall=made, ended_at=None)
        assert set(open_rows.values_list("lot_id", flat=True)) == {fruit.pk} | descendant_ids([fruit.pk])
        assert settle_reach() == 0

        def end(recall=made):
            end_recall(actor=world.as_.thu, recall=recall)

        with transaction.atomic():
            fresh = LotFactory(product=world.product, code=f"R{number}-fresh")
        failed = at_once(end, make(juice, fresh), make(fruit, fresh))
        assert [str(error) for error in failed if type(error).__name__ != "LotClosed"] == []
        assert not RecallReach.objects.filter(recall=made, ended_at=None).exists()
