"""Notices over the API."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Notice
from members.notices.actions.notices import notify
from tests.api import client_of, send_twice
from tests.factories.products import make_branch, make_user
from tests.people import HOA, LAN, MINH

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan():
    return make_user(LAN.full_name, branch=make_branch())


@pytest.fixture
def notices(lan) -> list[Notice]:
    return [notify(user=lan, kind="test", title=f"Tin {number}") for number in (1, 2, 3)]


def unread() -> int:
    return Notice.objects.filter(read_at=None).count()


def test_notices_are_read_one_by_one_and_all_at_once(lan, notices):
    client = client_of(lan)
    assert send_twice(client, "post", f"{API}/notices/{notices[0].pk}/read/")["read_at"]
    assert unread() == 2
    assert send_twice(client, "post", f"{API}/notices/read-all/") == {"read": 2}
    assert unread() == 0
    assert client.get(f"{API}/notices/?is_unread=true").json()["results"] == []


@pytest.mark.parametrize("who", ["minh", "hoa", "nobody"])
def test_others_cannot_mark_a_members_notices_read(notices, who):
    user = {
        "minh": lambda: make_user(MINH.full_name, branch=make_branch()),
        "hoa": lambda: make_user(HOA.full_name),
    }
    client = client_of(user[who]() if who in user else None)
    assert client.post(f"{API}/notices/{notices[0].pk}/read/").status_code == (
        401 if who == "nobody" else 404
    )
    assert client.post(f"{API}/notices/read-all/").status_code == (401 if who == "nobody" else 200)
    assert unread() == 3


def test_officer_acting_on_behalf_marks_no_notice_read(lan, notices):
    mai = make_user("Quàng Thị Mai", branch=make_branch(), officer_of=make_branch())
    client = Client()
    client.force_login(mai)
    client.post(reverse("members:start_helping", args=[lan.pk]))
    kept = unread()
    for path in (f"{notices[0].pk}/read/", "read-all/"):
        assert client.post(f"{API}/notices/{path}", content_type="application/json").status_code == 200
    assert unread() == kept
