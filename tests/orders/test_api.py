"""Offers, shops and orders over the API: a buyer without an account, Lan who sells, and strangers who get nothing."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from backend.common.limits import SharedLimit
from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from members.models import Notice, User
from orders.basket import limits
from orders.basket.proofs import proof_for
from orders.models import Offer, Order, OrderLine, OrderStep, PriceBreak, Purchase, Shop
from tests.api import client_of, everything, problems, send_twice
from tests.orders.conftest import order_of

API = "/api/v1"
ROWS = (Offer, PriceBreak, Shop, Purchase, Order, OrderLine, OrderStep)
BUYER = {
    "name": "Nguyễn Thu Hà",
    "phone": "0912 345 678",
    "place": "Hà Nội",
    "phone_proof": proof_for("+84912345678"),
}
OFFER = {"label": "thùng 10 kg", "content": "10", "unit": "kg", "price": 400_000}


@pytest.fixture(autouse=True)
def limit(monkeypatch) -> SharedLimit:
    """A separate count: the orders of other tests in this process don't count against these."""
    fresh = SharedLimit(f"orders {uuid.uuid4()}", 20, seconds=10**9, step=1)
    monkeypatch.setattr(limits, "orders_an_hour", fresh)
    return fresh


def part(offer: Offer, count: object, **more) -> dict[str, object]:
    ways = {"delivery": "ship", "payment": "on_delivery", **more}
    line = {"offer": offer.pk, "count": count}
    return {"producer": offer.product.producer_id, **ways, "lines": [line]}


def body(*parts: dict[str, object], **more) -> dict[str, object]:
    return {**BUYER, "parts": list(parts), **more}


# --- Offers ---------------------------------------------------------------------------------------------------------------
def test_offers_on_sale_are_public_with_the_pieces_left(shop):
    Offer.objects.create(product=shop.product, label="cũ", content=1, unit="kg", price=9_000, is_open=False)
    PriceBreak.objects.create(offer=shop.bag, from_count=5, price=23_000)
    order_of(shop, 4)
    found = client_of().get(f"{API}/offers/?producer={shop.producer.pk}").json()["results"]
    assert [(row["label"], row["left"], row["price"], row["content"]) for row in found] == [
        ("túi 500 g", 16, 25_000, "0.500")
    ]
    assert found[0]["breaks"] == [{"from_count": 5, "price": 23_000}]
    assert client_of().get(f"{API}/offers/?product={shop.other_product.pk}").json()["count"] == 1
    seller = client_of(shop.lan)
    assert seller.get(f"{API}/offers/?producer={shop.producer.pk}").json()["count"] == 2
    assert seller.get(f"{API}/offers/?producer={shop.producer.pk}&on_sale=true").json()["count"] == 1
    Shop.objects.update(paused_until=timezone.localdate())
    assert client_of().get(f"{API}/offers/{shop.bag.pk}/").status_code == 404


def test_offers_cost_the_same_at_1_and_3_rows(shop, django_assert_num_queries):
    path = f"{API}/offers/?producer={shop.producer.pk}"
    # rows, breaks, and the stock: lots, reserved, packed and shipped amounts, ingredients
    with django_assert_num_queries(7):
        assert len(client_of().get(path).json()["results"]) == 1
    for number in range(2):
        Offer.objects.create(product=shop.product, label=f"{number}", content=1, unit="kg", price=50_000)
    with django_assert_num_queries(7):
        assert len(client_of().get(path).json()["results"]) == 3


