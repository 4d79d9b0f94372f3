import datetime as dt
import json
import uuid

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from members.models import AssistSession
from members.rules import NotAllowed
from products.models import Product
from traceability.diary.actions import SheetError, SheetLine, record_sheet
from traceability.diary.forms.paper import parse_sheet_day
from traceability.events.actions import EventError
from traceability.events.journey import journey
from traceability.models import Event, EventCheck, EventDetail, Lot

ENTER = "/nhat-ky/giay/chep/"
BACKEND = "members.backends.PhoneOrCardBackend"


@pytest.fixture
def today():
    return timezone.localdate()


def post_data(*lines, key=None):
    data = {"idempotency_key": str(key or uuid.uuid4())}
    for number in range(1, 11):
        for name in ("date", "product", "quantity", "unit", "note"):
            data[f"l{number}-{name}"] = ""
    for number, values in lines:
        for name, value in values.items():
            data[f"l{number}-{name}"] = str(value)
    return data


def line(world, day, quantity="20", **more):
    return {"date": f"{day:%d/%m/%Y}", "product": world.product.pk, "quantity": quantity, "unit": "kg"} | more


def counts():
    return Event.objects.count(), Lot.objects.count(), Entry.objects.count(), EventDetail.objects.count()


def test_paper_diary_prints_only_the_producers_products(client, world):
    client.force_login(world.lan, backend=BACKEND)
    Product.objects.create(producer=world.producer, name="Mận khô", unit="hop", price=1, slug="mk")
    html = client.get("/nhat-ky/giay/").content.decode()
    assert "Lò Thị Lan" in html
    assert "Vườn nhà Lan" in html
    assert html.count("Mận khô") == 11  # beside its photo, and a box to tick on every line
    assert "Cá sông Đà" not in html
    assert "data-print" in html and "Ctrl" not in html  # a phone has no such key


def test_a_sheet_is_recorded_with_one_event_a_line(client, world, today):
    client.force_login(world.lan, backend=BACKEND)
    key = uuid.uuid4()
    data = post_data(
        (1, line(world, today - dt.timedelta(days=2), note="trời mưa")),
        (3, line(world, today - dt.timedelta(days=2), "5,5")),
        (10, line(world, today)),
        key=key,
    )
    for __ in range(2):
        response = client.post(ENTER, data)
        assert (response.status_code, response["Location"]) == (302, "/nhat-ky/")
    events = Event.objects.order_by("event_time", "recorded_at")
    assert [(event.event_id, timezone.localdate(event.event_time)) for event in events] == [
        (uuid.uuid5(key, "1"), today - dt.timedelta(days=2)),
        (uuid.uuid5(key, "3"), today - dt.timedelta(days=2)),
        (uuid.uuid5(key, "10"), today),
    ]
    assert sorted(float(lot.quantity) for lot in Lot.objects.all()) == [20, 25.5]
    payloads = [json.loads(entry.body)["payload"] for entry in Entry.objects.filter(kind="event")]
    assert [payload["pieu:source"] for payload in payloads] == ["paper"] * 3
    assert not EventCheck.objects.exists()


def test_one_wrong_line_keeps_the_whole_sheet_back(client, world, today):
    client.force_login(world.lan, backend=BACKEND)
    before = counts()
    response = client.post(
        ENTER,
        post_data(
            (1, line(world, today)),
            (2, line(world, today, "nhiều")),
            (4, {"date": "31/02/2026", "product": world.product.pk, "quantity": "1"}),
            (5, {"date": f"{today:%d/%m/%Y}", "product": "", "quantity": "1"}),
            (6, line(world, today, product=world.other_product.pk)),
        ),
    )
    assert response.status_code == 400
    lines = response.context["form"].lines
    assert [list(one.errors) for one in lines] == [
        [],
        ["quantity"],
        [],
        ["date"],
        ["product"],
        ["product"],
        [],
        [],
        [],
        [],
    ]
    assert "Có dòng chưa đúng" in response.content.decode()
    assert counts() == before


def test_a_line_the_action_refuses_is_marked_too(client, world, today):
    client.force_login(world.lan, backend=BACKEND)
    before = counts()
    response = client.post(
        ENTER, post_data((1, line(world, today)), (2, line(world, today + dt.timedelta(days=3))))
    )
    assert response.status_code == 400
    assert [list(one.errors) for one in response.context["form"].lines[:2]] == [[], ["date"]]
    assert counts() == before


def test_empty_sheet_is_refused_with_an_error(client, world):
    client.force_login(world.lan, backend=BACKEND)
    response = client.post(ENTER, post_data())
    assert response.status_code == 400
    assert "Phiếu chưa có dòng nào" in response.content.decode()


@pytest.mark.slow
def test_an_officer_types_it_for_the_member_and_keeps_the_paper(client, world, today):
    client.force_login(world.thu, backend=BACKEND)
    assist = AssistSession.objects.create(officer=world.thu, member=world.lan)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    assert "Phiếu của Lò Thị Lan" in client.get(ENTER).content.decode()
    client.post(ENTER, post_data((1, line(world, today))))
    event = Event.objects.get()
    assert (event.by_ref, event.on_behalf_ref) == (world.thu.ref, world.lan.ref)
    assert [(step.claim, step.kind) for step in journey(Lot.objects.get())] == [("paper", "harvesting")]


def test_record_sheet_is_refused_to_others_and_beyond_ten_lines(world, today):
    lines = [SheetLine(number, world.product, today, "1") for number in range(1, 12)]
    before = counts()
    for who in ("minh", "hoa", "thu"):
        with pytest.raises(NotAllowed):
            record_sheet(actor=getattr(world.as_, who), sheet_id=uuid.uuid4(), lines=lines[:1])
    for wrong in (lines, []):
        with pytest.raises(EventError):
            record_sheet(actor=world.as_.lan, sheet_id=uuid.uuid4(), lines=wrong)
    assert counts() == before


def test_record_sheet_names_every_wrong_line(world, today):
    before = counts()
    lines = [
        SheetLine(1, world.product, today, "1"),
        SheetLine(2, world.product, today, "1", unit="xô"),
        SheetLine(7, world.product, today + dt.timedelta(days=9), "1"),
    ]
    with pytest.raises(SheetError) as caught:
        record_sheet(actor=world.as_.lan, sheet_id=uuid.uuid4(), lines=lines)
    assert {number: list(errors) for number, errors in caught.value.lines.items()} == {
        2: ["unit"],
        7: ["date"],
    }
    assert counts() == before


def test_the_screen_asks_the_same_at_one_and_three_products(client, world, django_assert_num_queries):
    client.force_login(world.lan, backend=BACKEND)
    client.get(ENTER)
    for n in range(2):
        with django_assert_num_queries(7):
            client.get(ENTER)
        for k in range(2):
            Product.objects.create(
                producer=world.producer, name=f"Mận {n}{k}", unit="kg", price=1, slug=f"m{n}{k}"
            )


def test_a_day_without_a_year_is_the_last_one_of_that_name(today):
    tomorrow = today + dt.timedelta(days=1)
    assert parse_sheet_day(f"{today.day}/{today.month}") == today
    assert parse_sheet_day(f" {tomorrow.day}.{tomorrow.month} ").year == tomorrow.year - 1
    assert parse_sheet_day("24/11/2025") == dt.date(2025, 11, 24)
