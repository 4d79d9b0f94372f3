"""Exports over the API."""

from __future__ import annotations

import pytest

from products.models import Producer
from tests.api import client_of, problems
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.exports.files import PROFILES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


def test_exports_are_listed_and_a_lots_file_is_the_pages(world, client, lan, hoa):
    profiles = client_of().get(f"{API}/export-profiles/").json()
    assert sorted(one["name"] for one in profiles) == sorted(PROFILES)
    assert all("/xuat-tep/" in one["schema_url"] and one["title"] and one["note"] for one in profiles)
    Producer.objects.update(identity_code="5500123456")
    lot = make_lots(world, 1)[0]
    seen = set()
    for name in PROFILES:
        url = f"{API}/lots/{lot.pk}/exports/{name}/"
        assert (hoa.get(url).status_code, client_of().get(url).status_code) == (404, 401)
        answer = lan.get(url)
        seen.add(answer.status_code)
        if answer.status_code == 409:
            assert problems(answer) == [("export_incomplete", None)]
        else:
            assert (answer.json()["profile"], answer.json()["lot"]["lot"]) == (name, lot.code)
    assert 200 in seen
    assert lan.get(f"{API}/lots/{lot.pk}/exports/nothing/").status_code == 404
