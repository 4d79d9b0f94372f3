"""The remaining amount of a lot: never negative, never more than the quantity, and exactly what can still be taken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.traceability.capture.test_capture import codes
from tests.traceability.epcis_samples import document, element, shipping, transformation
from traceability.containers.actions.cartons import pack_cartons
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.actions.stock import Stock
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import EpcisGrant, Lot

ALL = Decimal(60)


@pytest.fixture
def lot(world) -> Lot:
    return open_lot(actor=world.as_.lan, product=world.product, quantity=ALL, unit="kg")


@pytest.fixture
def jam(world) -> Lot:
    return open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="cai")


@pytest.fixture
def record_step(world, lot, jam):
    def record(kind, quantity, **more):
        parts = [LotPart(lot, LotRole.SUBJECT, quantity, "kg")]
        if kind == EventKind.PROCESSING:
            parts = [
                LotPart(lot, LotRole.INPUT, quantity, "kg" if quantity else ""),
                LotPart(jam, LotRole.OUTPUT),
            ]
        moment = timezone.now() - dt.timedelta(hours=1)
        return record_event(actor=world.as_.lan, kind=kind, event_time=moment, lots=parts, **more)

    return record


def reloaded(lot: Lot) -> tuple[Lot, Stock]:
    row = Lot.objects.select_related("product").get(pk=lot.pk)
    return row, Stock({row.pk: row})


def test_used_amount_cannot_be_shipped(lot, record_step):
    record_step(EventKind.PROCESSING, 40)
    with pytest.raises(LotUsedUp, match="chỉ còn 20 kg chưa giao, không đủ 21 kg") as refused:
        record_step(EventKind.SHIPPING, 21)
    assert refused.value.code == "lot_shipped"
    shipped = record_step(EventKind.SHIPPING, 15)
    record_step(EventKind.LOSS, 5)
    with pytest.raises(LotUsedUp, match="chỉ còn 0 chưa giao"):
        record_step(EventKind.SHIPPING, 1)
    # A correction may use the old amount and the rest at that time.
    assert record_step(EventKind.SHIPPING, 15, replaces=shipped)


def test_used_amount_cannot_be_packed_and_packed_amount_can_be_used(lot, record_step):
    record_step(EventKind.PACKING, 30)
    record_step(EventKind.PROCESSING, 40)
    with pytest.raises(LotUsedUp, match="chỉ còn 20 kg chưa đóng gói"):
        record_step(EventKind.PACKING, 21)
    assert record_step(EventKind.PACKING, 20)


def test_captured_shipping_takes_what_an_event_of_the_same_document_left(world, lot, jam, send):
    def ships(kg):
        return shipping(lot, quantityList=[element(lot, kg)])

    made = transformation([element(lot, 40)], [element(jam, 1, "H87")])
    assert codes(send(world.lan, document(made, ships(21)))) == ["lot_shipped"]
    assert codes(send(world.lan, document(made, ships(20)))) == []
    assert codes(send(world.lan, document(ships(1)))) == ["lot_shipped"]


def test_partner_ships_on_only_the_received_amount_that_was_not_used(world, lot, jam, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=1, unit="cai")

    def ships(kg):
        return document(shipping(lot, quantityList=[element(lot, kg)]))

    assert codes(send(world.lan, ships(60))) == []
    assert (
        codes(send(world.hoa, document(transformation([element(lot, 25)], [element(fish, 1, "H87")])))) == []
    )
    assert codes(send(world.hoa, ships(36))) == ["lot_shipped"]
    assert codes(send(world.hoa, ships(35))) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["use", "use all", "lose", "ship", "pack", "box", "take back"]),
        st.integers(1, 40),
    ),
    min_size=3,
    max_size=9,
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_remaining_amount_is_right_after_any_sequence_of_steps(world, lot, record_step, client, steps):
    with transaction.atomic():
        _follow(world, lot, record_step, client, steps)
        transaction.set_rollback(True)


def _follow(world, lot, record_step, client, steps) -> None:
    kinds = {"lose": EventKind.LOSS, "ship": EventKind.SHIPPING, "pack": EventKind.PACKING}
    recorded: list[tuple] = []
    for step, kg in steps:
        _row, stock = reloaded(lot)
        before = stock.remaining_for(_row, None)
        try:
            with transaction.atomic():
                if step == "take back" and recorded:
                    event = recorded.pop(kg % len(recorded))[0]
                    declare_error(actor=world.as_.lan, event=event, reason="did_not_occur")
                elif step in ("use", "use all"):
                    event = record_step(EventKind.PROCESSING, kg if step == "use" else None)
                    taken = event.lot_links.get(lot=lot).taken
                    assert step == "use" or taken == before
                    recorded.append((event, "used", Decimal(kg) if taken is None else taken))
                elif step == "box":
                    pack_cartons(actor=world.as_.lan, lot=_row, count=1, quantity=Decimal(kg))
                elif step != "take back":
                    recorded.append(
                        (record_step(kinds[step], kg), {"lose": "used"}.get(step, step), Decimal(kg))
                    )
        except LotUsedUp:
            continue
        row, stock = reloaded(lot)
        used, shipped = (
            sum((kg for _e, how, kg in recorded if how == name), Decimal(0)) for name in ("used", "ship")
        )
        left = stock.remaining_for(row, None)
        assert row.used == used
        assert (
            used + row.packed <= ALL and min(left, stock.unshipped(row, None), stock.unpacked(row, None)) >= 0
        )
        assert left <= min(ALL - used - row.packed, max(Decimal(0), ALL - used - shipped))
        if not row.packed:
            assert left == max(Decimal(0), ALL - used - shipped)
        assert stock.unshipped(row, None) == max(Decimal(0), ALL - used - shipped)
    client.force_login(world.lan)
    row, stock = reloaded(lot)
    page = client.get(reverse("traceability:genealogy", args=[lot.pk])).context["page"]
    assert (
        page.left
        == stock.remaining_for(row, None)
        == client.get(reverse("traceability:lot", args=[lot.pk])).context["page"].left
    )
    assert page.left + page.handed_over + row.used + row.packed == ALL
