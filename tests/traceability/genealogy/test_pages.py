"""Làm từ lô nào?, đóng thùng, hao hụt, and the partners' page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.common.dates import format_date
from tests.api import client_of
from tests.layout import without_layout
from tests.traceability.genealogy.test_traversal import make_lots, process
from traceability.containers.actions.cartons import pack_cartons
from traceability.events.actions import LotPart, record_event
from traceability.genealogy import picture, weighings
from traceability.lots.enums import LotRole
from traceability.models import CompanyPrefix, Container, EpcisEvent, EpcisGrant, Event, Lot, ProductYield

pytestmark = pytest.mark.databases


@pytest.fixture
def chain(world):
    plums, dried, powder = make_lots(world, 3)
    process(world, [plums], [dried])
    process(world, [dried], [powder])
    return plums, dried, powder


def see(client, user, lot):
    client.force_login(user)
    return client.get(reverse("traceability:genealogy", args=[lot.pk]))


@pytest.mark.slow
def test_each_id_of_the_page_is_used_once(world, chain, client):
    page = see(client, world.lan, chain[2]).text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert {"id_quantity", "id_loss_quantity"} <= set(ids)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.slow
def test_page_shows_both_directions_as_picture_and_list(world, chain, client):
    plums, dried, powder = chain
    response = see(client, world.lan, dried)
    page = response.content.decode()
    assert [lot.pk for lot in response.context["before"]] == [plums.pk]
    assert [lot.pk for lot in response.context["after"]] == [powder.pk]
    assert page.count("genealogy__lot") == 4 and page.count('marker-end="url(#tip)"') == 2
    # It was made from ten kilograms, which are used up.
    assert (dried.quantity, response.context["page"].left) == (100, 0)
    rows = [
        " ".join(row.split())
        for row in re.findall(
            r"<dt>(.*?)</dd>", without_layout(page).partition('id="left-title"')[2].partition("</dl>")[0]
        )
    ]
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows[:2]] == [
        ["Khai", "khi", "mở", "lô", "100", "kg"], ["Đã", "ghi", "làm", "ra", "10", "kg"],
    ]  # fmt: skip
    assert see(client, world.thu, dried).status_code == 200
    for stranger in (world.minh, world.hoa):
        assert see(client, stranger, dried).status_code == 404


@pytest.mark.slow
def test_a_made_lot_says_when_its_ingredient_was_harvested(world, client):
    plums, dried = make_lots(world, 2)
    day = timezone.now() - timedelta(days=3)
    record_event(
        actor=world.as_.lan, kind="harvesting", event_time=day, lots=[LotPart(plums, quantity=50, unit="kg")]
    )
    process(world, [plums], [dried])
    client.force_login(world.lan)
    url = reverse("traceability:lot", args=[dried.pk])
    day_text = format_date(timezone.localdate(day))
    assert f"<dd>{day_text}</dd>" in without_layout(client.get(url).text)
    type(dried).objects.filter(pk=dried.pk).update(produced_date=timezone.localdate())
    assert f"<dd>nguyên liệu thu hoạch {day_text}</dd>" in without_layout(client.get(url).text)


@pytest.mark.slow
def test_cartons_are_packed_and_opened_again_from_the_page(world, chain, client):
    plums, _dried, _powder = chain
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    client.force_login(world.lan)
    client.post(reverse("traceability:pack", args=[plums.pk]), {"quantity": "20", "count": "3"})
    plums.refresh_from_db()
    assert plums.packed == 60
    first = Container.objects.order_by("pk").first()
    assert first.uri == "https://id.gs1.org/00/095201230000000011"
    stored = EpcisEvent.objects.filter(event_type="AggregationEvent")
    assert stored.count() == 3 and '"childQuantityList"' in stored[0].body and '"parentID"' in stored[0].body
    refused = client.post(reverse("traceability:pack", args=[plums.pk]), {"quantity": "31", "count": "1"})
    assert refused.status_code == 400 and "chỉ còn 30 kg" in refused.content.decode()
    assert Container.objects.count() == 3
    client.post(reverse("traceability:unpack", args=[plums.pk, first.pk]))
    plums.refresh_from_db()
    assert (plums.packed, first.contents.count()) == (40, 0)


def test_a_carton_of_a_producer_without_a_prefix_has_an_address_of_ours(world, chain, settings):
    (carton,) = pack_cartons(actor=world.as_.lan, lot=chain[0], quantity=5)
    assert carton.address == settings.PUBLIC_ORIGIN + carton.uri and carton.uri.startswith("/thung/")


def test_a_loss_is_an_event_with_its_reason_and_leaves_less(world, chain, client):
    plums = chain[0]
    client.force_login(world.lan)
    before = Event.objects.count()
    refused = client.post(
        reverse("traceability:lose", args=[plums.pk]), {"quantity": "91", "reason": "Mưa đá"}
    )
    assert (refused.status_code, Event.objects.count()) == (400, before)
    client.post(reverse("traceability:lose", args=[plums.pk]), {"quantity": "90", "reason": "Mưa đá"})
    plums.refresh_from_db()
    assert plums.used == 100
    assert Event.objects.filter(kind="loss", biz_step="destroying").count() == 1
    assert not EpcisEvent.objects.filter(body__contains="Mưa đá").exists()


def test_the_yield_is_set_by_the_owner(world, chain, client):
    dried = chain[1]
    client.force_login(world.hoa)
    assert client.post(reverse("traceability:yield", args=[dried.pk]), {"percent": "50"}).status_code == 404
    client.force_login(world.lan)
    client.post(reverse("traceability:yield", args=[dried.pk]), {"percent": "30"})
    assert ProductYield.objects.get().percent == 30


def test_grant_is_given_by_the_producer_and_ended_by_producer_or_officer(world, client):
    client.force_login(world.lan)
    url = reverse("traceability:partners")
    bad = client.post(url, {"partner_code": "x", "may_query": "on"})
    assert (bad.status_code, EpcisGrant.objects.count()) == (400, 0)
    client.post(url, {"partner_code": str(world.hoa.ref), "may_query": "on", "product": world.product.pk})
    grant = EpcisGrant.objects.get()
    assert (grant.partner, grant.product, grant.may_query, grant.may_capture) == (
        world.hoa,
        world.product,
        True,
        False,
    )
    end = reverse("traceability:end-grant", args=[grant.pk])
    client.force_login(world.minh)
    assert client.post(end).status_code == 404
    client.force_login(world.hoa)
    client.post(end)
    grant.refresh_from_db()
    assert grant.ended_at is None
    client.force_login(world.thu)
    assert "Cầm Thị Hoa" in client.get(url).content.decode()
    client.post(end)
    grant.refresh_from_db()
    assert grant.ended_at is not None


@pytest.mark.slow
def test_a_long_genealogy_omits_far_and_old_lots_and_counts_them(world, client, monkeypatch):
    monkeypatch.setattr(picture, "MOST_LISTED", 2)
    monkeypatch.setattr(weighings, "MOST", 3)

    def make(source: Lot, target: Lot) -> None:
        parts = [LotPart(source, LotRole.INPUT, 2, "kg"), LotPart(target, LotRole.OUTPUT, 2, "kg")]
        record_event(actor=world.as_.lan, kind="processing", event_time=timezone.now(), lots=parts)

    lots = make_lots(world, 7)
    # The nearest lots come first: the ingredients, and their ingredients.
    near, far, this, *made = lots
    process(world, [far], [near])
    process(world, [near], [this])
    for one in made:
        make(this, one)
    late = Lot.objects.create(product=world.product, code="MUON", quantity=1, unit="kg")
    make(made[0], late)
    response = see(client, world.lan, this)
    context, page = response.context, response.content.decode()
    assert [lot.code for lot in context["before"]] == [near.code, far.code]
    # Four were made from it in one step, the latest first; lots made from one of them are farther.
    assert [lot.code for lot in context["after"]] == [made[3].code, made[2].code]
    assert "Đây là 2 lô gần nhất, trong 5 lô." in page
    outputs = [[lot.code for lot in one.outputs] for one in context["weighings"]]
    assert outputs == [[made[3].code], [made[2].code], [made[1].code]]
    assert "Đây là 3 lần mới nhất, trong 5 lần chế biến." in page
    data = client_of(world.lan).get(f"/api/v1/lots/{this.pk}/genealogy/").json()
    assert [one["code"] for one in data["after"]] == [made[3].code, made[2].code]
    assert (data["after_count"], len(data["transformations"]), data["transformation_count"]) == (5, 3, 5)
    assert late.pk not in {one["id"] for one in data["after"]}
