"""A transformation output without a quantity counts as the lot's quantity, in whatever parts and order it is captured."""

from __future__ import annotations

from itertools import permutations
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from products.models import Product
from tests.quick import some_pairs
from tests.traceability.capture.test_capture import codes
from tests.traceability.epcis_samples import document, element, transformation
from traceability.containers.actions.cartons import set_yield
from traceability.events.actions import LotPart, correct_event, record_event
from traceability.events.actions.errors import EventError, TooMuchMade
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, Event, Lot

NAME = {"transformationID": "urn:x:batch:7"}
PIECES = "H87"


def lot_of(world, kg: int) -> Lot:
    return open_lot(actor=world.as_.lan, product=world.product, quantity=kg, unit="kg")


@pytest.fixture
def plums(world) -> Lot:
    return lot_of(world, 100)


def capture_parts(send, world, parts, is_one_document: bool) -> list[str]:
    """Return the errors of `parts`, sent together or one by one."""
    if is_one_document:
        return codes(send(world.lan, document(*parts), **{"GS1-Capture-Error-Behaviour": "proceed"}))
    return [code for part in parts for code in codes(send(world.lan, document(part)))]


def wrong(event: dict) -> dict:
    return event | {
        "errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00", "reason": "did_not_occur"}
    }


@pytest.mark.parametrize("is_one_document", [True, False], ids=["one document", "several captures"])
@pytest.mark.parametrize("uncounted", ["no amount", "pieces"])
@pytest.mark.parametrize("is_out_first", [True, False], ids=["result first", "ingredient first"])
@pytest.mark.parametrize(("holds", "refused"), [(11, ["too_much_made"]), (10, [])])
def test_an_uncounted_result_counts_whole_in_two_parts(
    world, plums, send, is_one_document, uncounted, is_out_first, holds, refused
):
    dried = lot_of(world, holds)
    out = element(dried) if uncounted == "no amount" else element(dried, 3, PIECES)
    parts = [transformation([], [out], **NAME), transformation([element(plums, 10)], [], **NAME)]
    assert capture_parts(send, world, parts if is_out_first else parts[::-1], is_one_document) == refused
    assert EpcisEvent.objects.count() == 2 - len(refused)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("order", "is_one_document"),
    some_pairs(list(permutations(range(3))), [True, False]),
    ids=lambda value: str(value) if isinstance(value, bool) else "".join(map(str, value)),
)
def test_an_uncounted_result_counts_whole_in_three_parts_of_any_order(
    world, plums, send, is_one_document, order
):
    dried, more = lot_of(world, 16), lot_of(world, 50)
    documents = [
        transformation([element(plums, 20)], [], **NAME),
        transformation([], [element(dried)], **NAME),
        transformation([], [element(more, 5)], **NAME),
    ]
    assert capture_parts(send, world, [documents[n] for n in order], is_one_document) == ["too_much_made"]
    enough = transformation([element(plums, 21 if order[-1] == 0 else 1)], [], **NAME)
    assert capture_parts(send, world, [enough, *(documents[n] for n in order[2:] if n)], False) == []


@pytest.mark.slow
def test_a_lot_is_counted_once_however_many_parts_made_it(world, plums, send):
    dried = lot_of(world, 10)
    documents = [
        transformation([element(plums, 5)], [], **NAME),
        transformation([], [element(dried, 4)], **NAME),
        transformation([], [element(dried)], **NAME),
        transformation([element(plums, 5)], [], **NAME),
        transformation([], [element(dried)], **NAME),
    ]
    # Four of ten kilograms are counted, so the uncounted part made six: with an input of five that is too much, with ten it isn't.
    assert capture_parts(send, world, documents[:3], False) == ["too_much_made"]
    assert capture_parts(send, world, [documents[3], documents[2], documents[4]], False) == []


def test_labels_of_one_lot_are_one_result(world, plums, send):
    dried = lot_of(world, 10)
    uri = element(dried)["epcClass"]
    single = uri + ("/own-{}" if "/P/" in uri else "/21/own-{}")
    many = transformation([element(plums, 10)], []) | {"outputEPCList": [single.format(n) for n in range(3)]}
    assert capture_parts(send, world, [many], False) == []


