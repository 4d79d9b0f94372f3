"""A lot's pages, its producer's cartons and partners, and the staff's part of it, over the API: Lan may, Hoa gets 404."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from members.models import User
from products.models import Producer, Product, ProductDecision
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from tests.api import client_of, problems, send_twice
from tests.factories.products import make_user
from tests.traceability.genealogy.test_walking import make_lots, process
from traceability.exports.files import PROFILES
from traceability.legal.passport import passport_facts
from traceability.models import (
    Container,
    ELabel,
    EpcisGrant,
    Inspection,
    InspectionLook,
    Passport,
    PrintedHost,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]
API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


def test_genealogy_is_readable_both_ways_with_its_kilograms(world, lan, hoa):
    fruit, dried, jam = make_lots(world, 3)
    process(world, [fruit], [dried])
    process(world, [dried], [jam])
    data = lan.get(f"{API}/lots/{dried.pk}/genealogy/").json()
    assert ([one["code"] for one in data["before"]], [one["code"] for one in data["after"]]) == (
        ["L0"],
        ["L2"],
    )
    assert (data["before_count"], data["after_count"], data["left"]) == (1, 1, "0.000")
    assert data["edges"] == [
        {"source": fruit.pk, "target": dried.pk},
        {"source": dried.pk, "target": jam.pk},
    ]
    weighed = [
        (one["inputs"], one["outputs"], one["kilograms_in"], one["kilograms_out"], one["kilograms_most"])
        for one in data["transformations"]
    ]
    assert sorted(weighed) == [
        ([fruit.pk], [dried.pk], "10.000", "10.000", "10.000"),
        ([dried.pk], [jam.pk], "10.000", "10.000", "10.000"),
    ]
    for lot, before, after in ((fruit, 0, 2), (jam, 2, 0)):
        other = lan.get(f"{API}/lots/{lot.pk}/genealogy/").json()
        assert (len(other["before"]), len(other["after"])) == (before, after)
    assert (
        hoa.get(f"{API}/lots/{dried.pk}/genealogy/").status_code,
        client_of().get(f"{API}/lots/{dried.pk}/genealogy/").status_code,
    ) == (404, 401)


def test_genealogy_names_goods_as_everybody_reads_them(world, lan, client):
    fruit, dried = make_lots(world, 2)
    process(world, [fruit], [dried])
    product = fruit.product
    publish_facts(actor=None, product=product)
    listed = product.name
    ProductDecision.objects.create(product=product, state=ProductState.SUBMITTED, decided_at=timezone.now())
    Product.objects.filter(pk=product.pk).update(state=ProductState.SUBMITTED, name="Thuốc tiên")
    [before] = lan.get(f"{API}/lots/{dried.pk}/genealogy/").json()["before"]
    assert before["product_name"] == listed
    client.force_login(world.lan)
    page = client.get(f"/lo/{dried.pk}/lam-tu/").text
    assert page.count(listed) >= 2  # in the picture, and in the list
    assert page.count("Thuốc tiên") == 1  # its current name


def passport(world) -> Passport:
    lot = make_lots(world, 1)[0]
    return Passport.objects.create(
        lot=lot, number=1, facts=passport_facts(lot), salt=b"0" * 32, pin="0" * 64, by=world.lan
    )


def test_passport_is_json_ld_for_everybody_as_on_its_page(world, client, lan, hoa):
    row = passport(world)
    url = f"{API}/lots/{row.lot_id}/passport/"
    page = client.get(f"/lo/{row.lot_id}/ho-chieu.jsonld").json()
    for one in (lan, hoa, client_of()):
        answer = one.get(url, headers={"Accept": "application/ld+json"})
        assert (answer.status_code, answer["Content-Type"], answer.json()) == (
            200,
            "application/ld+json",
            page,
        )
    assert page["name"] == world.product.name
    Passport.objects.all().delete()
    assert lan.get(url).status_code == 404


def test_e_label_is_switched_by_her_and_refused_with_the_articles(world, lan, hoa):
    url = f"{API}/e-labels/{world.product.pk}/"
    Product.objects.filter(pk=world.product.pk).update(ocop_set=4, is_packed=True)
    refused = lan.post(f"{url}on/")
    assert (refused.status_code, problems(refused)) == (409, [("passport_incomplete", None)])
    assert "Điều" in refused.json()["errors"][0]["detail"] and not ELabel.objects.exists()
    Product.objects.filter(pk=world.product.pk).update(ocop_set=None, is_packed=False)
    send_twice(lan, "post", f"{url}on/")
    data = lan.get(url).json()
    assert (data["product"], data["is_on"], len(data["times"])) == (world.product.pk, True, 1)
    assert [one["product"] for one in lan.get(f"{API}/e-labels/").json()["results"]] == [world.product.pk]
    for answer in (hoa.get(url), hoa.post(f"{url}off/"), hoa.post(f"{url}on/")):
        assert answer.status_code == 404
    assert ELabel.objects.get().until is None
    off = send_twice(lan, "post", f"{url}off/")
    assert (off["is_on"], off["times"][0]["until"] is None) == (False, False)


def test_exports_are_listed_and_a_lots_file_is_the_pages(world, client, lan, hoa):
    profiles = client_of().get(f"{API}/export-profiles/").json()
    assert sorted(one["name"] for one in profiles) == sorted(PROFILES)
    assert all("/xuat-tep/" in one["schema_url"] and one["title"] and one["note"] for one in profiles)
    Producer.objects.update(identity_code="5500123456")
    lot = make_lots(world, 1)[0]
    names = set()
    for name in PROFILES:
        url = f"{API}/lots/{lot.pk}/exports/{name}/"
        assert (hoa.get(url).status_code, client_of().get(url).status_code) == (404, 401)
        answer = lan.get(url)
        names.add(answer.status_code)
        if answer.status_code == 409:
            assert problems(answer) == [("export_incomplete", None)]
        else:
            assert (answer.json()["profile"], answer.json()["lot"]["lot"]) == (name, lot.code)
    assert 200 in names
    assert lan.get(f"{API}/lots/{lot.pk}/exports/nothing/").status_code == 404


def test_cartons_are_packed_and_opened_by_her(world, lan, hoa):
    lot = make_lots(world, 1)[0]
    url, body = f"{API}/containers/", {"lot": lot.pk, "quantity": "20", "count": 2}
    assert hoa.post(url, body).status_code in (403, 404) and not Container.objects.exists()
    too_much = lan.post(url, body | {"quantity": "60"})
    assert too_much.status_code in (400, 409) and not Container.objects.exists()
    made = send_twice(lan, "post", url, body, status=201)
    assert [one["contents"] for one in made] == [[{"lot": lot.pk, "quantity": "20.000", "unit": "kg"}]] * 2
    assert [one["id"] for one in lan.get(f"{url}?lot={lot.pk}").json()["results"]] == [
        one["id"] for one in reversed(made)
    ]
    first = f"{url}{made[0]['id']}/"
    assert (hoa.get(first).status_code, hoa.post(f"{first}open/").status_code) == (404, 404)
    assert hoa.get(url).json()["results"] == []
    assert send_twice(lan, "post", f"{first}open/")["contents"] == []
    lot.refresh_from_db()
    assert lot.packed == 20


def test_partner_is_let_in_and_out_by_her(world, lan, hoa):
    url = f"{API}/partner-grants/"
    body = {"producer": world.producer.pk, "partner_code": str(world.minh.ref), "may_query": True}
    assert problems(hoa.post(url, body))[0][1] == "producer"
    assert problems(lan.post(url, body | {"partner_code": "x"})) == [("no_partner", "partner_code")]
    assert problems(lan.post(url, body | {"may_query": False})) == [("grants_nothing", "may_query")]
    assert problems(lan.post(url, body | {"product": world.other_product.pk})) == [("not_hers", "product")]
    assert not EpcisGrant.objects.exists()
    made = send_twice(lan, "post", url, body, status=201)
    assert (made["partner_code"], made["may_query"], made["may_capture"], made["ended_at"]) == (
        str(world.minh.ref), True, False, None,
    )  # fmt: skip
    one = f"{url}{made['id']}/"
    assert client_of(world.minh).get(one).json() == lan.get(one).json() == made
    assert (hoa.get(one).status_code, hoa.post(f"{one}end/").status_code) == (404, 404)
    assert client_of(world.minh).post(f"{one}end/").status_code == 403
    assert EpcisGrant.objects.get().ended_at is None
    assert send_twice(lan, "post", f"{one}end/")["ended_at"]


def test_printed_hosts_are_staffs(world, lan, hoa):
    world.hoa.is_staff = True
    world.hoa.save()
    url = f"{API}/printed-hosts/"
    assert problems(hoa.post(url, {"host": "-"})) == [("host_name", "host")]
    made = send_twice(hoa, "post", url, {"host": "https://Tem.Example.vn/01/", "note": "Cũ"}, status=201)
    assert (made["host"], made["note"]) == ("tem.example.vn", "Cũ")
    one = f"{url}{made['id']}/"
    for answer in (lan.get(url), lan.get(one), lan.post(url, {"host": "x.vn"}), lan.post(f"{one}remove/")):
        assert answer.status_code == 404
    assert [row["host"] for row in hoa.get(url).json()["results"]] == ["tem.example.vn"]
    assert send_twice(hoa, "post", f"{one}remove/") == made
    assert not PrintedHost.objects.exists()


def test_staff_let_an_inspector_take_a_bundle_and_nobody_else(world, lan, hoa):
    staff, lot = client_of(make_user("Hà Thị Kỹ", is_staff=True)), make_lots(world, 1)[0]
    User.objects.filter(pk=world.minh.pk).update(phone="+84912345678", phone_verified_at=timezone.now())
    url = f"{API}/inspections/"
    body = {"producer": world.producer.pk, "inspector": "0912 345 678", "days": 7, "reason": "QĐ 12/QĐ-CC"}
    assert (lan.post(url, body).status_code, hoa.post(url, body).status_code) == (404, 404)
    for field, value in (("inspector", "0999"), ("producer", 999_999), ("days", 91), ("reason", " ")):
        assert [attr for _code, attr in problems(staff.post(url, body | {field: value}))] == [field]
    assert not Inspection.objects.exists()
    made = send_twice(staff, "post", url, body, status=201)
    assert Inspection.objects.get().inspector == world.minh
    minh, take = client_of(world.minh), f"{url}{made['id']}/bundle/"
    assert (hoa.post(take, {"lot": lot.pk}).status_code, lan.post(take, {"lot": lot.pk}).status_code) == (
        404,
        403,
    )
    assert problems(minh.post(take, {"lot": 999_999})) == [("invalid", "lot")]
    assert problems(minh.post(take, {"part": 2})) == [("invalid", "part")]
    assert not InspectionLook.objects.exists()
    answer = minh.post(take, {"lot": lot.pk}, headers={"Accept": "application/zip"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert f"ho-so-{lot.code}.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as taken:
        assert lot.code in taken.read("lo.json").decode()
    assert list(InspectionLook.objects.values_list("lot", "took_bundle")) == [(lot.pk, True)]
    Inspection.objects.update(until=timezone.now())
    assert minh.post(take, {"lot": lot.pk}).status_code in (403, 404)
    assert InspectionLook.objects.count() == 1
