"""Partners' grants over the API."""

from __future__ import annotations

import pytest

from tests.api import client_of, problems, send_twice
from traceability.models import EpcisGrant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


def test_grant_is_given_and_ended_by_the_producer(world, lan, hoa):
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
