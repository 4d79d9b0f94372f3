import json
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from backend.common.units import QuantityError
from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from products.models import Product
from tests.traceability.conftest import make_world
from traceability.labels.actions.codes import CodeTaken, code_for
from traceability.labels.enums import RunState
from traceability.lots.actions.lot_codes import MAX_CODE, LotCodeTaken, LotError, code_stem
from traceability.lots.actions.lots import (
    LotLocked,
    change_lot,
    close_lot,
    first_quantity,
    open_first_lots,
    open_lot,
    reopen_lot,
    set_first_quantity,
)
from traceability.models import LabelRun, Lot, ProductCode


def entries(kind: str) -> list[dict]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind)]


def a_run(lot: Lot, state: str = RunState.READY) -> LabelRun:
    return LabelRun.objects.create(
        lot=lot,
        code=code_for(lot.product),
        count=10,
        layout="a4-65",
        key_version=1,
        origin="http://x",
        state=state,
    )


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Mận hậu Mộc Châu", "MHM2611-"),
        ("Đậu đen", "DD2611-"),
        ("1 kg gạo", "KG2611-"),
        ("", "L2611-"),
        ("茶", "L2611-"),
    ],
)
def test_code_stem_is_initials_year_and_month(name, stem):
    assert code_stem(name, date(2026, 11, 24)) == stem


def test_open_lot_makes_codes_in_sequence(world):
    first = open_lot(actor=world.as_.lan, product=world.product, quantity="12,5", unit="kg")
    second = open_lot(actor=world.as_.lan, product=world.product, quantity=20, unit="kg")
    stem = code_stem(world.product.name, timezone.localdate())
    assert [first.code, second.code] == [f"{stem}1", f"{stem}2"]
    assert len(first.code) <= MAX_CODE
    assert (first.quantity, first.unit, first.place, first.created_by) == (
        Decimal("12.5"),
        "kg",
        world.commune,
        world.lan,
    )
    opened = entries("lot.opened")
    assert [entry["payload"]["code"] for entry in opened] == [first.code, second.code]
    assert opened[0]["payload"]["quantity"] == "12.5"
    assert opened[0]["by"] == str(world.lan.ref)


def test_open_lot_counts_on_past_a_gap(world):
    stem = code_stem(world.product.name, timezone.localdate())
    open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg", code=f"{stem}9")
    assert open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg").code == f"{stem}10"


def test_lot_opened_on_behalf_stores_officer_and_member(world):
    lot = open_lot(actor=world.thu_for_lan, product=world.product, quantity=5, unit="kg")
    assert (lot.created_by, lot.on_behalf_of) == (world.thu, world.lan)
    assert (entries("lot.opened")[0]["by"], entries("lot.opened")[0]["onBehalfOf"]) == (
        str(world.thu.ref),
        str(world.lan.ref),
    )


def test_open_lot_uses_the_shelf_life(world):
    world.product.shelf_life_days = 10
    world.product.save()
    today = timezone.localdate()
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg", harvested_date=today)
    assert lot.expiry_date == today + timedelta(days=10)


@pytest.mark.parametrize("who", ["minh", "hoa"])
def test_open_lot_is_refused_to_others(world, who):
    with pytest.raises(NotAllowed):
        open_lot(actor=getattr(world.as_, who), product=world.product, quantity=5, unit="kg")
    assert not Lot.objects.exists()
    assert not Entry.objects.exists()


def test_open_lot_is_refused_when_the_helped_one_is_a_stranger(world):
    with pytest.raises(NotAllowed):
        open_lot(actor=Actor(by=world.thu, member=world.hoa), product=world.product, quantity=5, unit="kg")
    assert not Lot.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"quantity": 0}, QuantityError, "quantity"),
        ({"quantity": "abc"}, QuantityError, "quantity"),
        ({"unit": "xô"}, LotError, "unit"),
        ({"code": "MẬN-1"}, LotError, "code"),
        ({"code": "A" * 13}, LotError, "code"),
        ({"code": "A/B"}, LotError, "code"),
        ({"code": "-1"}, LotError, "code"),
        ({"harvested_date": date(2999, 1, 1)}, LotError, "harvested_date"),
        ({"harvested_date": date(2026, 5, 2), "produced_date": date(2026, 5, 1)}, LotError, "produced_date"),
        ({"produced_date": date(2026, 5, 2), "expiry_date": date(2026, 5, 1)}, LotError, "expiry_date"),
    ],
)
def test_open_lot_refuses_impossible_values(world, changes, error, field):
    arguments = {"quantity": 5, "unit": "kg"} | changes
    with pytest.raises(error) as caught:
        open_lot(actor=world.as_.lan, product=world.product, **arguments)
    assert caught.value.field == field
    assert not Lot.objects.exists()