def test_an_offer_is_created_changed_and_closed_by_the_seller_and_the_officer(shop):
    lan, thu = client_of(shop.lan), client_of(shop.thu)
    breaks = [{"from_count": 2, "price": 380_000}, {"from_count": 5, "price": 350_000}]
    data = {**OFFER, "product": shop.product.pk, "breaks": breaks}
    made = send_twice(lan, "post", f"{API}/offers/", data, status=201)
    assert (made["left"], made["min_count"], made["breaks"]) == (1, 1, breaks)
    path = f"{API}/offers/{made['id']}/"
    closed = send_twice(lan, "post", f"{path}close/")
    assert not closed["is_open"] and client_of().get(path).status_code == 404
    again = send_twice(thu, "put", path, {**OFFER, "price": 390_000})
    assert (again["price"], again["breaks"], again["is_open"]) == (390_000, [], True)
    assert Offer.objects.filter(product=shop.product).count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": -1}, "price"),
        ({"price": 500}, "price"),
        ({"price": 10**11}, "price"),
        ({"label": "=1+1"}, "label"),
        ({"content": "0"}, "content"),
        ({"content": "NaN"}, "content"),
        ({"min_count": 0}, "min_count"),
        ({"unit": "tấn"}, "unit"),
        ({"ready_date": "2099-01-01"}, "promised"),
        ({"ready_date": "2099-01-01", "promised": "0"}, "promised"),
        ({"breaks": [{"from_count": 2, "price": 500_000}]}, "breaks"),
        ({"breaks": [{"from_count": 2, "price": 390_000}] * 2}, "breaks"),
        ({"product": 2**31 - 1}, "product"),
    ],
    ids=str,
)
def test_an_offer_that_cannot_be_meant_is_refused_at_its_field(shop, change, field):
    before = everything(ROWS)
    answer = client_of(shop.lan).post(f"{API}/offers/", {**OFFER, "product": shop.product.pk, **change})
    assert answer.status_code == 400
    assert [attr for _code, attr in problems(answer)] == [field]
    assert everything(ROWS) == before


@pytest.mark.slow
def test_a_stranger_changes_no_offer(shop):
    closed = Offer.objects.create(
        product=shop.product, label="cũ", content=1, unit="kg", price=9_000, is_open=False
    )
    before = everything(ROWS)
    for user in (None, shop.hoa, shop.minh):
        client = client_of(user)
        sold, hidden = (401, 401) if user is None else (403, 404)
        for offer, expected in ((shop.bag, sold), (closed, hidden)):
            path = f"{API}/offers/{offer.pk}/"
            assert client.put(path, OFFER).status_code == expected
            assert client.post(f"{path}close/").status_code == expected
        assert client.post(f"{API}/offers/", {**OFFER, "product": shop.product.pk}).status_code == sold
    assert everything(ROWS) == before


# --- Shops ----------------------------------------------------------------------------------------------------------------
@pytest.mark.databases
def test_shop_is_public_and_its_account_is_for_the_seller_only(shop):
    path = f"{API}/shops/{shop.producer.pk}/"
    response = client_of().get(path)
    assert (response.json()["delivery_fee"], response.json()["takes_transfer"]) == (30_000, True)
    assert "1234567890" not in response.content.decode()
    data = client_of(shop.lan).get(f"{path}account/").json()
    assert data == {"bank": "970418", "account": "1234567890", "holder": "LO THI LAN"}
    for user, status in ((None, 401), (shop.hoa, 403), (shop.minh, 403), (shop.thu, 403)):
        answer = client_of(user).get(f"{path}account/")
        assert answer.status_code == status and "1234567890" not in answer.content.decode()
    # Shops without settings answer by the defaults, and that nobody can order.
    Shop.objects.filter(producer=shop.other_product.producer).delete()
    other = client_of().get(f"{API}/shops/{shop.other_product.producer_id}/").json()
    assert (other["delivers"], other["takes_transfer"], Shop.objects.count()) == (True, False, 1)
    assert other["delivery_answered_at"] is None


def test_delivery_and_pauses_are_set_by_the_seller_and_the_officer(shop):
    path = f"{API}/shops/{shop.producer.pk}/"
    data = {
        "delivers": True,
        "has_pickup": True,
        "pickup_words": "Ở vườn",
        "delivery_fee": 20_000,
        "free_from": 300_000,
    }
    saved = send_twice(client_of(shop.lan), "put", f"{path}delivery/", data)
    assert (saved["pickup_words"], saved["delivery_fee"], saved["free_from"]) == ("Ở vườn", 20_000, 300_000)
    today = timezone.localdate().isoformat()
    assert send_twice(client_of(shop.thu), "put", f"{path}pause/", {"until": today})["paused_until"] == today
    assert client_of(shop.lan).put(f"{path}pause/", {"until": None}).json()["paused_until"] is None
    before = everything(ROWS)
    for what, wrong, field in (
        ("delivery", {"delivers": False, "has_pickup": False}, "delivers"),
        ("delivery", {**data, "delivery_fee": -1}, "delivery_fee"),
        ("delivery", {**data, "free_from": 10**30}, "free_from"),
        ("pause", {"until": "2020-01-01"}, "until"),
    ):
        answer = client_of(shop.lan).put(f"{path}{what}/", wrong)
        assert (answer.status_code, [attr for _code, attr in problems(answer)]) == (400, [field])
    assert everything(ROWS) == before


