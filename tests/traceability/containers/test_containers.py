"""Pallets of cartons, GS1's company prefixes, and both in the picture."""

from __future__ import annotations

import json
import uuid

import pytest
from django.urls import reverse

from backend.ledger.models import Entry
from tests.traceability.epcis_samples import CONTEXT, aggregation, document
from tests.traceability.genealogy.test_traversal import make_lots, process
from traceability.capture import capture_events
from traceability.containers.actions.cartons import pack_cartons, unpack_carton
from traceability.containers.actions.pallets import put_on_pallet, take_off_pallet
from traceability.containers.actions.prefixes import PrefixError, set_company_prefix
from traceability.epcis.documents import capture_document
from traceability.epcis.schema import check_event, check_rules
from traceability.events.actions import EventError, correct_event, declare_error
from traceability.events.auditing import compare_events
from traceability.models import CompanyPrefix, Container, EpcisEvent, Event, EventLot

pytestmark = pytest.mark.databases

OWN = "9520123"


@pytest.fixture
def lots(world):
    return make_lots(world, 2)


@pytest.fixture
def cartons(world, lots):
    CompanyPrefix.objects.create(producer=world.producer, prefix=OWN)
    first, second = lots
    return [
        *pack_cartons(actor=world.as_.lan, lot=first, quantity=20, count=2),
        *pack_cartons(actor=world.as_.lan, lot=second, quantity=5),
    ]


def rows() -> tuple[int, ...]:
    packed = Container.objects.exclude(parent=None).count()
    return Event.objects.count(), Entry.objects.count(), Container.objects.count(), packed


def faults() -> list:
    return [found for found in compare_events() if not isinstance(found, int)]


@pytest.mark.slow
def test_cartons_go_on_a_pallet_and_off_again_by_events_that_name_them(world, lots, cartons):
    pallet = put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons[:2])
    put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons, pallet=pallet)
    assert (pallet.is_pallet, pallet.children.count()) == (True, 3)
    first, second = EpcisEvent.objects.filter(body__contains="childEPCs").order_by("entry_id")
    data = json.loads(first.body)
    assert (data["type"], data["action"], data["parentID"]) == ("AggregationEvent", "ADD", pallet.address)
    assert data["childEPCs"] == [carton.address for carton in cartons[:2]]
    # Cartons that are on it already are not added twice, and the event names the lots inside.
    assert json.loads(second.body)["childEPCs"] == [cartons[2].address]
    assert set(EventLot.objects.filter(event_id=second.event_id).values_list("lot", flat=True)) == {
        lots[1].pk
    }
    for event in capture_document(EpcisEvent.objects.all())["epcisBody"]["eventList"]:
        assert (check_event(event), check_rules(event)) == ([], [])
    for lot in lots:
        lot.refresh_from_db()
    assert [lot.packed for lot in lots] == [40, 5]
    before = rows()
    put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons, pallet=pallet)
    assert rows() == before
    event = take_off_pallet(actor=world.as_.lan, pallet=pallet, cartons=cartons[:1])
    assert (event.kind, pallet.children.count()) == ("unboxing", 2)
    take_off_pallet(actor=world.as_.lan, pallet=pallet)
    assert (pallet.children.count(), faults()) == (0, [])
    assert take_off_pallet(actor=world.as_.lan, pallet=pallet) is None
    # A wrong event is undone by its declaration.
    declare_error(actor=world.as_.lan, event=event, reason="did_not_occur")
    assert [child.pk for child in pallet.children.all()] == [cartons[0].pk]
    declare_error(
        actor=world.as_.lan, event=Event.objects.get(event_id=first.event_id), reason="did_not_occur"
    )
    assert (pallet.children.count(), faults()) == (0, [])


def test_invalid_container_on_a_pallet_is_refused(world, cartons):
    pallet = put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons[:1])
    unpack_carton(actor=world.as_.lan, container=cartons[1])
    strange = Container.objects.create(producer=world.other_product.producer, uri="https://x.example/thung/A")
    before = rows()
    for wrong, code in (
        ([], "container_count"),
        ([cartons[1]], "container_empty"),
        ([cartons[0]], "container_elsewhere"),
        ([pallet], "container_kind"),
        ([strange], "container_kind"),
    ):
        with pytest.raises(EventError) as refused:
            put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=wrong)
        assert refused.value.code == code
    with pytest.raises(EventError) as refused:
        put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons[2:], pallet=cartons[0])
    assert refused.value.code == "container_pallet"
    assert rows() == before


