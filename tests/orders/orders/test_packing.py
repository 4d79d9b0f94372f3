"""Packed from several lots, unpacked again, and pre-orders from their harvest alone."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from orders.bank.enums import TransferState
from orders.basket.basket import parts_of
from orders.errors import OrderError, SoldOut, WrongState
from orders.models import BankFeed, Offer, Order, Purchase, Transfer
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.settling import owed_back
from orders.orders.actions.steps import confirm_order, deliver_order, mark_paid, settle_lowered, ship_order
from orders.orders.auditing import compare_packed
from orders.orders.registration import orders_of_recall
from orders.orders.slips import lot_codes
from orders.orders.stock import lot_left, stock_of
from orders.own_data import orders as own_data
from orders.shops.enums import Payment
from tests.factories.shops import make_shop_row
from tests.factories.traceability import LotFactory
from tests.layout import without_layout
from tests.orders.conftest import order_of
from tests.traceability.inspection.test_inspection import bundle_of
from tests.traceability.scans.test_origin import make_run
from traceability.inspection.bundle import read_bundle, write_bundle
from traceability.inspection.proof_gaps import NOT_COMPARED
from traceability.recalls.actions.recalls import end_recall, recall_lot


def taken(shop, offer=None, count: int = 20) -> Order:
    return confirm_order(actor=shop.as_.lan, order=order_of(shop, count, offer))


def left(shop) -> Decimal:
    return stock_of([shop.product.pk])[shop.product.pk].left("kg")


@pytest.mark.slow
def test_a_line_is_packed_from_several_lots_and_each_of_them_is_recalled(shop):
    second = LotFactory(product=shop.product, code="MAN-2", quantity=3)
    order = taken(shop, count=24)  # 12 kg of 10 and 3
    line = order.lines.get()
    for also, field in (({}, f"lot-{line.pk}"), ({second.pk: Decimal(4)}, f"part-{line.pk}-{second.pk}")):
        with pytest.raises(SoldOut) as refused:
            pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}, also={line.pk: also})
        assert refused.value.field == field and not line.packed.exists()
    for amount, code in ((Decimal(12), "parts_too_much"), (Decimal(-1), "lot_short")):
        with pytest.raises(OrderError) as refused:
            pack_order(
                actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}, also={line.pk: {second.pk: amount}}
            )
        assert refused.value.code == code and not line.packed.exists()
    # On the page the rest comes from the line's lot.
    client = Client()
    client.force_login(shop.lan)
    assert f'name="part-{line.pk}-{second.pk}"' in client.get(f"/ban-hang/don/{order.number}/").text
    fields = {f"lot-{line.pk}": str(shop.lot.pk), f"part-{line.pk}-{second.pk}": "2,5"}
    assert client.post(f"/ban-hang/don/{order.number}/dong-goi/", fields).status_code == 302
    assert [str(part) for part in line.packed.order_by("pk")] == ["MAN-1: 9,5 kg", "MAN-2: 2,5 kg"]
    assert (lot_left(shop.lot), lot_left(second), left(shop)) == (Decimal("0.5"), Decimal("0.5"), 1)
    lines = order.lines.prefetch_related("packed__lot__product")
    assert [each.lot.code for each in lot_codes(lines)] == ["MAN-1", "MAN-2"]
    assert "MAN-2" in client.get(f"/ban-hang/don/{order.number}/phieu/").text
    recall = recall_lot(actor=shop.as_.lan, lot=second, reason="mốc")
    assert [row.order for row in orders_of_recall(None, recall=recall)["rows"]] == [order]


def test_packed_order_can_be_unpacked_until_it_is_shipped(shop):
    order = confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish))
    line = order.lines.get()
    for weight in ("1.5", "1.8"):
        pack_order(
            actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal(weight)}
        )
        order.refresh_from_db()
        assert order.state == "packed" and order.goods == int(90_000 * Decimal(weight))
        if weight == "1.5":
            for _again in range(2):
                unpack_order(actor=shop.as_.hoa, order=order)
            order.refresh_from_db()
            line.refresh_from_db()
            assert (order.state, order.goods, line.quantity, line.lot) == ("confirmed", 180_000, 2, None)
            assert lot_left(shop.fish_lot) == 50
    kinds = list(order.steps.standing().values_list("kind", flat=True))
    assert kinds == ["placed", "confirmed", "packed"] and order.steps.count() == 5
    assert Entry.objects.filter(subject=f"order:{order.ref}", kind="order.unpacked").count() == 1
    ship_order(actor=shop.as_.hoa, order=order)
    with pytest.raises(WrongState):
        unpack_order(actor=shop.as_.hoa, order=order)


@pytest.mark.slow
def test_packed_goods_of_a_recalled_lot_are_not_handed_on_until_repacked(shop):
    orders = [taken(shop, count=2), taken(shop, count=2)]
    for order in orders:
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    gone = ship_order(actor=shop.as_.lan, order=pack_order(
        actor=shop.as_.lan, order=(third := taken(shop, count=2)), lots={third.lines.get().pk: shop.lot}
    ))  # fmt: skip
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    lan = Client()
    lan.force_login(shop.lan)
    for order, hand_on in zip(orders, (ship_order, deliver_order), strict=True):
        with pytest.raises(WrongState, match="Lô MAN-1 đang bị thu hồi") as refused:
            hand_on(actor=shop.as_.lan, order=order)
        order.refresh_from_db()
        assert (refused.value.code, order.state, order.paid_at) == ("lot_recalled", "packed", None)
        assert "Lô MAN-1 đang bị thu hồi" in lan.get(f"/ban-hang/don/{order.number}/").text
    # Older orders on their way are displayed as before.
    assert deliver_order(actor=shop.as_.lan, order=gone).state == "delivered"
    first = unpack_order(actor=shop.as_.lan, order=orders[0])
    other = LotFactory(product=shop.product, code="MAN-2", quantity=5)
    pack_order(actor=shop.as_.lan, order=first, lots={first.lines.get().pk: other})
    assert ship_order(actor=shop.as_.lan, order=first).state == "shipped"


@pytest.mark.slow
def test_an_inspectors_bundle_names_who_got_goods_of_the_lot_by_an_order(shop):
    gone, waits, undone = (taken(shop, count=2) for _each in range(3))
    for order in (gone, undone):
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=gone)
    unpack_order(actor=shop.as_.lan, order=undone)
    content = bundle_of([shop.lot])
    bundle = read_bundle(content)
    assert write_bundle(bundle) == content and bundle.has_own_index
    (row,) = bundle.files["don-hang.json"]
    cells = (row["lot"], row["order"], row["name"], row["phone"], row["quantity"], row["unit"], row["state"])
    assert cells == (shop.lot.pk, gone.number, gone.buyer_name, gone.buyer_phone, "1", "kg", "shipped")
    assert row["packed"] <= row["shipped"] and row["delivered"] is None
    assert [each.fields for each in NOT_COMPARED if each.file == "don-hang.json"] == [row.keys()]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = without_layout(archive.read("chi-muc.html").decode())
    assert f"MAN-1, 1 kg: đơn {gone.number}, {gone.buyer_name}, {gone.buyer_phone}" in page
    assert waits.number not in page and str(gone.ref) not in str(bundle.files)


@pytest.mark.slow
def test_a_lot_with_some_recalled_labels_is_not_handed_on_before_its_labels_are_checked(shop):
    orders = [taken(shop, count=2) for _each in range(4)]
    for order in orders:
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    gone = ship_order(actor=shop.as_.lan, order=orders.pop())
    part = recall_lot(
        actor=shop.as_.lan, lot=shop.lot, run=make_run(shop.lot), first=1, last=2, reason="rách túi"
    )
    lan = Client()
    lan.force_login(shop.lan)
    for order, hand_on in zip(orders, (ship_order, deliver_order, ship_order), strict=True):
        with pytest.raises(OrderError, match="Một số gói của lô MAN-1") as refused:
            hand_on(actor=shop.as_.lan, order=order)
        order.refresh_from_db()
        assert (refused.value.code, refused.value.field, order.state) == (
            "labels_recalled",
            "labels_checked",
            "packed",
        )
    by_page, handed, by_api = orders
    address = f"/ban-hang/don/{by_page.number}/"
    page = lan.get(address).text
    assert f"/thu-hoi/{part.pk}/" in page and 'name="labels_checked"' in page
    refused = lan.post(f"{address}giao/", {"words": "xe khách"})
    assert (refused.status_code, "Một số gói của lô MAN-1" in refused.text) == (400, True)
    assert lan.post(f"{address}giao/", {"words": "xe khách", "labels_checked": "on"}).status_code == 302
    by_page.refresh_from_db()
    assert by_page.state == "shipped"
    # An older order on its way is displayed as before; for one that is picked up the page asks, too.
    assert deliver_order(actor=shop.as_.lan, order=gone).state == "delivered"
    assert deliver_order(actor=shop.as_.lan, order=handed, labels_checked=True).state == "delivered"
    for fields, status in (({}, 400), ({"labels_checked": True}, 200)):
        answer = lan.post(
            f"/api/v1/orders/{by_api.number}/ship/", fields, content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        assert answer.status_code == status
        if status == 400:
            assert [(each["code"], each["attr"]) for each in answer.json()["errors"]] == [
                ("labels_recalled", "labels_checked")
            ]


def test_a_lot_of_which_some_labels_are_recalled_is_not_for_sale(shop):
    assert left(shop) == 10
    recall_lot(actor=shop.as_.lan, lot=shop.lot, run=make_run(shop.lot), first=1, last=2, reason="rách túi")
    assert left(shop) == 0
    with pytest.raises(SoldOut):
        order_of(shop, 1)
    assert Order.objects.count() == 0


@pytest.fixture
def coming(shop) -> Offer:
    """Ten kilograms promised for a month from now, in addition to the ten that are there."""
    return Offer.objects.create(
        product=shop.product, label="kg", content=1, unit="kg", price=50_000, promised=10,
        ready_date=timezone.localdate() + dt.timedelta(days=30),
    )  # fmt: skip


@pytest.mark.slow
def test_a_pre_order_holds_its_harvest_and_is_packed_from_it_alone(shop, coming):
    order = taken(shop, coming, 6)
    line = order.lines.get()
    assert (left(shop), line.ready_date) == (10, coming.ready_date)
    with pytest.raises(OrderError) as refused:
        pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot})
    assert (refused.value.code, refused.value.field) == ("lot_of_another_harvest", f"lot-{line.pk}")
    # It came two weeks early, and less than was promised: no other order may have those four.
    early = LotFactory(
        product=shop.product,
        code="MAN-9",
        quantity=4,
        harvested_date=coming.ready_date - dt.timedelta(days=14),
    )
    assert left(shop) == 10
    type(early).objects.filter(pk=early.pk).update(quantity=9)
    assert left(shop) == 13
    # Another day in the offer doesn't change earlier promises.
    Offer.objects.filter(pk=coming.pk).update(ready_date=coming.ready_date + dt.timedelta(days=90))
    early.refresh_from_db()
    pack_order(actor=shop.as_.lan, order=order, lots={line.pk: early})
    assert (left(shop), lot_left(early)) == (13, 3)
    page = Client().get(reverse("orders:order", args=[order.ref]))
    assert "MAN-9" in page.text and "Đặt trước, có hàng" in page.text


@pytest.mark.slow
def test_a_pre_order_sells_until_its_day_and_the_seller_reads_why_no_longer(shop, coming):
    page, api = reverse("products:detail", args=[shop.product.slug]), "/api/v1/offers/"
    add = reverse("orders:add", args=[coming.pk])
    lan, buyer = Client(), Client()
    for days, left in ((29, 10), (30, 0)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            lan.force_login(shop.lan)
            assert (add in buyer.get(page).text) == bool(left)
            (data,) = [row["left"] for row in buyer.get(api).json()["results"] if row["id"] == coming.pk]
            assert data == left
            text = lan.get(reverse("orders:shop", args=[shop.producer.pk])).text
            assert ("đã qua ngày có hàng: chị sửa cách bán" in text) == (not left)
    with time_machine.travel(timezone.now() + dt.timedelta(days=30), tick=False), pytest.raises(SoldOut):
        order_of(shop, 1, coming)
    assert Order.objects.count() == 0


def test_basket_shows_when_it_mixes_ready_and_pre_ordered_goods(shop, coming, client):
    (part,), _gone = parts_of({shop.bag.pk: 1, coming.pk: 1})
    assert part.mixed_until == coming.ready_date
    (alone,), _gone = parts_of({coming.pk: 1})
    assert alone.mixed_until is None
    for offer in (shop.bag, coming):
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": "1"})
    page = client.get("/gio-hang/").text
    assert "đặt món đó thành đơn riêng" in page and f"có hàng {coming.ready_date:%d/%m/%Y}" in page


@pytest.mark.slow
def test_an_audit_knows_from_which_lots_each_line_was_packed(shop):
    second = LotFactory(product=shop.product, code="MAN-2", quantity=3)
    order = taken(shop, count=24)
    line = order.lines.get()

    def found(changes=None) -> list[str]:
        with transaction.atomic():
            for row, values in changes or []:
                type(row).objects.filter(pk=row.pk).update(**values)
            words = [one.words() for one in compare_packed() if isinstance(one, Finding)]
            transaction.set_rollback(True)
        return words

    assert found() == []
    assert "MAN-2" in found([(line, {"lot": second})])[0]  # named although it wasn't packed from
    for _again in range(2):
        pack_order(
            actor=shop.as_.lan,
            order=order,
            lots={line.pk: shop.lot},
            also={line.pk: {second.pk: Decimal("2.5")}},
        )
        assert found() == []
        part = line.packed.get(lot=second)
        other = LotFactory(product=shop.product)
        for changes in ([(line, {"lot": other})], [(part, {"lot": other})], [(part, {"quantity": 1})]):
            assert "MAN-1" in found(changes)[0]
        unpack_order(actor=shop.as_.lan, order=order)
        assert found() == []
        order.refresh_from_db()
    pack_order(
        actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}, also={line.pk: {second.pk: Decimal("2.5")}}
    )
    return_part(actor=shop.as_.lan, order=order, counts={line.pk: 6}, reason="dập")
    # All of the second lot and 500 g of the first are in stock again.
    assert list(line.packed.values_list("lot", "quantity")) == [(shop.lot.pk, Decimal(9))]
    assert found() == []
    assert "MAN-1" in found([(line.packed.get(), {"quantity": Decimal("9.5")})])[0]


@pytest.mark.slow
def test_shop_page_names_the_recall_that_stops_a_lots_sale(shop):
    lan, page = Client(), f"/ban-hang/noi/{shop.producer.pk}/"
    lan.force_login(shop.lan)
    assert "không còn gì bán được" not in lan.get(page).text
    part = recall_lot(
        actor=shop.as_.lan, lot=shop.lot, run=make_run(shop.lot), first=1, last=2, reason="rách túi"
    )
    text = lan.get(page).text
    assert "không còn gì bán được: một số tem của lô MAN-1 đang bị thu hồi, nên cả lô chưa bán được" in text
    assert "hết hàng: mở lô mới" not in text
    end_recall(actor=shop.as_.thu, recall=part, reason="đã gỡ")
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    assert "không còn gì bán được: lô MAN-1 đang bị thu hồi" in lan.get(page).text


@pytest.mark.slow
def test_higher_weight_cannot_use_goods_reserved_by_another_order(shop):
    """A lot of 50 kg, two orders of 25 kg: exactly 50 kg are sold."""
    own, other = (confirm_order(actor=shop.as_.hoa, order=order_of(shop, 25, shop.fish)) for _n in range(2))
    line = own.lines.get()
    for weight in (Decimal(50), Decimal("25.001")):
        with pytest.raises(SoldOut) as refused:
            pack_order(
                actor=shop.as_.hoa, order=own, lots={line.pk: shop.fish_lot}, weighed={line.pk: weight}
            )
        assert (refused.value.field, refused.value.code) == (f"weight-{line.pk}", "weight_held")
    assert not line.packed.exists()
    pack_order(actor=shop.as_.hoa, order=own, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal(24)})
    # The weight saved by one order is free for the other.
    line = other.lines.get()
    pack_order(actor=shop.as_.hoa, order=other, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal(26)})
    assert lot_left(shop.fish_lot) == 0


@pytest.mark.slow
@pytest.mark.parametrize("by_bank", [False, True])
def test_a_paid_order_never_costs_more_however_heavy_it_is_repacked(shop, by_bank):
    hoa, offer = shop.as_.hoa, shop.fish
    make_shop_row(offer.product.producer, bank="970418", account="555", delivery_fee=20_000)
    order = confirm_order(actor=hoa, order=order_of(shop, 2, offer, payment=Payment.TRANSFER))
    line = order.lines.get()

    def packed(weight: str) -> tuple[int, int, str]:
        weights = {line.pk: Decimal(weight)}
        pack_order(actor=hoa, order=order, lots={line.pk: shop.fish_lot}, weighed=weights)
        order.refresh_from_db()
        line.refresh_from_db()
        return order.total, order.paid_amount or 0, str(line.quantity)

    assert packed("1.0") == (110_000, 0, "1.000")
    if by_bank:
        feed = BankFeed.objects.create(producer=offer.product.producer)
        Transfer.objects.create(
            feed=feed,
            number=1,
            order=order,
            amount=110_000,
            made_at=timezone.now(),
            state=TransferState.PARTIAL,
        )
        settle_lowered(order)
    else:
        mark_paid(actor=hoa, order=order)
    client = Client()
    client.force_login(shop.hoa)
    page = f"/ban-hang/don/{order.number}/"
    assert "cân lại nặng hơn thì không thu thêm" in client.get(page).text
    unpack_order(actor=hoa, order=order)
    order.refresh_from_db()
    assert order.total == 110_000
    assert packed("2.0") == (110_000, 110_000, "2.000") and owed_back(order) == 0
    assert "Số tiền đã nhận: 110.000" in client.get(f"/don/{order.ref}/bien-nhan/").text.replace(
        "&nbsp;", " "
    )
    # The difference in weight is refunded all the same.
    unpack_order(actor=hoa, order=order)
    assert packed("0.5") == (65_000, 110_000, "0.500") and owed_back(order) == 45_000
    assert "cân lại nặng hơn" in client.get(page).text
    assert list(order.transfers.values_list("state", flat=True)) == ["over"] * by_bank


@pytest.mark.slow
def test_repacked_order_costs_at_most_the_amount_paid(shop):
    order = confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish))
    mark_paid(actor=shop.as_.hoa, order=order)
    line, totals = order.lines.get(), []
    for weight in ("1.0", "1.8"):
        pack_order(
            actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal(weight)}
        )
        order.refresh_from_db()
        totals += [order.total, owed_back(order)]
        unpack_order(actor=shop.as_.hoa, order=order)
    assert totals == [90_000, 90_000, 162_000, 18_000]


@pytest.mark.parametrize("many", [1, 3])
def test_export_of_orders_takes_a_fixed_number_of_queries(shop, django_assert_num_queries, many):
    for n in range(many):
        offer = Offer.objects.create(
            product=shop.product, label=f"hộp {n}", content=1, unit="kg", price=50_000
        )
        order_of(shop, 1, offer)
    with django_assert_num_queries(3):
        assert len(own_data.sold(shop.lan)) == many
    Purchase.objects.update(user=shop.hoa)
    with django_assert_num_queries(4):
        assert len(own_data.bought(shop.hoa)) == many


def test_opening_a_packet_locks_its_product_after_its_lots(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
    order = pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    with CaptureQueriesContext(connection) as asked:
        unpack_order(actor=shop.as_.lan, order=order)
    tables = [
        query["sql"].partition('FROM "')[2].partition('"')[0]
        for query in asked
        if query["sql"].startswith("SELECT")
    ]
    deleted = next(n for n, query in enumerate(asked) if query["sql"].startswith("DELETE"))
    before = tables[:deleted]
    assert "products_product" in before[before.index("traceability_lot") :]
