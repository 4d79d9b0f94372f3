from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from backend.common.units import Kind
from tests.traceability.label_runs import a_lot, a_ready_run, a_run
from traceability.labels.actions import cancel_run, void_labels
from traceability.labels.runs.content import is_local
from traceability.labels.runs.needs import labels_made, labels_needed, pack_content, warnings_for

pytestmark = pytest.mark.usefixtures("own_media")


@pytest.mark.parametrize(
    ("text", "kind", "content"),
    [
        ("500 g", Kind.MASS, "0.5"),
        ("Túi 1,5kg", Kind.MASS, "1.5"),
        ("1.500 gam", Kind.MASS, "1.5"),
        ("Hộp 10 gói x 20 g", Kind.MASS, "0.02"),
        ("chai 330 ml", Kind.VOLUME, "0.33"),
        ("chai 330 ml", Kind.MASS, None),
        ("12 quả", Kind.MASS, None),
        ("", Kind.MASS, None),
        ("0 g", Kind.MASS, None),
    ],
)
def test_pack_content_is_read_from_its_words(text, kind, content):
    assert pack_content(text, kind) == (Decimal(content) if content else None)


@pytest.mark.parametrize(
    ("quantity", "unit", "net_content", "needed"),
    [
        (20, "kg", "500 g", 40),
        ("1,1", "ta", "500 g", 220),
        (20, "kg", "một túi", 200),
        (20, "l", "chai 330 ml", 61),
        (7, "hop", "Hộp 100 g", 7),
        (3, "ta-12", "quả", 36),
        ("2,5", "m", "khăn", 5),
    ],
)
def test_labels_needed_follow_from_quantity_and_pack(world, quantity, unit, net_content, needed):
    world.product.net_content = net_content
    world.product.save()
    assert labels_needed(a_lot(world, quantity=quantity, unit=unit)) == needed


@pytest.mark.databases
@pytest.mark.slow
def test_labels_made_count_neither_voids_nor_cancelled_runs(world):
    lot = a_lot(world)
    run = a_ready_run(world, count=10, lot=lot)
    cancel_run(actor=world.as_.lan, run=a_run(world, count=500, lot=lot))
    void_labels(actor=world.as_.lan, run=run, first=1, last=4, reason="Hỏng")
    void_labels(actor=world.as_.lan, run=run, first=3, last=5, reason="Hỏng")
    a_run(world, count=20, lot=lot)
    assert labels_made(lot) == 25


def codes(lot, count: int) -> list[str]:
    return [warning.code for warning in warnings_for(lot, count)]


@pytest.mark.databases
def test_more_labels_than_the_lot_needs_are_asked_about(world):
    lot = a_lot(world)  # 50 kg in packs of 500 g: 100 labels, and a sheet of 65 to spare
    assert codes(lot, 165) == []
    assert codes(lot, 166) == ["too_many"]
    assert "50 kg" in warnings_for(lot, 166)[0].message
    a_run(world, count=100, lot=lot)
    assert codes(lot, 66) == ["too_many"]


@pytest.mark.databases
def test_lot_past_its_day_or_without_one_is_asked_about(world):
    day = timezone.localdate()
    old = a_lot(world, harvested_date=day - timedelta(days=9), expiry_date=day - timedelta(days=1))
    assert codes(old, 1) == ["expired"]
    world.product.is_packed = True
    world.product.save()
    assert codes(a_lot(world, expiry_date=None), 1) == ["no_expiry"]


@pytest.mark.parametrize(
    ("origin", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.9", True),
        ("http://may-chu:8000", True),
        ("https://pieu.vn", False),
        ("https://8.8.8.8", False),
    ],
)
def test_is_local_knows_addresses_that_no_buyer_reaches(origin, local):
    assert is_local(origin) is local
