"""A lot with tens of thousands of partners' events: code that reads all of them reads in chunks."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.traceability import make_event, make_recall
from traceability.events.enums import DetailKind, EventKind
from traceability.events.journey import journey
from traceability.lots.actions.lots import open_lot
from traceability.models import EventDetail
from traceability.recalls.calls import calls_of

pytestmark = pytest.mark.databases


@pytest.fixture
def few_parameters(monkeypatch) -> Iterator[None]:
    """SQLite refuses a statement with more parameters than its limit; here the limit is 25."""
    monkeypatch.setattr("backend.common.bulk.MOST_AT_ONCE", 10)
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 25)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_a_page_and_a_recalls_calls_read_more_events_than_a_statement_takes(world, few_parameters):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")
    now = timezone.now()
    shipped = [
        make_event(lot, kind=EventKind.SHIPPING, event_time=now - dt.timedelta(hours=n)) for n in range(40)
    ]
    first = shipped[-1]
    EventDetail.objects.create(
        event_id=first.event_id, kind=DetailKind.NOTE, text="Chị Hà", salt=b"s" * 32, pin="p"
    )
    (step,) = journey(lot)
    assert (step.kind, step.count) == ("shipping", 40)
    assert (step.first, step.last) == (timezone.localdate(first.event_time), timezone.localdate(now))
    calls = calls_of(make_recall(lot))
    assert [each.words for each in calls.deliveries] == ["Chị Hà", *[""] * 39]