def test_open_lot_takes_a_typed_code_once(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg", code=" vu 1 ")
    assert lot.code == "VU1"
    with pytest.raises(LotCodeTaken):
        open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg", code="VU1")
    assert Lot.objects.count() == 1


def test_change_lot_is_stored_in_the_ledger_until_labels_exist(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    change_lot(actor=world.as_.lan, lot=lot, changes={"quantity": "7", "unit": "kg"})
    lot.refresh_from_db()
    assert (lot.quantity, lot.page_version) == (7, 2)
    assert entries("lot.changed")[0]["payload"]["changes"] == {"quantity": ["5", "7"]}
    run = a_run(lot)
    with pytest.raises(LotLocked):
        change_lot(actor=world.as_.lan, lot=lot, changes={"quantity": 9})
    lot.refresh_from_db()
    assert lot.quantity == 7
    run.state = RunState.CANCELLED
    run.save()
    assert change_lot(actor=world.as_.lan, lot=lot, changes={"quantity": 9}).quantity == 9


@pytest.mark.parametrize("who", ["minh", "hoa"])
def test_change_and_close_are_refused_to_others(world, who):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    for act in (
        lambda: change_lot(actor=getattr(world.as_, who), lot=lot, changes={"quantity": 9}),
        lambda: close_lot(actor=getattr(world.as_, who), lot=lot),
    ):
        with pytest.raises(NotAllowed):
            act()
    lot.refresh_from_db()
    assert (lot.quantity, lot.state, lot.page_version) == (5, "open", 1)


def test_close_lot_twice_is_recorded_once(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    close_lot(actor=world.as_.lan, lot=lot)
    close_lot(actor=world.as_.lan, lot=lot)
    assert len(entries("lot.closed")) == 1
    assert reopen_lot(actor=world.as_.lan, lot=lot).state == "open"


def test_two_products_of_one_name_have_no_lot_code_in_common(world):
    twins = [
        Product.objects.create(producer=world.producer, name=world.product.name, unit="kg") for __ in range(3)
    ]
    day = timezone.localdate()
    stem = code_stem(world.product.name, day)
    made = [
        open_lot(actor=world.as_.lan, product=p, quantity=5, unit="kg") for p in (world.product, twins[0])
    ]
    with transaction.atomic():
        made += open_first_lots(actor=world.as_.lan, amounts=[(twin, Decimal(5), "kg") for twin in twins[1:]])
    assert [lot.code for lot in made] == [f"{stem}{number}" for number in (1, 2, 3, 4)]


def test_set_first_quantity_opens_then_corrects(world):
    assert first_quantity(product=world.product) is None
    assert set_first_quantity(actor=world.as_.lan, product=world.product, quantity=None, unit="kg") is None
    lot = set_first_quantity(actor=world.as_.lan, product=world.product, quantity=Decimal(200), unit="kg")
    set_first_quantity(actor=world.as_.lan, product=world.product, quantity=Decimal(200), unit="kg")
    set_first_quantity(actor=world.as_.lan, product=world.product, quantity=Decimal(150), unit="kg")
    assert first_quantity(product=world.product) == (Decimal(150), "kg")
    assert Lot.objects.count() == 1
    assert len(entries("lot.changed")) == 1
    a_run(lot)
    set_first_quantity(actor=world.as_.lan, product=world.product, quantity=Decimal(150), unit="kg")
    with pytest.raises(LotLocked):
        set_first_quantity(actor=world.as_.lan, product=world.product, quantity=Decimal(10), unit="kg")
    assert first_quantity(product=world.product) == (Decimal(150), "kg")


def test_code_for_prefers_the_gtin_and_keeps_the_own_code(world):
    own = code_for(world.product)
    assert code_for(world.product) == own
    world.product.gtin = "09521234500018"
    world.product.save()
    assert (code_for(world.product).kind, code_for(world.product).value) == ("gtin", "09521234500018")
    assert ProductCode.objects.filter(product=world.product).count() == 2
    world.product.gtin = None
    world.product.save()
    world.other_product.gtin = "09521234500018"
    with pytest.raises(CodeTaken):
        code_for(world.other_product)


def test_lots_are_seen_by_others_once_their_product_was_listed(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    # Its page answers, so programs may read the same.
    for state in ("listed", "retired", "draft", "returned"):
        Product.objects.filter(pk=world.product.pk).update(state=state)
        assert (
            list(Lot.objects.visible_to(world.hoa)) == list(Lot.objects.visible_to(AnonymousUser())) == [lot]
        )
    Product.objects.filter(pk=world.product.pk).update(state="draft", slug=None)
    assert [list(Lot.objects.visible_to(user)) for user in (world.lan, world.thu, world.minh, world.hoa)] == [
        [lot],
        [lot],
        [],
        [],
    ]


@pytest.mark.crash
def test_open_lot_at_once_gives_each_its_own_code(real_db):
    with transaction.atomic():
        world = make_world()
    start, failed = Barrier(6), []

    def run():
        try:
            start.wait()
            open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for __ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    stem = code_stem(world.product.name, timezone.localdate())
    assert sorted(Lot.objects.values_list("code", flat=True)) == [f"{stem}{n}" for n in range(1, 7)]
