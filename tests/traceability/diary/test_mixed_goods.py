"""GET /epcis/events with goods of several owners in one event: complete with access to all of it, else hidden."""

from __future__ import annotations

import pytest

from products.models import Product
from tests.api import client_of
from tests.traceability.epcis.test_queries import found
from tests.traceability.epcis_samples import CONTEXT, aggregation, document, element, shipping
from traceability.capture import capture_events
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisGrant

pytestmark = pytest.mark.databases


@pytest.fixture
def mixed(world):
    """A pallet with Lan's plums, dried plums and Hoa's fish on it, and a shipment of the plums alone."""
    dried = Product.objects.get(pk=world.product.pk)
    dried.pk, dried.slug, dried.name = None, "man-say", "Mận sấy"
    dried._state.adding = True
    dried.save()
    EpcisGrant.objects.create(producer=world.other_product.producer, partner=world.lan, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=9, unit="kg")
    plums = open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")
    own = open_lot(actor=world.as_.lan, product=dried, quantity=9, unit="kg")
    pallet = aggregation("urn:x:pallet:1", [element(plums, 1), element(own, 1), element(fish, 1)])
    sent = document(pallet, shipping(plums))["epcisBody"]["eventList"]
    assert capture_events(actor=world.as_.lan, events=sent, context=CONTEXT).job.errors == []
    return dried


@pytest.mark.parametrize(
    ("granted", "visible"),
    [
        ((), []),
        (("plums",), ["ObjectEvent"]),
        (("all of hers",), ["ObjectEvent"]),
        (("plums", "fish"), ["ObjectEvent"]),
        (("plums", "dried", "fish"), ["ObjectEvent", "AggregationEvent"]),
        (("all of hers", "fish"), ["ObjectEvent", "AggregationEvent"]),
    ],
    ids=lambda one: " ".join(one) or "nothing",
)
def test_a_partner_sees_the_event_of_a_mixed_pallet_only_where_all_goods_on_it_are_granted(
    world, mixed, granted, visible
):
    for what in granted:
        product = {"plums": world.product, "dried": mixed}.get(what)
        producer = world.other_product.producer if what == "fish" else world.producer
        EpcisGrant.objects.create(producer=producer, product=product, partner=world.minh, may_query=True)
    client = client_of(world.minh)
    assert sorted(found(client)) == sorted(visible)
    assert ("urn:x:pallet:1" in client.get("/epcis/epcs").text) == (len(visible) == 2)


def test_producer_with_goods_on_a_mixed_pallet_sees_its_event(world, mixed):
    assert sorted(found(client_of(world.lan))) == ["AggregationEvent", "ObjectEvent"]
    assert found(client_of(world.hoa)) == ["AggregationEvent"]