def test_a_carton_that_a_partner_empties_names_its_lot_and_is_filled_again_when_that_was_wrong(
    world, lots, cartons
):
    def capture(*events):
        job = capture_events(
            actor=world.as_.lan, events=document(*events)["epcisBody"]["eventList"], context=CONTEXT
        ).job
        assert job.success, job.errors

    pallet = put_on_pallet(actor=world.as_.lan, producer=world.producer, cartons=cartons[:1])
    emptied = aggregation(cartons[0].address, [], "DELETE")
    capture(emptied)
    event = Event.objects.get(event_id=emptied["eventID"].removeprefix("urn:uuid:"))
    link = event.lot_links.get()
    assert (link.lot_id, link.quantity, cartons[0].contents.count()) == (lots[0].pk, 20, 0)
    off = aggregation(pallet.address, [], "DELETE")
    capture(off)
    assert pallet.children.count() == 0
    capture(
        off
        | {"errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "did_not_occur"}}
    )
    declare_error(actor=world.as_.lan, event=event, reason="did_not_occur")
    lots[0].refresh_from_db()
    assert (lots[0].packed, cartons[0].contents.get().quantity, faults()) == (40, 20, [])


@pytest.mark.slow
def test_only_the_producers_people_stack_and_unstack_cartons(world, lots, cartons, client):
    url = reverse("traceability:containers", args=[world.producer.pk])
    for stranger in (world.minh, world.hoa):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        assert client.post(url, {"cartons": [cartons[0].pk]}).status_code == 404
    client.force_login(world.thu)
    before = rows()
    page = client.get(url)
    assert page.status_code == 200 and "Xếp lên pallet" not in page.content.decode()
    client.post(url, {"cartons": [cartons[0].pk]})
    assert rows() == before
    client.force_login(world.lan)
    assert client.post(url, {}).status_code == 400
    client.post(url, {"cartons": [cartons[0].pk, cartons[2].pk], "pallet": ""})
    pallet = Container.objects.get(is_pallet=True)
    assert pallet.children.count() == 2
    response = client.get(reverse("traceability:genealogy", args=[lots[0].pk]))
    boxes = [(node.kind, node.title) for node in response.context["picture"].nodes]
    assert boxes == [
        ("lot", lots[0].code),
        ("carton", "Thùng"),
        ("carton", "Thùng"),
        ("pallet", "Pallet · 1 thùng"),
    ]
    assert f"Trên pallet {pallet}" in response.content.decode()
    off = reverse("traceability:take-off", args=[world.producer.pk, pallet.pk])
    client.post(off, {"carton": cartons[0].pk})
    assert [child.pk for child in pallet.children.all()] == [cartons[2].pk]
    client.post(off)
    assert pallet.children.count() == 0


def test_genealogy_picture_shows_cartons_of_the_made_lot(world, lots, client):
    plums, dried = lots
    process(world, [plums], [dried])
    pack_cartons(actor=world.as_.lan, lot=dried, quantity=1)
    client.force_login(world.lan)
    response = client.get(reverse("traceability:genealogy", args=[plums.pk]))
    assert [node.kind for node in response.context["picture"].nodes] == ["lot", "lot", "carton"]


@pytest.mark.parametrize(
    ("prefix", "gln", "field", "code"),
    [
        ("89312a45", "", "prefix", "prefix_digits"),
        ("893", "", "prefix", "prefix_length"),
        ("893123456789", "", "prefix", "prefix_vietnam"),
        ("2012345", "", "prefix", "prefix_reserved"),
        ("978604", "", "prefix", "prefix_reserved"),
        ("8931234", "8931234000012", "gln", "gln_wrong"),
        ("8931234", "893123400001", "gln", "gln_wrong"),
        ("95201", "", "prefix", "prefix_taken"),
        ("952012399", "", "prefix", "prefix_taken"),
    ],
    ids=range(9),
)
def test_company_prefixes_with_wrong_digits_are_refused(world, prefix, gln, field, code):
    CompanyPrefix.objects.create(producer=world.other_product.producer, prefix=OWN)
    before = Entry.objects.count()
    with pytest.raises(PrefixError) as refused:
        set_company_prefix(actor=world.as_.lan, producer=world.producer, prefix=prefix, gln=gln)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert (CompanyPrefix.objects.count(), Entry.objects.count()) == (1, before)


def test_company_prefix_is_stored_with_an_entry_and_its_gln_names_the_place(world, lots, client):
    url = reverse("traceability:gs1-prefix", args=[world.producer.pk])
    for stranger in (world.minh, world.hoa):
        client.force_login(stranger)
        assert client.post(url, {"prefix": OWN}).status_code == 404
    assert not CompanyPrefix.objects.exists()
    client.force_login(world.thu)
    fields = {"prefix": "952 0123", "gln": "9520123000004"}
    refused = client.post(url, fields | {"gln": "9520123000003"})
    assert refused.status_code == 400 and refused.context["form"].errors.keys() == {"gln"}
    client.post(url, fields)
    client.post(url, fields)
    (entry,) = Entry.objects.filter(kind="producer.gs1_prefix")
    assert json.loads(entry.body)["payload"] == {"prefix": OWN, "gln": "9520123000004"}
    (carton,) = pack_cartons(actor=world.as_.lan, lot=lots[0], quantity=1)
    assert carton.uri.startswith("https://id.gs1.org/00/09520123")
    data = json.loads(EpcisEvent.objects.latest("entry_id").body)
    assert data["bizLocation"] == {"id": "https://id.gs1.org/414/9520123000004"}


def test_an_event_of_a_carton_is_not_corrected_but_recorded_again(world, lots, cartons, client):
    event = Event.objects.filter(kind="boxing").order_by("entry_id").first()
    before = rows()
    with pytest.raises(EventError):
        correct_event(
            actor=world.as_.lan,
            event=event,
            event_id=uuid.uuid4(),
            event_time=event.event_time,
            quantity=3,
            unit="kg",
        )
    assert rows() == before
    client.force_login(world.lan)
    page = reverse("traceability:event", args=[event.event_id])
    assert client.get(page).context["may_correct"] is False
    client.post(page, {"reason": "incorrect_data", "quantity": "3", "unit": "kg"})
    lots[0].refresh_from_db()
    assert (lots[0].packed, cartons[0].contents.count(), faults()) == (20, 0, [])