@pytest.mark.slow
def test_account_is_set_only_by_the_producers_people_and_stored_in_no_response(shop):
    path = f"{API}/shops/{shop.producer.pk}/account/"
    account = {"bank": "970415", "account": "99887766", "holder": "LO THI LAN"}
    before = everything(ROWS)
    for user, status in ((None, 401), (shop.hoa, 403), (shop.thu, 403)):
        assert client_of(user).put(path, account).status_code == status
    wrong = client_of(shop.lan).put(path, {**account, "bank": "000000"})
    assert (wrong.status_code, problems(wrong)) == (400, [("invalid_choice", "bank")])
    assert everything(ROWS) == before
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _time in range(2):
        assert client_of(shop.lan).put(path, account, headers=key).status_code == 204
    assert Shop.objects.get(producer=shop.producer).account == "99887766"
    assert Entry.objects.filter(kind="shop.account").count() == 1
    assert IdempotencyKey.objects.get(key=key["Idempotency-Key"]).body is None


# --- Ordering -------------------------------------------------------------------------------------------------------------
def test_anybody_orders_and_follows_the_order_by_its_ref(shop):
    data = body(part(shop.bag, 4, payment="transfer"), part(shop.fish, 2))
    made = send_twice(client_of(), "post", f"{API}/orders/", data, status=201)
    plums, fish = made["orders"]
    assert (plums["total"], fish["total"], Purchase.objects.get().user) == (130_000, 180_000, None)
    assert made["ref"] == str(Purchase.objects.get().ref)
    assert Notice.objects.filter(user=shop.lan).count() == 1
    answer = client_of().get(f"{API}/orders/by-ref/{plums['ref']}/")
    public = answer.json()
    assert (public["number"], public["state"], public["transfer"]["account"]) == (
        plums["number"], "placed", "1234567890",
    )  # fmt: skip
    assert plums["number"] in public["transfer"]["vietqr"] and "no-store" in answer["Cache-Control"]
    assert not any(word in answer.content.decode() for word in ("912345678", "912 345", "Thu Hà", "Hà Nội"))
    assert client_of().get(f"{API}/orders/by-ref/{fish['ref']}/").json()["transfer"] is None
    assert client_of().get(f"{API}/orders/by-ref/{uuid.uuid4()}/").status_code == 404


def test_an_amount_in_the_body_is_not_read_and_an_old_price_refused(shop):
    cheap = part(shop.bag, 1, total=1, fee=0)
    cheap["lines"] = [{"offer": shop.bag.pk, "count": 1, "price": 1, "amount": 1}]
    made = client_of().post(f"{API}/orders/", body(cheap, total=1, goods=1, fee=0)).json()
    assert made["orders"][0]["total"] == Order.objects.get().total == 55_000
    before = everything(ROWS)
    cheap["lines"] = [{"offer": shop.bag.pk, "count": 1, "seen_price": 1}]
    refused = client_of().post(f"{API}/orders/", body(cheap))
    assert (refused.status_code, problems(refused)) == (409, [("price_changed", "parts.0.lines.0.offer")])
    assert everything(ROWS) == before


@pytest.mark.parametrize("count", [0, -1, 10_001, 10**30, 1.5, True, "x", None], ids=str)
def test_a_number_of_pieces_that_cannot_be_meant_is_refused(shop, count):
    before = everything(ROWS)
    answer = client_of().post(f"{API}/orders/", body(part(shop.fish, 1), part(shop.bag, count)))
    assert answer.status_code == 400
    assert [attr for _code, attr in problems(answer)] == ["parts.1.lines.0.count"]
    assert everything(ROWS) == before


def test_more_than_is_left_is_a_409_at_its_line_and_nothing_is_ordered(shop):
    before = everything(ROWS)
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    data = body(part(shop.fish, 1), part(shop.bag, 21))
    answer = client_of().post(f"{API}/orders/", data, headers=headers)
    assert (answer.status_code, problems(answer)) == (409, [("sold_out", "parts.1.lines.0.offer")])
    # The key is free again, and nothing else is there either.
    assert everything(ROWS) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"phone": "12"}, None, "phone"),
        ({"name": " "}, "blank", "name"),
        ({"place": ""}, "place_empty", "place"),
        ({"parts": []}, "empty", "parts.non_field_errors"),
    ],
    ids=str,
)
def test_an_unreachable_buyer_gets_an_error_at_the_field(shop, change, code, field):
    before = everything(ROWS)
    answer = client_of().post(f"{API}/orders/", {**body(part(shop.bag, 1)), **change})
    [(errors, attr)] = problems(answer)
    assert (answer.status_code, attr, code or errors) == (400, field, errors)
    assert everything(ROWS) == before