@pytest.mark.slow
def test_the_remaining_parts_after_a_declaration_are_checked_with_the_next_part(world, plums, send):
    dried, more = lot_of(world, 10), lot_of(world, 50)
    first, second = (transformation([element(plums, kg)], [], **NAME) for kg in (5, 10))
    out, late = transformation([], [element(dried)], **NAME), transformation([], [element(more, 5)], **NAME)
    assert capture_parts(send, world, [first, second, out], False) == []
    assert capture_parts(send, world, [wrong(first), late], False) == ["too_much_made"]
    assert capture_parts(send, world, [transformation([element(plums, 5)], [], **NAME), late], False) == []
    # The result declared wrong: its lot's quantity is no longer counted.
    again = transformation([], [element(more, 10)], **NAME)
    assert capture_parts(send, world, [again], False) == ["too_much_made"]
    assert capture_parts(send, world, [wrong(out), again], False) == []


def test_lot_already_made_is_not_counted_in_a_second_transformation(world, plums, send):
    dried = lot_of(world, 60)
    assert capture_parts(send, world, [transformation([element(plums, 60)], [element(dried)])], False) == []
    documents = [
        transformation([element(plums, 5)], [], **NAME),
        transformation([], [element(dried)], **NAME),
    ]
    assert capture_parts(send, world, documents, False) == []


def test_lot_made_later_is_counted_in_its_own_transformation(world, plums, send):
    dried = lot_of(world, 20)
    assert capture_parts(send, world, [transformation([], [element(dried)], **NAME)], False) == []
    assert capture_parts(send, world, [transformation([element(plums, 5)], [element(dried, 5)])], False) == []
    refused, right = (transformation([element(plums, kg)], [], **NAME) for kg in (14, 15))
    assert capture_parts(send, world, [refused], False) == ["too_much_made"]
    assert capture_parts(send, world, [right], False) == []


@pytest.mark.parametrize("is_one_document", [True, False], ids=["one document", "several captures"])
def test_lots_of_one_product_are_together_no_more_than_its_yield(world, plums, send, is_one_document):
    set_yield(actor=world.as_.lan, product=world.product, lot=plums, percent=30)
    first, second = lot_of(world, 30), lot_of(world, 30)
    documents = [
        transformation([element(plums, 100)], [element(first, 30)], **NAME),
        transformation([], [element(second, 1)], **NAME),
    ]
    assert capture_parts(send, world, documents, is_one_document) == ["too_much_made"]


def test_corrected_without_a_number_a_lot_still_counts_whole(world, plums):
    dried = lot_of(world, 50)
    parts = [LotPart(plums, LotRole.INPUT, 10, "kg"), LotPart(dried, LotRole.OUTPUT, 8, "kg")]
    event = record_event(actor=world.as_.lan, kind="processing", event_time=timezone.now(), lots=parts)
    fields = {"actor": world.as_.lan, "event": event, "event_id": uuid4(), "event_time": event.event_time}
    with pytest.raises(TooMuchMade, match="Làm ra 50 kg nhưng 10 kg"):
        correct_event(**fields, quantity=None, unit="")
    assert Event.objects.count() == 1


def test_a_part_of_a_captured_transformation_is_not_corrected_alone(world, plums, send, client):
    dried = lot_of(world, 100)
    documents = [
        transformation([element(plums, 10)], [], **NAME),
        transformation([], [element(dried, 5)], **NAME),
    ]
    assert capture_parts(send, world, documents, False) == []
    event = Event.objects.order_by("entry_id").last()
    assert event is not None
    fields = {"actor": world.as_.lan, "event": event, "event_id": uuid4(), "event_time": event.event_time}
    with pytest.raises(EventError, match="một phần của một mẻ"):
        correct_event(**fields, quantity=50, unit="kg")
    assert Event.objects.count() == 2
    client.force_login(world.lan)
    page = client.get(reverse("traceability:event", args=[event.event_id])).content.decode()
    assert "declare-right" not in page and "Ghi sai" in page


@pytest.mark.slow
def test_page_weighs_what_parts_made_without_a_number_once(world, plums, send, client):
    Product.objects.filter(pk=world.product.pk).update(is_packed=False)
    dried = lot_of(world, 10)
    documents = [
        transformation([element(plums, 10)], [], **NAME),
        transformation([], [element(dried, 4)], **NAME),
        transformation([], [element(dried)], **NAME),
        transformation([], [element(dried)], **NAME),
    ]
    assert capture_parts(send, world, documents, False) == []
    client.force_login(world.lan)
    page = client.get(reverse("traceability:genealogy", args=[dried.pk])).content.decode()
    assert "Vào 10 kg, ra 10 kg. Nhiều nhất 10 kg (100%)." in page
