"""The hosts on labels: recorded by the clock, by staff and by a command, and stored while labels are in use."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from tests.api import client_of
from traceability.containers.actions.cartons import pack_cartons
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.hosts.actions import (
    HostError,
    HostInUse,
    add_host,
    host_in,
    remember_printed_hosts,
    remove_host,
)
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisEvent, LabelRun, PrintedHost
from traceability.scans.origin.addresses import origin_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def nga(world):
    world.hoa.is_staff = True
    world.hoa.save()
    return world.hoa


@pytest.fixture(autouse=True)
def _new_host(settings) -> None:
    settings.PUBLIC_ORIGIN, settings.ALLOWED_HOSTS = "https://moi.example.vn", ["moi.example.vn"]


def printed(world, origin: str) -> LabelRun:
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=20, unit="kg")
    return LabelRun.objects.create(
        lot=lot, code=code_for(world.product), count=2, layout="a4-65", key_version=1, origin=origin
    )


def hosts() -> set[str]:
    return set(PrintedHost.objects.values_list("host", flat=True))


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("Tem.Example.vn", "tem.example.vn"),
        ("https://tem.example.vn:8443/01/09521234543213", "tem.example.vn"),
        ("tem.example.vn.", "tem.example.vn"),
        ("http://[2001:DB8::1]:8000", "2001:db8::1"),
        ("piêu.vn", "xn--piu-gma.vn"),
    ],
)
def test_host_is_parsed_from_the_typed_address(typed, host):
    assert host_in(typed) == host


@pytest.mark.parametrize(
    "typed", ["", "https://", "tem example.vn", "-tem.vn", "tem..vn", "tem_a.vn", "a" * 300, "http://[::x"]
)
def test_invalid_host_is_refused(typed, nga):
    with pytest.raises(HostError):
        add_host(actor=Actor.of(nga), host=typed)
    assert not hosts()


def test_clock_records_current_and_earlier_printed_hosts(world, settings):
    settings.EARLIER_ORIGINS = ["https://xua.example.vn"]
    printed(world, "https://cu.example.vn:8443")
    assert remember_printed_hosts() == 3
    assert hosts() == {"moi.example.vn", "cu.example.vn", "xua.example.vn"}
    assert remember_printed_hosts() == 0
    assert Entry.objects.filter(kind="host.added").count() == 3


def test_pages_under_an_earlier_host_are_sent_on_and_of_no_host_refused(client, nga):
    add_host(actor=Actor.of(nga), host="cu.example.vn")
    sent = client.get("/products/?q=1", HTTP_HOST="CU.example.vn:443", secure=True)
    assert (sent.status_code, sent.headers["Location"]) == (308, "https://moi.example.vn/products/?q=1")
    assert client.get("/products/", HTTP_HOST="la.example.vn", secure=True).status_code == 400
    assert client.post("/products/", HTTP_HOST="cu.example.vn", secure=True).status_code == 400


def test_pages_under_todays_host_ask_nothing_of_the_table(client, django_assert_num_queries, nga):
    add_host(actor=Actor.of(nga), host="moi.example.vn")
    with django_assert_num_queries(0):
        assert client.get("/robots.txt", HTTP_HOST="moi.example.vn", secure=True).status_code == 200


@pytest.mark.databases
def test_label_is_scanned_under_an_earlier_host(client, world):
    """An old browser sends no Sec-Fetch-Site, only the origin of its form."""
    run = printed(world, "https://cu.example.vn")
    path = origin_path(run.lot)
    answer = client.post(path, HTTP_HOST="cu.example.vn", HTTP_ORIGIN="https://cu.example.vn", secure=True)
    elsewhere = client.post(path, HTTP_HOST="cu.example.vn", HTTP_ORIGIN="https://la.example.vn", secure=True)
    assert (answer.status_code, elsewhere.status_code) == (200, 403)


def test_only_staff_put_down_and_take_out(client, world, nga):
    with pytest.raises(NotAllowed):
        add_host(actor=world.as_.lan, host="cu.example.vn")
    client.force_login(world.lan)
    asked = {"HTTP_HOST": "moi.example.vn", "secure": True}
    assert client.get("/dia-chi-tem/", **asked).status_code == 404
    assert client.post("/dia-chi-tem/", {"host": "cu.example.vn"}, **asked).status_code == 404
    row = add_host(actor=Actor.of(nga), host="cu.example.vn")
    with pytest.raises(NotAllowed):
        remove_host(actor=world.as_.lan, host=row)
    assert client.post(f"/dia-chi-tem/{row.pk}/bo/", **asked).status_code == 404
    assert hosts() == {"cu.example.vn"}


@pytest.mark.databases
def test_staff_put_down_a_host_on_their_page(client, nga):
    client.force_login(nga)
    asked = {"HTTP_HOST": "moi.example.vn", "secure": True}
    assert client.post("/dia-chi-tem/", {"host": "tem example"}, **asked).status_code == 400
    assert (
        client.post(
            "/dia-chi-tem/", {"host": "https://Cu.example.vn/", "note": "đến 2025"}, **asked
        ).status_code
        == 302
    )
    row = PrintedHost.objects.get()
    assert (row.host, row.note, row.by) == ("cu.example.vn", "đến 2025", nga)
    assert json.loads(Entry.objects.get(kind="host.added").body)["payload"] == {"host": "cu.example.vn"}
    assert "cu.example.vn" in client.get("/dia-chi-tem/", **asked).content.decode()
    assert client.post(f"/dia-chi-tem/{row.pk}/bo/", **asked).status_code == 302
    assert not hosts()
    assert Entry.objects.filter(kind="host.removed").count() == 1


def test_host_that_labels_carry_stays(world, nga):
    printed(world, "https://cu.example.vn")
    remember_printed_hosts()
    for host in ("cu.example.vn", "moi.example.vn"):
        with pytest.raises(HostInUse):
            remove_host(actor=Actor.of(nga), host=PrintedHost.objects.get(host=host))
    assert hosts() == {"cu.example.vn", "moi.example.vn"}
    assert not Entry.objects.filter(kind="host.removed").exists()


@pytest.mark.databases
def test_host_that_events_name_stays(world, nga, settings):
    settings.PUBLIC_ORIGIN = "https://cu.example.vn"
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=20, unit="kg")
    pack_cartons(actor=world.as_.lan, lot=lot, quantity=5)
    settings.PUBLIC_ORIGIN = "https://moi.example.vn"
    named, mistake = (add_host(actor=None, host=host) for host in ("cu.example.vn", "u.example.vn"))
    with pytest.raises(HostInUse, match="sự kiện"):
        remove_host(actor=Actor.of(nga), host=named)
    remove_host(actor=Actor.of(nga), host=mistake)
    assert hosts() == {"cu.example.vn"}


@pytest.mark.databases
def test_command_lists_adds_and_removes(world):
    out = StringIO()
    call_command("hosts", "add", "https://cu.example.vn", "thẻ cũ", stdout=out)
    assert [line.split("\t")[0] for line in out.getvalue().splitlines()] == [
        "moi.example.vn",
        "cu.example.vn",
    ]
    call_command("hosts", "remove", "cu.example.vn", stdout=StringIO())
    assert hosts() == {"moi.example.vn"}
    for wrong in ("moi.example.vn", "la.example.vn"):
        with pytest.raises(CommandError):
            call_command("hosts", "remove", wrong, stdout=StringIO())


def test_events_captured_under_an_earlier_host_are_found_by_todays_addresses(world, settings):
    """Only the table has the earlier host: no setting contains it."""
    settings.PUBLIC_ORIGIN, settings.ALLOWED_HOSTS = "https://cu.example.vn", ["moi.example.vn", "testserver"]
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=20, unit="kg")
    record_event(
        actor=world.as_.lan,
        kind=EventKind.HARVESTING,
        event_time=timezone.now(),
        lots=[LotPart(lot, quantity=5, unit="kg")],
    )
    body = json.loads(EpcisEvent.objects.get().body)
    named = {
        "MATCH_anyEPCClass": body["quantityList"][0]["epcClass"],
        "EQ_bizLocation": body["bizLocation"]["id"],
    }
    assert all(address.startswith("https://cu.example.vn/") for address in named.values())
    remember_printed_hosts()
    settings.PUBLIC_ORIGIN = "https://moi.example.vn"
    remember_printed_hosts()
    client = client_of(world.lan)
    for name, address in named.items():
        for written in (
            address,
            address.replace("//cu.", "//moi."),
            address.replace("https://cu.", "HTTP://CU."),
        ):
            data = client.get("/epcis/events", {name: written}).json()["epcisBody"]["queryResults"][
                "resultsBody"
            ]["eventList"]
            assert [event["eventID"] for event in data] == [body["eventID"]], written
        assert not client.get("/epcis/events", {name: address.replace("cu.", "la.")}).json()["epcisBody"][
            "queryResults"
        ]["resultsBody"]["eventList"]