def test_unknown_ways_and_offers_are_refused_at_their_place_in_the_body(shop):
    before = everything(ROWS)
    gone = part(shop.bag, 1)
    gone["producer"] = shop.other_product.producer_id
    for parts, code, field in (
        ([part(shop.bag, 1, delivery="pickup")], "delivery_unknown", "parts.0.delivery"),
        ([part(shop.bag, 1), part(shop.fish, 1, payment="transfer")], "payment_unknown", "parts.1.payment"),
        ([gone], "offer_gone", "parts.0.lines.0.offer"),
        ([part(shop.bag, 1), part(shop.bag, 1)], "twice", "parts"),
        ([{**gone, "lines": [{"offer": n, "count": 1} for n in range(1, 42)]}], "basket_large", "parts"),
    ):
        answer = client_of().post(f"{API}/orders/", body(*parts))
        assert (answer.status_code, problems(answer)) == (400, [(code, field)])
    assert everything(ROWS) == before


@pytest.mark.slow
def test_one_network_orders_as_often_in_an_hour_as_at_the_basket(shop, monkeypatch):
    monkeypatch.setattr(limits, "orders_an_hour", SharedLimit("orders in a test", 2, seconds=10**9, step=1))

    def guest(count: int) -> dict:
        return body(part(shop.bag, count, payment="transfer"), phone_proof="")

    headers = {"Idempotency-Key": str(uuid.uuid4())}
    for _time in range(3):  # the same key orders once and counts once
        assert client_of().post(f"{API}/orders/", guest(1), headers=headers).status_code == 201
    for _time in range(3):  # refused orders don't count
        assert client_of().post(f"{API}/orders/", guest(99), headers=key()).status_code == 409
    assert client_of().post(f"{API}/orders/", guest(1), headers=key()).status_code == 201
    before = everything(ROWS)
    over = client_of().post(f"{API}/orders/", guest(1), headers=key())
    assert (over.status_code, problems(over)) == (429, [("throttled", None)])
    assert everything(ROWS) == before
    telephone = body(part(shop.bag, 1), by_telephone=True)
    assert client_of(shop.lan).post(f"{API}/orders/", telephone).status_code == 201


def test_proven_buyer_is_limited_only_by_own_orders(shop, monkeypatch):
    monkeypatch.setattr(limits, "orders_an_hour", SharedLimit("network in a test", 0, seconds=10**9, step=1))
    monkeypatch.setattr(
        limits, "orders_of_a_number_an_hour", SharedLimit("number in a test", 2, seconds=10**9, step=1)
    )
    transfer = part(shop.bag, 1, payment="transfer")
    refused = client_of().post(f"{API}/orders/", body(transfer, phone_proof=""), headers=key())
    assert (refused.status_code, problems(refused)) == (429, [("throttled", None)])
    for _time in range(2):
        assert client_of().post(f"{API}/orders/", body(transfer), headers=key()).status_code == 201
    assert client_of().post(f"{API}/orders/", body(transfer), headers=key()).status_code == 429
    # Another member of the same market, who buys with the number of the account.
    User.objects.filter(pk=shop.hoa.pk).update(phone="+84912345679", phone_verified_at=timezone.now())
    data = body(part(shop.bag, 1), phone="0912345679", phone_proof="")
    assert client_of(shop.hoa).post(f"{API}/orders/", data, headers=key()).status_code == 201


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def test_telephone_order_is_entered_only_by_the_producers_people(shop):
    data = body(part(shop.bag, 3), by_telephone=True)
    before = everything(ROWS)
    for user, status in ((None, 401), (shop.hoa, 403), (shop.minh, 403), (shop.thu, 403)):
        assert client_of(user).post(f"{API}/orders/", data).status_code == status
    assert everything(ROWS) == before
    made = send_twice(client_of(shop.lan), "post", f"{API}/orders/", data, status=201)
    order = Order.objects.get()
    assert (order.channel, order.state, order.purchase.user) == ("telephone", "confirmed", None)
    assert {step.by for step in order.steps.all()} == {shop.lan}
    # The buyer's address isn't the seller's.
    assert (made["ref"], made["orders"][0]["ref"], made["orders"][0]["number"]) == (None, None, order.number)


