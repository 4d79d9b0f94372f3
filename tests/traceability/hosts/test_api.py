"""Printed hosts over the API."""

from __future__ import annotations

import pytest

from tests.api import client_of, problems, send_twice
from traceability.models import PrintedHost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


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
