"""Packed goods can't be an ingredient, and used goods can't be packed: each kilogram is used once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from orders.errors import SoldOut
from orders.models import Order
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.steps import cancel_order, confirm_order, return_order, ship_order
from orders.orders.stock import lot_left, stock_of
from tests.api import token_of
from tests.factories.traceability import LotFactory
from tests.layout import without_layout
from tests.orders.conftest import order_of
from tests.traceability.epcis_samples import document, element, transformation
from traceability.capture import capture_events
from traceability.containers.actions.cartons import pack_cartons, record_loss
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.enums import ErrorReason
from traceability.lots.actions.lots import LotLocked, change_lot
from traceability.lots.auditing.stock import compare_stock
from traceability.lots.enums import LotRole
from traceability.models import Container, Event, Lot

CONTEXT = document()["@context"]
ONLY = "Lô MAN-1 chỉ còn 4 kg, vì 6 kg đã bán."


@pytest.fixture
def dried(shop) -> Lot:
    return LotFactory(product=shop.product, code="KHO-1", quantity=4)


def packed(shop, bags: int = 12) -> Order:
    """An order of six of the ten kilograms, packed."""
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, bags))
    return pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})


def use(shop, dried: Lot, kg: str | None, came: int | None = None) -> Event:
    return record_event(
        actor=shop.as_.lan,
        kind="processing",
        event_time=timezone.now(),
        lots=[
            LotPart(shop.lot, LotRole.INPUT, Decimal(kg) if kg else None, "kg" if kg else ""),
            LotPart(dried, LotRole.OUTPUT, came, "kg" if came else ""),
        ],
    )


def left(shop) -> Decimal:
    return stock_of([shop.product.pk])[shop.product.pk].left("kg")


def used(shop) -> Decimal:
    shop.lot.refresh_from_db()
    return shop.lot.used


def test_sold_amount_cannot_be_used_or_recorded_as_lost(shop, dried):
    packed(shop)
    with pytest.raises(LotUsedUp) as refused:
        use(shop, dried, "4.001")
    assert (str(refused.value), refused.value.field, refused.value.code) == (ONLY, "quantity", "lot_sold")
    with pytest.raises(LotUsedUp, match=ONLY):
        record_loss(actor=shop.as_.lan, lot=shop.lot, quantity=5, reason="Chuột")
    assert (used(shop), Event.objects.count()) == (0, 0)
    # An unweighed amount is the rest after the sold amount.
    use(shop, dried, None, 4)
    assert (used(shop), lot_left(shop.lot)) == (4, 0)
    with pytest.raises(LotUsedUp, match="Lô MAN-1 chỉ còn 0, vì 6 kg đã bán."):
        use(shop, dried, None)
    assert [one for one in compare_stock() if not isinstance(one, int)] == []


@pytest.mark.slow
def test_the_diary_and_a_partners_report_give_the_reason_next_to_the_amount(shop, dried, client):
    packed(shop)
    client.force_login(shop.lan)
    fields = {
        "kind": "processing", "product": str(shop.product.pk), "quantity": "1", "unit": "kg", "when": "today", "lot": "new",
        "input_lot": str(shop.lot.pk), "input_quantity": "5", "member": str(shop.lan.ref), "idempotency_key": uuid4().hex,
    }  # fmt: skip
    answer = client.post("/nhat-ky/ghi/", fields)
    assert (answer.status_code, answer.context["form"].errors) == (409, {"input_quantity": [ONLY]})
    events = [transformation([element(shop.lot, kg)], [element(dried, 1)]) for kg in (5, 4)]
    job = capture_events(actor=shop.as_.lan, events=events, context=CONTEXT, rollback=False).job
    assert [(one["code"], one["detail"], one["instance"][-1]) for one in job.errors] == [
        ("lot_sold", ONLY, "0")
    ]
    assert (job.captured_count, used(shop)) == (1, 4)
    token = {"HTTP_AUTHORIZATION": f"Token {token_of(shop.lan)}"}
    body = {
        "kind": "processing", "event_time": timezone.now().isoformat(),
        "lots": [{"lot": shop.lot.pk, "role": "input", "quantity": "1", "unit": "kg"}, {"lot": dried.pk, "role": "output"}],
    }  # fmt: skip
    answer = client.post("/api/v1/events/", body, content_type="application/json", **token)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "lot_sold")
    data = client.get(f"/api/v1/lots/{shop.lot.pk}/genealogy/", **token).json()
    assert (data["left"], data["sold"]) == ("0.000", "6.000")
    page = without_layout(client.get(f"/lo/{shop.lot.pk}/lam-tu/").text)
    assert "<dt>Đã bán</dt><dd>6 kg</dd>" in page


def test_used_amount_cannot_be_packed(shop, dried):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 12))
    use(shop, dried, None)
    with pytest.raises(SoldOut) as refused:
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    assert (refused.value.code, order.lines.get().packed.exists()) == ("lot_short", False)


def test_a_recorded_yield_is_all_that_is_sold_of_a_lot(shop, dried):
    """The lot states a hundred kilograms, its ingredients gave four."""
    use(shop, dried, "10", 4)
    assert (lot_left(dried), left(shop)) == (4, 4)


@pytest.mark.parametrize("how", ["unpacked", "cancelled", "returned"])
def test_unpacked_cancelled_or_returned_goods_can_be_used(shop, dried, how):
    order = packed(shop)
    if how == "unpacked":
        unpack_order(actor=shop.as_.lan, order=order)
    elif how == "cancelled":
        cancel_order(actor=shop.as_.lan, order=order, reason="Người mua đổi ý")
    else:
        return_order(
            actor=shop.as_.lan, order=ship_order(actor=shop.as_.lan, order=order), reason="Không nhận"
        )
    Lot.objects.filter(pk=dried.pk).update(quantity=10)
    dried.refresh_from_db()
    use(shop, dried, None)
    assert used(shop) == 10
    # Returned goods that became an ingredient take nothing from other lots for sale.
    assert left(shop) == (4 if how == "unpacked" else 10)  # unpacked, it has to be packed again


def test_amount_of_a_corrected_event_is_for_sale_again(shop, dried):
    event = use(shop, dried, None)
    assert (used(shop), lot_left(shop.lot)) == (10, 0)
    declare_error(actor=shop.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert (used(shop), lot_left(shop.lot)) == (0, 10)
    packed(shop)
    assert lot_left(shop.lot) == 4


def test_shipping_event_of_a_sold_amount_is_not_counted_twice(shop, dried):
    packed(shop)
    record_event(
        actor=shop.as_.lan, kind="shipping", event_time=timezone.now(), lots=[LotPart(shop.lot, quantity=Decimal(6), unit="kg")]
    )  # fmt: skip
    assert lot_left(shop.lot) == 4
    use(shop, dried, "4")


def test_goods_shipped_by_the_diary_cannot_be_ordered(shop):
    def ship(kg: int) -> Event:
        part = LotPart(shop.lot, LotRole.SUBJECT, Decimal(kg), "kg")
        return record_event(actor=shop.as_.lan, kind="shipping", event_time=timezone.now(), lots=[part])

    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 12))
    stall = ship(7)
    with pytest.raises(SoldOut):
        order_of(shop, 1)
    # A shipping event in the diary may be an order's parcel: the order is packed all the same, and the larger amount counts.
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    assert left(shop) == 3
    declare_error(actor=shop.as_.lan, event=stall, reason=ErrorReason.DID_NOT_OCCUR)
    assert left(shop) == 4


@pytest.mark.slow
def test_sold_goods_can_be_in_a_carton_that_then_cannot_be_used(shop, dried):
    packed(shop)
    pack_cartons(actor=shop.as_.lan, lot=shop.lot, quantity=6)
    carton = Container.objects.get()
    used_whole = transformation([], [element(dried, 1)]) | {"inputEPCList": [carton.address]}

    def refused() -> list[str]:
        job = capture_events(actor=shop.as_.lan, events=[used_whole], context=CONTEXT).job
        return [one["code"] for one in job.errors]

    assert (refused(), lot_left(shop.lot)) == (["lot_sold"], 4)
    use(shop, dried, "4")
    assert used(shop) == 4
    cancel_order(actor=shop.as_.lan, order=Order.objects.get(), reason="Người mua đổi ý")
    assert refused() == []
    # The content of the carton is used up: it can't be sold either.
    assert lot_left(shop.lot) == left(shop) - lot_left(dried) == 0


def test_lot_cannot_be_made_smaller_than_its_sold_amount(shop):
    packed(shop)
    with pytest.raises(LotLocked, match="bán một phần"):
        change_lot(actor=shop.as_.lan, lot=shop.lot, changes={"quantity": 5})
    assert change_lot(actor=shop.as_.lan, lot=shop.lot, changes={"quantity": 6}).quantity == 6


def test_a_harvest_of_which_some_is_sold_is_not_taken_back(shop):
    lot = shop.lot
    harvests = [
        record_event(
            actor=shop.as_.lan, kind="harvesting", event_time=timezone.now() - dt.timedelta(hours=1),
            lots=[LotPart(lot, quantity=Decimal(5), unit="kg")],
        )
        for _n in range(2)
    ]  # fmt: skip
    packed(shop)
    with pytest.raises(LotUsedUp, match="bán nhiều hơn chỗ còn lại"):
        declare_error(actor=shop.as_.lan, event=harvests[0], reason=ErrorReason.DID_NOT_OCCUR)
    assert Event.objects.count() == 2
