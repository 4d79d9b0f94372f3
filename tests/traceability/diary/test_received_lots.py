"""Another household's goods as an ingredient, chosen on a page: shipped goods of sellers with a grant, and no others."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.traceability.capture.test_capture import rows
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.genealogy.edges import compute_edges
from traceability.genealogy.traversal import descendant_ids
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisGrant, Event, EventLot, LotEdge, RecallReach
from traceability.recalls.actions.recalls import recall_lot

pytestmark = pytest.mark.databases


@pytest.fixture
def plums(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def grant(world):
    return EpcisGrant.objects.create(
        producer=world.producer, partner=world.hoa, product=world.product, may_capture=True
    )


def hand_over(world, lot, kg=60):
    return record_event(
        actor=world.as_.lan,
        kind=EventKind.SHIPPING,
        event_time=timezone.now(),
        lots=[LotPart(lot, quantity=kg, unit="kg" if kg else "")],
    )


def choices(client, user) -> dict[str, str]:
    client.force_login(user)
    form = client.get(reverse("traceability:record"), {"viec": "che-bien"}).context["form"]
    return {str(value): str(words) for value, words in form.fields["input_lot"].choices}


@pytest.fixture
def make(world, client):
    def post(lot, kg="", made="20", note="", **more):
        client.force_login(world.hoa)
        data = {
            "kind": "processing", "product": str(world.other_product.pk), "quantity": made, "unit": "kg", "when": "today",
            "lot": "new", "input_lot": str(lot.pk), "input_quantity": kg, "note": note, "member": str(world.hoa.ref),
            "idempotency_key": uuid4().hex,
        }  # fmt: skip
        return client.post(reverse("traceability:record"), data | more)

    return post


@pytest.mark.slow
def test_received_goods_are_chosen_on_the_page_and_recalls_reach_the_made_lot(
    world, client, plums, grant, make
):
    hand_over(world, plums)
    assert (
        choices(client, world.hoa)[str(plums.pk)]
        == f"{plums.code} – Mận hậu Mộc Châu, Vườn nhà Lan giao, còn 60 kg"
    )
    recall = recall_lot(
        actor=world.as_.lan,
        lot=open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg"),
        reason="Lô khác",
    )
    assert make(plums, "50").status_code == 303
    event = Event.objects.get(kind="processing")
    jam = EventLot.objects.get(event_id=event.event_id, role="output").lot
    assert (event.place_id, jam.product) == (world.far.pk, world.other_product)
    assert descendant_ids([plums.pk]) == {jam.pk}
    assert (
        set(LotEdge.objects.values_list("source", "target", "input_event", "output_event")) == compute_edges()
    )
    plums.refresh_from_db()
    assert (plums.used, RecallReach.objects.filter(recall=recall).count()) == (50, 1)
    assert "còn 10 kg" in choices(client, world.hoa)[str(plums.pk)]
    recall = recall_lot(actor=world.as_.lan, lot=plums, reason="Có mẻ bị mốc")
    assert set(RecallReach.objects.filter(recall=recall).values_list("lot", flat=True)) == {plums.pk, jam.pk}
    assert str(plums.pk) not in choices(client, world.hoa)


@pytest.mark.parametrize(
    ("kg", "made", "words"), [("61", "20", "chỉ còn 60 kg"), ("60", "60.5", "nhiều nhất 60 kg")]
)
def test_more_than_was_handed_over_neither_goes_in_nor_comes_out(world, plums, grant, make, kg, made, words):
    hand_over(world, plums)
    before = rows()
    refused = make(plums, kg, made)
    assert (refused.status_code, rows()) == (409 if kg == "61" else 400, before)
    assert words in refused.text


@pytest.mark.slow
def test_unweighed_ingredient_counts_as_the_whole_amount_handed_over(world, plums, grant, make):
    hand_over(world, plums)
    make(plums)
    assert EventLot.objects.get(lot=plums, role="input").taken == 60
    assert make(plums).status_code == 400  # the lot is used up, so it isn't offered
    plums.refresh_from_db()
    assert plums.used == 60


@pytest.mark.parametrize(
    "case",
    [
        "no grant",
        "ended",
        "may only ask",
        "of another product",
        "not handed over",
        "not weighed",
        "a stranger",
    ],
)
def test_lot_that_was_not_handed_over_cannot_be_chosen_or_used(world, client, plums, make, case):
    if case not in ("no grant", "a stranger"):
        EpcisGrant.objects.create(
            producer=world.producer,
            partner=world.hoa,
            product=_other(world) if case == "of another product" else None,
            may_capture=case != "may only ask",
            may_query=True,
            ended_at=timezone.now() if case == "ended" else None,
        )
    if case == "a stranger":
        EpcisGrant.objects.create(producer=world.producer, partner=world.minh, may_capture=True)
    if case != "not handed over":
        hand_over(world, plums, None if case == "not weighed" else 60)
    before = rows()
    assert str(plums.pk) not in choices(client, world.hoa)
    assert (make(plums, "1").status_code, rows()) == (400, before)


def _other(world):
    product = type(world.product).objects.get(pk=world.product.pk)
    product.pk, product.slug, product.name = None, "mut-man", "Mứt mận"
    product._state.adding = True
    product.save()
    return product


@pytest.mark.slow
def test_the_maker_records_events_and_the_giver_reads_none_of_the_texts(world, client, plums, grant, make):
    hand_over(world, plums)
    make(plums, "50", note="Nấu ở nhà bà Páo")
    event = Event.objects.get(kind="processing")
    page = reverse("traceability:event", args=[event.event_id])
    client.force_login(world.lan)
    assert client.get(page).status_code == 404
    for where in (reverse("traceability:lot", args=[plums.pk]), reverse("traceability:diary")):
        text = client.get(where).text
        assert plums.code in text and "bà Páo" not in text and "Cầm Thị Hoa" not in text
    client.force_login(world.hoa)
    assert "bà Páo" in client.get(page).text
    client.post(page, {"reason": "did_not_occur", "idempotency_key": uuid4().hex})
    plums.refresh_from_db()
    assert (plums.used, LotEdge.objects.count()) == (0, 0)
