"""A lot's genealogy over the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from products.models import Product, ProductDecision
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from tests.api import client_of
from tests.traceability.genealogy.test_traversal import make_lots, process

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


def test_api_returns_the_genealogy_in_both_directions_with_kilograms(world, lan, hoa):
    fruit, dried, jam = make_lots(world, 3)
    process(world, [fruit], [dried])
    process(world, [dried], [jam])
    said = lan.get(f"{API}/lots/{dried.pk}/genealogy/").json()
    assert ([one["code"] for one in said["before"]], [one["code"] for one in said["after"]]) == (
        ["L0"],
        ["L2"],
    )
    assert (said["before_count"], said["after_count"], said["left"]) == (1, 1, "0.000")
    assert said["edges"] == [
        {"source": fruit.pk, "target": dried.pk},
        {"source": dried.pk, "target": jam.pk},
    ]
    weighed = [
        (one["inputs"], one["outputs"], one["kilograms_in"], one["kilograms_out"], one["kilograms_most"])
        for one in said["transformations"]
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
    assert page.count("Thuốc tiên") == 1  # what she calls it herself now
