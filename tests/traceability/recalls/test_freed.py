"""Nobody frees their own lot from a recall by declaring that it wasn't made from the recalled lot."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from members.acting import Actor
from tests.factories.traceability import LotFactory
from tests.traceability.epcis_samples import document, element, transformation
from traceability.events.actions import LotPart, correct_event, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.lots.enums import LotRole
from traceability.models import CaptureJob, Event, Lot, LotEdge, Recall
from traceability.recalls.actions.recall_reach import StillRecalled
from traceability.recalls.actions.recalls import end_recall, recall_lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def fruit(world):
    return LotFactory(product=world.product, quantity=Decimal(50), unit="kg", code="A")


@pytest.fixture
def juice(world):
    return LotFactory(product=world.product, quantity=Decimal(50), unit="kg", code="B")


def make(actor: Actor, source: Lot, target: Lot, kg: int = 10) -> Event:
    return record_event(
        actor=actor,
        kind=EventKind.PROCESSING,
        event_time=timezone.now() - dt.timedelta(hours=1),
        lots=[
            LotPart(source, LotRole.INPUT, Decimal(kg), "kg"),
            LotPart(target, LotRole.OUTPUT, Decimal(kg), "kg"),
        ],
    )


def reached(recall: Recall) -> set[str]:
    return set(recall.reach.filter(ended_at=None).values_list("lot__code", flat=True))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["lan", "thu_for_lan"])
def test_producer_cannot_free_a_lot_from_a_recall_by_a_correction(client, world, fruit, juice, who):
    event = make(world.as_.lan, fruit, juice)
    recall = recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc")
    actor = world.thu_for_lan if who == "thu_for_lan" else world.as_.lan
    with pytest.raises(StillRecalled, match=f"lô {juice.code} đang bị thu hồi theo lô {fruit.code}"):
        declare_error(actor=actor, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert reached(recall) == {"A", "B"} and LotEdge.objects.count() == 1
    assert not Event.objects.filter(is_error=True).exists()
    client.force_login(world.lan)
    answer = client.post(
        reverse("traceability:event", args=[event.event_id]),
        {"reason": ErrorReason.DID_NOT_OCCUR, "idempotency_key": str(uuid.uuid4())},
    )
    assert answer.status_code == 400 and "nhờ cán bộ Hội" in answer.content.decode()
    assert reached(recall) == {"A", "B"}


def test_producer_cannot_free_a_lot_from_an_own_recall_by_a_correction(world, fruit, juice):
    event = make(world.as_.lan, fruit, juice)
    recall = recall_lot(actor=world.as_.lan, lot=fruit, reason="Có mẻ bị mốc")
    with pytest.raises(StillRecalled):
        declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert reached(recall) == {"A", "B"}


def test_officer_who_may_end_the_recall_takes_the_event_back(world, fruit, juice):
    event = make(world.as_.lan, fruit, juice)
    recall = recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc")
    declare_error(actor=world.as_.thu, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert reached(recall) == {"A"}


def test_producer_takes_the_event_back_when_the_recall_is_over(world, fruit, juice):
    event = make(world.as_.lan, fruit, juice)
    end_recall(actor=world.as_.thu, recall=recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc"))
    declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert not LotEdge.objects.exists()


def test_producer_corrects_the_input_amount_while_the_lot_stays_recalled(world, fruit, juice):
    event = make(world.as_.lan, fruit, juice)
    recall = recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc")
    correct_event(
        actor=world.as_.lan,
        event=event,
        event_id=uuid.uuid4(),
        event_time=event.event_time,
        quantity=9,
        unit="kg",
    )
    assert reached(recall) == {"A", "B"} and Event.objects.filter(is_error=True).count() == 1


def test_producer_takes_back_one_of_two_ways_that_the_recall_reaches_the_lot(world, fruit, juice):
    first = make(world.as_.lan, fruit, juice)
    second = make(world.as_.lan, fruit, juice)
    recall = recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc")
    declare_error(actor=world.as_.lan, event=first, reason=ErrorReason.DID_NOT_OCCUR)
    with pytest.raises(StillRecalled):
        declare_error(actor=world.as_.lan, event=second, reason=ErrorReason.DID_NOT_OCCUR)
    assert reached(recall) == {"A", "B"}


@pytest.mark.parametrize("behaviour", ["rollback", "proceed"])
def test_captured_declaration_is_refused_while_it_would_free_a_recalled_lot(
    send, world, fruit, juice, behaviour
):
    event = transformation([element(fruit, 10)], [element(juice, 10)])
    assert send(world.lan, document(event)).status_code == 202
    recall = recall_lot(actor=world.as_.thu, lot=fruit, reason="Có mẻ bị mốc")
    wrong = event | {
        "errorDeclaration": {"declarationTime": "2026-11-22T08:00:00.000+07:00", "reason": "did_not_occur"}
    }
    send(world.lan, document(wrong), **{"GS1-Capture-Error-Behaviour": behaviour})
    job = CaptureJob.objects.latest("created_at")
    assert [error["code"] for error in job.errors] == ["still_recalled"] and not job.success
    assert reached(recall) == {"A", "B"} and not Event.objects.filter(is_error=True).exists()
