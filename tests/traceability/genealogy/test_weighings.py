"""Kilograms of goods counted in packs, and the genealogy page for goods without a weight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from products.models import Product
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.errors import TooMuchMade
from traceability.genealogy.balance import kilograms
from traceability.lots.enums import LotRole
from traceability.models import Event, Lot


@pytest.fixture
def jars(world) -> Lot:
    """A lot of jam in jars without a weight."""
    product = Product.objects.create(producer=world.producer, name="Mứt mận", unit="hu", is_packed=True)
    return Lot.objects.create(product=product, code="M1", quantity=100, unit="hu")


@pytest.fixture
def plums(world) -> Lot:
    return Lot.objects.create(product=world.product, code="MH1", quantity=100, unit="kg")


def cook(world, plums: Lot, jars: Lot, count: int) -> Event:
    return record_event(
        actor=world.as_.lan,
        kind="processing",
        event_time=timezone.now(),
        lots=[
            LotPart(plums, LotRole.INPUT, Decimal(10), "kg"),
            LotPart(jars, LotRole.OUTPUT, Decimal(count), "hu"),
        ],
    )


@pytest.mark.parametrize(
    ("unit", "sold_in", "is_packed", "content", "weight"),
    [
        ("hu", "hu", True, "500 g", Decimal(2)),
        ("hu", "hu", True, "Hộp 10 gói x 20 g", Decimal("0.08")),
        ("hu", "hu", True, "0,5 lít", None),  # a litre of what?
        ("hu", "hu", True, "", None),
        ("hu", "hu", False, "500 g", None),
        ("chuc", "hu", True, "500 g", None),  # the words are of a jar
        ("l", "l", True, "500 g", None),
        ("ta", "kg", False, "", Decimal(400)),
    ],
)
def test_pieces_weigh_the_net_content_of_the_pack(unit, sold_in, is_packed, content, weight):
    product = Product(unit=sold_in, is_packed=is_packed, net_content=content)
    assert kilograms(Decimal(4), unit, product) == weight


def test_jars_with_a_stated_weight_may_not_hold_more_than_went_in(world, plums, jars):
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    jars.product.refresh_from_db()
    with pytest.raises(TooMuchMade, match="Làm ra 10,5 kg nhưng 10 kg"):
        cook(world, plums, jars, 21)
    assert not Event.objects.exists()
    assert cook(world, plums, jars, 20)


def cook_uncounted(world, plums: Lot, jars: Lot) -> Event:
    """A typical diary: a number of plums is an input, and the lot has the number of jars."""
    parts = [LotPart(plums, LotRole.INPUT, Decimal(10), "kg"), LotPart(jars, LotRole.OUTPUT)]
    return record_event(actor=world.as_.lan, kind="processing", event_time=timezone.now(), lots=parts)


def test_a_lot_that_is_made_without_a_number_may_not_be_more_than_went_in(world, plums, jars):
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    jars.product.refresh_from_db()
    with pytest.raises(TooMuchMade, match="Làm ra 50 kg nhưng 10 kg"):
        cook_uncounted(world, plums, jars)
    assert not Event.objects.exists()
    Lot.objects.filter(pk=jars.pk).update(quantity=20)
    jars.refresh_from_db()
    assert cook_uncounted(world, plums, jars)


def test_a_lot_that_is_made_in_several_goes_is_compared_where_each_says_how_much(world, plums, jars):
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    jars.product.refresh_from_db()
    assert cook(world, plums, jars, 20)
    assert cook_uncounted(
        world, plums, jars
    )  # of 100 jars 20 are counted; the number made from this input is unknown


def test_page_weighs_a_lot_that_was_made_without_a_number(world, plums, jars, client):
    Lot.objects.filter(pk=jars.pk).update(quantity=18)
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    jars.refresh_from_db()
    cook_uncounted(world, plums, jars)
    page = see(client, world, jars)
    assert "Vào 10 kg, ra 9 kg. Nhiều nhất 10 kg (100%)." in page and "Không cân được" not in page


def see(client, world, lot: Lot) -> str:
    client.force_login(world.lan)
    return client.get(reverse("traceability:genealogy", args=[lot.pk])).content.decode()


@pytest.mark.slow
def test_page_names_lots_without_a_weight_and_the_remedy(world, plums, jars, client):
    cook(world, plums, jars, 900)
    page = see(client, world, jars)
    assert "Không cân được lô M1" in page and "ghi khối lượng một gói" in page and "Vào 10 kg." in page
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    page = see(client, world, plums)
    assert "Không cân được" not in page
    assert "Vào 10 kg, ra 450 kg. Nhiều nhất 10 kg (100%)." in page


def test_litres_are_reported_as_unweighable_and_a_lot_alone_reports_nothing(world, plums, jars, client):
    assert "Cân vào, cân ra" not in see(client, world, plums)
    Lot.objects.filter(pk=plums.pk).update(unit="l")
    plums.refresh_from_db()
    record_event(
        actor=world.as_.lan,
        kind="processing",
        event_time=timezone.now(),
        lots=[
            LotPart(plums, LotRole.INPUT, Decimal(10), "l"),
            LotPart(jars, LotRole.OUTPUT, Decimal(3), "hu"),
        ],
    )
    Product.objects.filter(pk=jars.product_id).update(net_content="500 g")
    page = see(client, world, jars)
    assert (
        "Không cân được lô MH1" in page
        and "Lít và mét không đổi ra ký được" in page
        and "Nhiều nhất" not in page
    )
