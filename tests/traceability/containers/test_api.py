"""Cartons over the API."""

from __future__ import annotations

import pytest

from tests.api import client_of, send_twice
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.models import Container

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


def test_cartons_are_packed_and_opened_by_their_producer(world, lan, hoa):
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
