"""Partners' events over the API: complete for the trade, and for everybody else the content of the origin page."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import User
from products.models import Product
from tests.api import client_of
from tests.traceability.capture.test_capture import codes
from tests.traceability.epcis_samples import document, element, shipping, transformation
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisGrant, Inspection, Lot

pytestmark = pytest.mark.databases

URL = "/api/v1/events/"


@pytest.fixture
def lots(world):
    return [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(2)]


@pytest.fixture
def sent_ids(world, lots, send):
    """Return the ids of two captured events: a shipment, and one lot made from another."""
    shipped = shipping(lots[0], quantityList=[element(lots[0], 12)])
    made = transformation([element(lots[0], 10)], [element(lots[1], 5)])
    assert codes(send(world.lan, document(shipped, made))) == []
    return [event["eventID"].removeprefix("urn:uuid:") for event in (shipped, made)]


def read(user, event_id):
    """Return the event for `user`, from the list and from its own address."""
    client = client_of(user)
    (listed,) = [row for row in client.get(URL).json()["results"] if row["event_id"] == event_id]
    assert client.get(f"{URL}{event_id}/").json() == listed
    return listed


def is_whole(row) -> bool:
    return bool(
        row["event_time"]
        and row["recorded_at"]
        and all(part["quantity"] and part["unit"] for part in row["lots"])
    )


@pytest.mark.slow
def test_captured_event_is_only_an_outline_for_visitors_and_strangers(world, lots, sent_ids):
    for user in (None, world.minh, world.hoa):
        row = read(user, sent_ids[0])
        assert row["lots"] == [{"lot": lots[0].pk, "role": "subject", "quantity": None, "unit": ""}]
        assert (row["event_time"], row["recorded_at"], row["date"]) == (None, None, "2026-11-20")
        assert (row["kind"], row["biz_step"], row["disposition"]) == ("shipping", "shipping", "in_transit")
        assert [part["quantity"] for part in read(user, sent_ids[1])["lots"]] == [None, None]


@pytest.mark.slow
def test_it_is_whole_when_its_people_officers_partners_or_inspectors_read(world, sent_ids):
    staff = User.objects.create_user(full_name="Bùi Thị Vân", password="246810", is_staff=True)
    for user in (world.lan, world.thu, staff):
        assert all(is_whole(read(user, event)) for event in sent_ids)
    grant = EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_query=True)
    assert all(is_whole(read(world.hoa, event)) for event in sent_ids)
    EpcisGrant.objects.filter(pk=grant.pk).update(ended_at=timezone.now())
    assert not any(is_whole(read(world.hoa, event)) for event in sent_ids)
    now, day = timezone.now(), dt.timedelta(days=1)
    row = Inspection.objects.create(
        producer=world.producer,
        inspector=world.minh,
        reason="QĐ 12",
        granted_at=now - 2 * day,
        until=now + day,
    )
    assert all(is_whole(read(world.minh, event)) for event in sent_ids)
    Inspection.objects.filter(pk=row.pk).update(until=now - day)
    assert not any(is_whole(read(world.minh, event)) for event in sent_ids)


@pytest.mark.slow
def test_a_partner_with_a_send_only_grant_reads_own_events_completely(world, lots, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    event = shipping(lots[0], quantityList=[element(lots[0], 12)])
    assert codes(send(world.hoa, document(event))) == []
    event_id = event["eventID"].removeprefix("urn:uuid:")
    assert is_whole(read(world.hoa, event_id)) and not is_whole(read(world.minh, event_id))


def test_an_outline_names_no_lot_when_the_reader_may_not_see_it(world, lots, sent_ids):
    draft = Product.objects.create(producer=world.producer, name="Nháp", price=1, unit="kg", state="draft")
    Lot.objects.filter(pk=lots[1].pk).update(product=draft)
    assert [part["lot"] for part in read(world.hoa, sent_ids[1])["lots"]] == [lots[0].pk]
    assert [part["lot"] for part in read(world.lan, sent_ids[1])["lots"]] == [lots[0].pk, lots[1].pk]


def test_the_diary_is_shown_as_it_was_when_a_stranger_reads(world, lots):
    event_id = uuid4()
    record_event(
        actor=world.as_.lan,
        kind=EventKind.HARVESTING,
        event_time=timezone.now() - dt.timedelta(hours=1),
        event_id=event_id,
        lots=[LotPart(lots[0], quantity=20, unit="kg")],
    )
    assert is_whole(read(None, str(event_id))) and is_whole(read(world.hoa, str(event_id)))


@pytest.mark.parametrize("who", ["", "hoa"])
def test_the_list_takes_as_many_statements_however_many_events(
    world, lots, sent_ids, send, who, django_assert_num_queries
):
    client = client_of(getattr(world, who) if who else None)
    client.get(URL)
    with CaptureQueriesContext(connection) as taken:
        assert len(client.get(URL).json()["results"]) == 2
    statements = len(taken)
    assert codes(send(world.lan, document(*(shipping(lots[0]) for _n in range(3))))) == []
    with django_assert_num_queries(statements):
        assert len(client.get(URL).json()["results"]) == 5
