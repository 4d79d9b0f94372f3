"""Inspections over the API."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from members.models import User
from tests.api import client_of, problems, send_twice
from tests.factories.products import make_user
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.models import Inspection, InspectionLook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def hoa(world):
    return client_of(world.hoa)


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
