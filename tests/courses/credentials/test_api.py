from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from courses.credentials.actions import issue_credential
from courses.credentials.verifying import verify_badge
from courses.models import Credential, Enrolment
from tests.api import client_of, everything, problems, send_twice
from tests.courses.credentials.test_issuing import issued
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
URL = "/api/v1/course-certificates/"


def badge_at(address: str) -> dict[str, Any]:
    token = client_of().get(address.removeprefix("http://127.0.0.1:8000")).text
    return verify_badge(token).credential


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(django_assert_num_queries, count):
    lan = LanFactory()
    for number in range(count):
        version = published_course(slug=f"khoa-{number}")
        enrolment = Enrolment.objects.create(user=lan, version=version, finished_at=timezone.now())
        issue_credential(enrolment=enrolment)
    client = client_of(lan)
    with django_assert_num_queries(2):
        assert client.get(URL).json()["count"] == count


def test_member_reads_only_own_credentials():
    credential = issued()
    (data,) = client_of(credential.user).get(URL).json()["results"]
    assert (data["course"], data["title"], data["version"]) == ("ban-hang", "Bán hàng", 1)
    assert data["results"][0].startswith("Đã in 65 tem truy xuất: Mận hậu Mộc Châu")
    assert data["page"].endswith(f"/chung-nhan/{credential.code}/")
    assert badge_at(data["badge"])["id"] == data["page"]
    hoa = client_of(HoaFactory())
    assert hoa.get(URL).json()["results"] == []
    assert hoa.get(f"{URL}{credential.pk}/").status_code == 404
    assert client_of().get(URL).status_code == 401


def test_member_chooses_what_a_credential_shows_by_the_rules_of_the_page():
    credential = issued()
    client = client_of(credential.user)
    url = f"{URL}{credential.pk}/shown/"
    before = everything([Credential])
    refused = client.post(url, {"name": True, "results": True, "branch": True})
    assert (refused.status_code, problems(refused)) == (400, [("no_consent", "shows_name")])
    assert everything([Credential]) == before
    assert (
        client_of(HoaFactory()).post(url, {"name": False, "results": True, "branch": True}).status_code == 404
    )
    response = send_twice(client, "post", url, {"name": False, "results": True, "branch": False})
    assert (response["shows_name"], response["shows_results"], response["shows_branch"]) == (
        False,
        True,
        False,
    )
    assert len(badge_at(response["badge"])["evidence"]) == 2


def test_trainer_revokes_a_credential_and_its_holder_cannot():
    trainer, lan = make_trainer(), LanFactory()
    credential = issued(lan, author=trainer)
    url, body = f"{URL}{credential.pk}/revoke/", {"reason": "mistake", "note": "Cấp nhầm."}
    before = everything([Credential])
    assert client_of(lan).post(url, body).status_code == 404
    assert problems(client_of(trainer).post(url, {"reason": "erased", "note": "x"})) == [
        ("invalid_choice", "reason")
    ]
    assert everything([Credential]) == before
    assert client_of(trainer).post(url, body).status_code == 204
    (data,) = client_of(lan).get(URL).json()["results"]
    assert (data["revoke_reason"], data["badge"]) == ("mistake", "")
