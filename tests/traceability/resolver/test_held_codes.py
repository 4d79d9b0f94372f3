"""Codes of cartons and places open pages, recalled goods first; a recall names its cartons and every destination."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from backend.common.gtin import check_digit
from tests.traceability.epcis_samples import aggregation, class_of, document, element, shipping
from traceability.containers.actions.cartons import pack_cartons, unpack_carton
from traceability.containers.actions.prefixes import set_company_prefix
from traceability.containers.auditing import compare_containers
from traceability.events.actions.contents import labels_of
from traceability.events.auditing import compare_events
from traceability.hosts.actions import add_host
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.labels.history import Label
from traceability.lots.actions.lots import open_lot
from traceability.models import CompanyPrefix, Container, EpcisEvent, LabelRun
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.recalls.calls import calls_of
from traceability.resolver.link_addresses import same_page
from traceability.scans.origin.answers import takes_gzip
from traceability.scans.origin.lookup import codec

HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def run(lot):
    return LabelRun.objects.create(
        lot=lot, code=code_for(lot.product), count=20, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip


def path_of(carton: Container) -> str:
    return urlsplit(carton.address).path


def label(run: LabelRun, counter: int) -> str:
    return f"{class_of(run.lot)}/{codec().encode(run.pk, counter)[:16]}"


@pytest.mark.databases
@pytest.mark.parametrize("has_prefix", [True, False], ids=["sscc", "own"])
def test_a_cartons_code_opens_a_page_that_says_first_what_is_called_back(world, lot, client, has_prefix):
    if has_prefix:
        set_company_prefix(
            actor=world.as_.thu, producer=world.producer, prefix="9520123", gln="9520123000004"
        )
    (carton,) = pack_cartons(actor=world.as_.lan, lot=lot, quantity=20)
    path = path_of(carton)
    response = client.get(path, **HTML)
    assert response.status_code == 200 and "verdict v-unknown" in response.content.decode()
    assert lot.code in response.content.decode() and "20 kg" in response.content.decode()
    led_on = client.get(path)
    assert (led_on.status_code, led_on["Location"]) == (307, f"http://127.0.0.1:8000/xem{path}")
    assert (
        client.get(f"/xem{path}").content
        == client.get(path.upper() if not has_prefix else path, **HTML).content
    )
    recall = recall_lot(actor=world.as_.lan, lot=lot, reason="Có mẻ bị mốc")
    response = client.get(path, **HTML).content.decode()
    assert (
        response.index("verdict v-recalled") < response.index("Có mẻ bị mốc") < response.index("Trong thùng")
    )
    linkset = client.get(path + "?linkType=linkset").json()["linkset"]
    assert [one["href"] for one in linkset[0]["https://gs1.org/voc/recallStatus"]] == [
        f"http://127.0.0.1:8000/xem{path}"
    ]
    assert calls_of(recall).cartons == [(carton, False)]
    end_recall(actor=world.as_.thu, recall=recall)
    assert "verdict v-recalled" not in client.get(path, **HTML).content.decode()


@pytest.mark.databases
def test_labels_that_are_called_back_are_looked_for_one_by_one_in_a_carton_packed_by_labels(
    world, lot, run, send, client
):
    by_label, by_amount = (f"http://127.0.0.1:8000/thung/{code}" for code in ("AAAABBBB", "CCCCDDDD"))
    send(world.lan, document(aggregation(by_label, []) | {"childEPCs": [label(run, 3), label(run, 4)]}))
    send(world.lan, document(aggregation(by_amount, [element(lot, 5)])))
    other = recall_lot(actor=world.as_.lan, lot=lot, run=run, first=5, last=9, reason="Mốc")
    assert "verdict v-unknown" in client.get("/thung/AAAABBBB", **HTML).content.decode()
    assert "Có gói trong lô bị thu hồi" in client.get("/thung/CCCCDDDD", **HTML).content.decode()
    assert [(carton.address, perhaps) for carton, perhaps in calls_of(other).cartons] == [(by_amount, True)]
    recall = recall_lot(actor=world.as_.lan, lot=lot, run=run, first=4, last=4, reason="Ướt")
    assert "Thùng có hàng đã bị thu hồi" in client.get("/thung/AAAABBBB", **HTML).content.decode()
    assert [(carton.address, perhaps) for carton, perhaps in calls_of(recall).cartons] == [
        (by_label, False),
        (by_amount, True),
    ]


@pytest.mark.databases
@pytest.mark.slow
def test_a_carton_that_was_packed_under_another_name_of_the_site_is_the_same_carton(
    world, lot, run, send, client, settings
):
    settings.PUBLIC_ORIGIN = "https://cu.example.vn"
    (carton,) = pack_cartons(actor=world.as_.lan, lot=lot, quantity=20)
    printed = carton.address
    send(world.lan, document(aggregation(printed, []) | {"childEPCs": [label(run, 3)]}))
    add_host(actor=None, host="cu.example.vn")
    settings.PUBLIC_ORIGIN, settings.ALLOWED_HOSTS = (
        "https://moi.example.vn",
        ["moi.example.vn", "testserver"],
    )
    recall_lot(actor=world.as_.lan, lot=lot, reason="Có mẻ bị mốc")
    asked = {"HTTP_HOST": "cu.example.vn", "secure": True}
    text = client.get(path_of(carton), **asked, **HTML).content.decode()
    assert text.index("verdict v-recalled") < text.index("Có mẻ bị mốc") < text.index("20 kg")
    assert client.get(path_of(carton), **asked)["Location"] == f"https://moi.example.vn/xem{path_of(carton)}"
    # Recorded under both names, it is one carton, and emptied once.
    for name in (printed, printed.replace("cu.", "moi.")):
        send(world.lan, document(aggregation(name, [element(lot, 5)])))
    assert Container.objects.get().contents.get().quantity == 30
    assert labels_of(carton) == {Label(run.pk, 3)}
    event = unpack_carton(actor=world.as_.lan, container=carton)
    assert json.loads(EpcisEvent.objects.get(event_id=event.event_id).body)["parentID"] == printed.replace(
        "cu.", "moi."
    )
    assert (Container.objects.get().contents.count(), labels_of(carton)) == (0, set())
    assert not [each for each in (*compare_containers(), *compare_events()) if not isinstance(each, int)]


def test_a_gln_opens_its_producer_and_an_unknown_one_gets_a_message(world, lot, client):
    set_company_prefix(actor=world.as_.thu, producer=world.producer, prefix="9520123", gln="9520123000004")
    for key in ("414", "417"):
        assert world.producer.name in client.get(f"/{key}/9520123000004", **HTML).content.decode()
    recall_lot(actor=world.as_.lan, lot=lot, reason="Có mẻ bị mốc")
    assert "Có mẻ bị mốc" in client.get("/414/9520123000004", **HTML).content.decode()
    for path, status in (
        ("/thung/KHONGCO", 404),
        ("/00/095201230000000011", 404),
        ("/00/095201230000000012", 400),
        ("/414/4012345000115", 404),
    ):
        assert client.get(path, **HTML).status_code == client.get(path).status_code == status, path


def test_every_destination_that_was_written_down_is_called(world, lot, send, client):
    other = world.other_product.producer
    CompanyPrefix.objects.create(
        producer=other, prefix="9520124", gln="952012400000" + check_digit("952012400000")
    )
    parties = {
        "destinationList": [
            {"type": "possessing_party", "destination": "urn:epc:id:pgln:9520124.00000"},
            {"type": "location", "destination": "https://id.gs1.org/414/4012345000115"},
        ],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:x:phieu:PX-7"}],
    }
    send(
        world.lan,
        document(shipping(lot) | parties, shipping(lot, bizStep="departing") | parties, shipping(lot)),
    )
    recall = recall_lot(actor=world.as_.lan, lot=lot, reason="Mốc")
    wanted = (other.name, "GLN 4012345000115", "PX-7")
    assert sorted(delivery.parties for delivery in calls_of(recall).deliveries) == [(), wanted, wanted]
    client.force_login(world.lan)
    page = client.get(reverse("traceability:recalled", args=[recall.pk])).content.decode()
    assert page.count("GLN 4012345000115") == 2


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0, *", False), ("*", True), ("*;q=0", False), ("", False)],
)  # fmt: skip
def test_gzip_is_sent_only_where_it_is_taken(header, is_taken):
    assert takes_gzip(header) is is_taken


def test_spellings_of_one_page_are_one():
    page = same_page("https://example.vn/Cong-Thuc?a=1&b=2")
    for other in (
        "https://www.example.vn/cong-thuc/?b=2&a=1", "https://example.vn/c%6Fng-thuc?a=1&b=2#x", "https://example.vn//./cong-thuc/index.html?a=1&b=2",
    ):  # fmt: skip
        assert same_page(other) == page
    assert same_page("https://example.vn/cong-thuc?a=1") != page