@pytest.mark.slow
def test_buyer_withdraws_an_order_and_confirms_receipt_by_its_ref(shop):
    first, second = order_of(shop, 1), order_of(shop, 2)
    path, before = f"{API}/orders/by-ref", everything(ROWS)
    for body_of in ({}, {"phone_proof": proof_for("+84987654321")}, {"phone_proof": "x"}):
        refused = client_of().post(f"{path}/{first.ref}/withdraw/", body_of)
        assert (refused.status_code, problems(refused)) == (403, [("buyer_unproven", None)])
    assert everything(ROWS) == before
    proof = {"phone_proof": proof_for(first.buyer_phone)}
    assert send_twice(client_of(), "post", f"{path}/{first.ref}/withdraw/", proof)["state"] == "cancelled"
    before = everything(ROWS)
    early = client_of().post(f"{path}/{second.ref}/receive/")
    assert (early.status_code, problems(early)) == (409, [("order_state", None)])
    assert client_of().post(f"{path}/{uuid.uuid4()}/withdraw/").status_code == 404
    assert everything(ROWS) == before
    pack(shop, second)
    late = client_of().post(f"{path}/{second.ref}/withdraw/")
    assert (late.status_code, problems(late)) == (409, [("order_packed", None)])
    assert send_twice(client_of(), "post", f"{path}/{second.ref}/receive/")["state"] == "delivered"
    steps = client_of().get(f"{path}/{second.ref}/").json()["steps"]
    assert [(step["kind"], step["by_buyer"], step["by"]) for step in steps] == [
        ("placed", True, ""), ("confirmed", False, ""), ("packed", False, ""), ("delivered", True, ""),
    ]  # fmt: skip


# --- Selling --------------------------------------------------------------------------------------------------------------
def pack(shop, order: Order) -> None:
    lan, path = client_of(shop.lan), f"{API}/orders/{order.number}"
    assert lan.post(f"{path}/confirm/").status_code == 200
    lines = [{"line": order.lines.get().pk, "lot": shop.lot.pk}]
    packed = lan.post(f"{path}/pack/", {"lines": lines})
    assert packed.status_code == 200, packed.json()


@pytest.mark.slow
def test_the_producer_carries_an_order_through(shop):
    order, lan = order_of(shop, 4), client_of(shop.lan)
    path = f"{API}/orders/{order.number}"
    assert send_twice(lan, "post", f"{path}/confirm/")["state"] == "confirmed"
    lines = [{"line": order.lines.get().pk, "lot": shop.lot.pk}]
    packed = send_twice(lan, "post", f"{path}/pack/", {"lines": lines})
    assert (packed["state"], packed["lines"][0]["lot_code"]) == ("packed", "MAN-1")
    send_twice(lan, "post", f"{path}/ship/", {"words": "bưu điện EB1VN"})
    done = send_twice(lan, "post", f"{path}/deliver/")
    assert (done["state"], done["buyer_phone"], done["ref"]) == ("delivered", "+84912345678", None)
    assert done["paid_at"] and done["ended_at"]
    assert [(step["kind"], step["words"], step["by"]) for step in done["steps"]] == [
        ("placed", "", ""), ("confirmed", "", str(shop.lan)), ("packed", "", str(shop.lan)),
        ("shipped", "bưu điện EB1VN", str(shop.lan)), ("delivered", "", str(shop.lan)), ("paid", "", str(shop.lan)),
    ]  # fmt: skip
    assert send_twice(lan, "post", f"{path}/return/", {"reason": "Dập hết"})["state"] == "returned"
    assert send_twice(lan, "post", f"{path}/refunded/")["refunded_at"]


def test_an_order_is_paid_cancelled_and_refunded(shop):
    order, lan = order_of(shop, 4), client_of(shop.lan)
    path = f"{API}/orders/{order.number}"
    assert send_twice(lan, "post", f"{path}/paid/")["paid_at"]
    empty = lan.post(f"{path}/cancel/", {"reason": " "})
    assert (empty.status_code, problems(empty)) == (400, [("blank", "reason")])
    assert send_twice(lan, "post", f"{path}/cancel/", {"reason": "Mưa đá"})["state"] == "cancelled"
    assert send_twice(lan, "post", f"{path}/refunded/")["refunded_at"]
    late = lan.post(f"{path}/confirm/")
    assert (late.status_code, problems(late)) == (409, [("order_state", None)])


