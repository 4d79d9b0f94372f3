"""Usual yields of a process: a source limits them, a reason lifts the limit, and without a source they only warn."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from products.models import Product
from tests.factories.traceability import LotFactory
from traceability.containers.actions.cartons import set_yield
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.errors import EventError, TooMuchMade
from traceability.events.enums import EventKind
from traceability.genealogy.process_yields import PROCESS_YIELDS, process_yield
from traceability.genealogy.weighings import weighings_of
from traceability.labels.actions.codes import code_for
from traceability.lots.enums import LotRole
from traceability.models import Event, Lot, ProductYield
from traceability.scans.origin.addresses import origin_path


def product(world, name: str) -> Product:
    made, _new = Product.objects.get_or_create(
        producer=world.producer, name=name, defaults={"price": 90_000, "unit": "kg", "ocop_set": 7}
    )
    return made


def process(world, made: str, out: int, *, fresh: str = "Mận hậu", into: int = 100) -> Lot:
    """Record that Lan made `out` kg of `made` from `into` kg of `fresh`, and return the lot."""
    source, target = (LotFactory(product=product(world, name), quantity=500) for name in (fresh, made))
    record_event(
        actor=world.as_.lan,
        kind=EventKind.PROCESSING,
        event_time=timezone.now(),
        lots=[
            LotPart(source, LotRole.INPUT, Decimal(into), "kg"),
            LotPart(target, LotRole.OUTPUT, Decimal(out), "kg"),
        ],
    )
    return target


@pytest.mark.parametrize(
    ("made", "ingredients", "percent"),
    [
        ("Mận sấy dẻo Mộc Châu", ["Mận hậu", "Mận tam hoa"], 30),
        ("Man say", ["Man hau"], 30),
        ("Mận sấy", ["Mận sấy rời"], None),
        ("Mận sấy", ["Mận hậu", "Đường"], 30),
        ("Hồng treo gió", ["Hồng giòn"], 50),
        ("Hồng treo gió", ["Hồng sấy"], None),
        ("Cà phê bột", ["Cà phê nhân"], 84),
        ("Long nhãn", ["Nhãn Sông Mã"], 25),
        ("Mật ong", ["Mật ong"], None),
        ("Mận sấy", [], None),
    ],
)
def test_a_process_is_known_by_the_names_of_goods_and_ingredients(made, ingredients, percent):
    row = process_yield(Product(name=made), [Product(name=name) for name in ingredients])
    assert (row.percent if row else None) == percent


def test_a_source_speaks_of_its_own_ingredients_only():
    plums, sugar = Product(name="Mận hậu"), Product(name="Đường")
    made = Product(name="Mận sấy dẻo")
    assert [process_yield(made, some).is_sourced for some in ([plums], [plums, sugar])] == [True, False]


def test_no_process_usually_gives_more_than_its_ingredients():
    assert all(1 <= row.percent <= 100 for row in PROCESS_YIELDS)


def test_more_than_a_source_gives_is_refused_until_she_explains(world):
    process(world, "Mận sấy", 30)
    before = Event.objects.count(), Entry.objects.count()
    with pytest.raises(TooMuchMade):
        process(world, "Mận sấy", 31)
    assert (Event.objects.count(), Entry.objects.filter(kind="event").count()) == (before[0], before[0])
    goods = product(world, "Mận sấy")
    lot = goods.lots.first()
    with pytest.raises(EventError) as caught:
        set_yield(actor=world.as_.lan, product=goods, lot=lot, percent=40)
    assert (caught.value.field, caught.value.code) == ("reason", "yield_reason")
    assert not ProductYield.objects.exists()
    set_yield(actor=world.as_.lan, product=goods, lot=lot, percent=40, reason="moist")
    (weighing,), _count = weighings_of(process(world, "Mận sấy", 40))
    assert (weighing.percent, weighing.is_unusual, weighing.reason) == (
        40,
        True,
        "thành phẩm còn ẩm, còn dẻo",
    )


def test_a_reason_is_needed_and_stored_only_beyond_what_is_usual(world):
    goods = product(world, "Rượu mơ")
    lot = LotFactory(product=goods)
    with pytest.raises(EventError):
        set_yield(actor=world.as_.lan, product=goods, lot=lot, percent=101)
    for percent, reason, stored in ((80, "added", ""), (150, "added", "added")):
        set_yield(actor=world.as_.lan, product=goods, lot=lot, percent=percent, reason=reason)
        assert ProductYield.objects.get().reason == stored


def test_without_a_source_more_than_usual_is_recorded_and_the_page_says_so(world, client):
    lot = process(world, "Long nhãn", 60, fresh="Nhãn Sông Mã")
    client.force_login(world.lan)
    page = client.get(reverse("traceability:genealogy", args=[lot.pk])).content.decode()
    assert (
        "thường ra khoảng 25 kg (ước chừng, chưa có nguồn)" in page
        and "Người làm chưa cho biết vì sao." in page
    )


def test_page_of_a_lot_gives_the_source_and_the_reason(world, client):
    goods = product(world, "Mận sấy")
    set_yield(actor=world.as_.lan, product=goods, lot=LotFactory(product=goods), percent=50, reason="whole")
    lot = process(world, "Mận sấy", 45)
    client.force_login(world.lan)
    page = client.get(reverse("traceability:genealogy", args=[lot.pk])).content.decode()
    assert "thường ra nhiều nhất 30 kg (nguồn: The Drying of Fruit" in page
    assert "Người làm cho biết: để nguyên hạt, vỏ hay xương." in page


def test_the_scan_page_says_that_more_was_made_than_usual_and_why(world, client):
    goods = product(world, "Mận sấy")
    set_yield(actor=world.as_.lan, product=goods, lot=LotFactory(product=goods), percent=50, reason="whole")
    for number, each in enumerate((goods, product(world, "Mận hậu"))):
        code_for(each)
        Product.objects.filter(pk=each.pk).update(state="listed", slug=f"hang-{number}")
    unusual, usual = process(world, "Mận sấy", 45), process(world, "Mận sấy", 30)
    said = "Vào 100 kg, ra 45 kg: hơn mức thường thấy (30%). Người làm cho biết: "

    def page(lot: Lot) -> str:
        return " ".join(
            client.get(origin_path(lot), follow=True, headers={"accept": "text/html"})
            .content.decode()
            .replace("\xa0", " ")
            .split()
        )

    assert said + "để nguyên hạt, vỏ hay xương." in page(unusual)
    assert "hơn mức thường thấy" not in page(usual)
    set_yield(actor=world.as_.lan, product=goods, lot=unusual, percent=50, reason="moist")
    assert said + "thành phẩm còn ẩm, còn dẻo." in page(unusual)
    # An ingredient's page says nothing about what others made from it.
    assert "hơn mức thường thấy" not in page(unusual.edges_in.get().source)
