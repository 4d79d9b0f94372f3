"""Passports and e-labels over the API."""

from __future__ import annotations

import pytest

from products.models import Product
from tests.api import client_of, problems, send_twice
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.legal.passport import passport_facts
from traceability.models import ELabel, Passport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


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


def test_e_label_is_switched_by_the_producer_and_refused_with_the_articles(world, lan, hoa):
    url = f"{API}/e-labels/{world.product.pk}/"
    Product.objects.filter(pk=world.product.pk).update(ocop_set=4, is_packed=True)
    refused = lan.post(f"{url}on/")
    assert (refused.status_code, problems(refused)) == (409, [("passport_incomplete", None)])
    assert "Điều" in refused.json()["errors"][0]["detail"] and not ELabel.objects.exists()
    Product.objects.filter(pk=world.product.pk).update(ocop_set=None, is_packed=False)
    send_twice(lan, "post", f"{url}on/")
    said = lan.get(url).json()
    assert (said["product"], said["is_on"], len(said["times"])) == (world.product.pk, True, 1)
    assert [one["product"] for one in lan.get(f"{API}/e-labels/").json()["results"]] == [world.product.pk]
    for answer in (hoa.get(url), hoa.post(f"{url}off/"), hoa.post(f"{url}on/")):
        assert answer.status_code == 404
    assert ELabel.objects.get().until is None
    off = send_twice(lan, "post", f"{url}off/")
    assert (off["is_on"], off["times"][0]["until"] is None) == (False, False)