@pytest.mark.slow
def test_an_error_in_a_parcel_is_refused_at_its_place_in_the_body(shop):
    order = order_of(shop, 2, shop.fish)
    hoa, path, line = client_of(shop.hoa), f"{API}/orders/{order.number}", order.lines.get().pk
    hoa.post(f"{path}/confirm/")
    Shop.objects.all().delete()
    before = everything(ROWS)
    lot = shop.fish_lot.pk
    for lines, status, code, field in (
        ([{"line": line, "lot": lot}], 400, "weight_missing", "lines.0.weight"),
        ([{"line": line, "lot": lot, "weight": "5"}], 400, "weight_missing", "lines.0.weight"),
        ([{"line": line, "lot": lot, "weight": "-1"}], 400, "min_value", "lines.0.weight"),
        ([{"line": line, "lot": shop.lot.pk, "weight": "2"}], 400, "lot_unknown", "lines.0.lot"),
        ([{"line": line, "lot": 2**31 - 1, "weight": "2"}], 400, "invalid", "lines.0.lot"),
        ([{"line": line + 99, "lot": lot}], 400, "invalid", "lines.0.line"),
        ([{"line": line, "lot": lot}] * 2, 400, "twice", "lines"),
        ([], 400, "empty", "lines.non_field_errors"),
    ):
        answer = hoa.post(f"{path}/pack/", {"lines": lines})
        assert (answer.status_code, problems(answer)) == (status, [(code, field)])
    assert everything(ROWS) == before
    type(shop.fish_lot).objects.filter(pk=lot).update(quantity=1)
    short = hoa.post(f"{path}/pack/", {"lines": [{"line": line, "lot": lot, "weight": "1.7"}]})
    assert (short.status_code, problems(short)) == (409, [("lot_short", "lines.0.lot")])
    assert everything(ROWS) == before
    type(shop.fish_lot).objects.filter(pk=lot).update(quantity=2)
    packed = hoa.post(f"{path}/pack/", {"lines": [{"line": line, "lot": lot, "weight": "1.7"}]}).json()
    assert (packed["total"], Decimal(packed["lines"][0]["quantity"])) == (153_000, Decimal("1.7"))


@pytest.mark.slow
def test_a_stranger_finds_no_order_and_changes_nothing(shop):
    order = order_of(shop, 1)
    path = f"{API}/orders/{order.number}"
    before = everything(ROWS)
    steps = ("confirm", "pack", "ship", "deliver", "paid", "refunded", "cancel", "return")
    for user, status in ((None, 401), (shop.hoa, 404), (shop.minh, 404), (shop.thu, 404)):
        client = client_of(user)
        assert client.get(f"{path}/").status_code == status
        for step in steps:
            data = {"reason": "x", "lines": [{"line": order.lines.get().pk, "lot": shop.lot.pk}]}
            assert client.post(f"{path}/{step}/", data).status_code == status
        assert user is None or client.get(f"{API}/orders/").json()["results"] == []
    assert everything(ROWS) == before


def test_buyer_sees_the_ref_of_an_order_and_cannot_take_a_sellers_step(shop):
    hoa = client_of(shop.hoa)
    made = hoa.post(f"{API}/orders/", body(part(shop.bag, 1))).json()["orders"][0]
    order_of(shop, 2, shop.fish)
    for side, numbers in (("bought", [made["number"]]), ("sold", [Order.objects.latest("pk").number])):
        found = hoa.get(f"{API}/orders/?side={side}").json()["results"]
        assert [row["number"] for row in found] == numbers
    assert hoa.get(f"{API}/orders/?state=placed").json()["count"] == 2
    assert hoa.get(f"{API}/orders/{made['number']}/").json()["ref"] == made["ref"]
    before = everything(ROWS)
    assert hoa.post(f"{API}/orders/{made['number']}/confirm/").status_code == 403
    assert everything(ROWS) == before


@pytest.mark.slow
def test_orders_cost_the_same_at_1_and_3_rows(shop, django_assert_num_queries):
    pack(shop, order_of(shop, 1))
    lan = client_of(shop.lan)
    # token, rows, lines, lots, ingredients of the lines, their lots
    with django_assert_num_queries(6):
        assert len(lan.get(f"{API}/orders/").json()["results"]) == 1
    for _each in range(2):
        pack(shop, order_of(shop, 1))
    with django_assert_num_queries(6):
        assert len(lan.get(f"{API}/orders/").json()["results"]) == 3
