"""Làm hộ as a browser sees it: its rights, its end and its history."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.assist.actions import LASTS
from members.branches.enums import MembershipState
from members.models import AssistSession, Membership, RoleGrant, User
from members.rules import is_officer
from tests.factories.members import LanFactory, MinhFactory, OfficerFactory, commune
from tests.members.signing_in.test_pages import signed_in

pytestmark = pytest.mark.django_db


def helping(officer: User, member: User) -> Client:
    client = signed_in(officer)
    client.post(reverse("members:start_helping", args=[member.pk]))
    return client


@pytest.mark.slow
def test_helping_gives_the_members_rights_and_no_more():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert "Lò Thị Lan" in client.get("/toi/").text
    for name in (
        "members:desk",
        "members:members",
        "members:data",
        "members:data_file",
        "members:data_archive",
        "members:erase",
    ):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("members:phone")).status_code == 403  # the member changes it
    client.post(reverse("members:stop_helping"))
    assert client.get(reverse("members:desk")).status_code == 200
    assert AssistSession.objects.get().ended_at is not None


@pytest.mark.slow
def test_helping_ends_with_the_role_the_membership_the_hours_and_the_log_out():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert "Đang làm hộ cho" in client.get("/").text
    with time_machine.travel(timezone.now() + LASTS + timedelta(minutes=1)):
        assert "Đang làm hộ cho" not in client.get("/").text
    RoleGrant.objects.filter(user=officer).update(ended_at=timezone.now())
    assert not is_officer(officer)
    assert "Đang làm hộ cho" not in client.get("/").text
    RoleGrant.objects.filter(user=officer).update(ended_at=None)
    Membership.objects.filter(user=lan).update(state=MembershipState.LEFT)
    assert "Đang làm hộ cho" not in client.get("/").text
    Membership.objects.filter(user=lan).update(state=MembershipState.CONFIRMED)
    client.post(reverse("account_logout"))
    assert AssistSession.objects.get().ended_at is not None


def test_stranger_cannot_start_helping():
    lan = LanFactory()
    for user, status in ((MinhFactory(), 403), (OfficerFactory(branch=commune("Xã Mường Lạn", 4246)), 404)):
        assert signed_in(user).post(reverse("members:start_helping", args=[lan.pk])).status_code == status
    assert not AssistSession.objects.exists()


def test_outbox_owner_differs_for_each_member_helped():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert client.get(reverse("theme:csrf")).json()["owner"] == f"{officer.ref}:{lan.ref}"
    assert f'data-owner="{officer.ref}:{lan.ref}"' in client.get("/").text
    client.post(reverse("members:stop_helping"))
    assert client.get(reverse("theme:csrf")).json()["owner"] == str(officer.ref)


def test_member_sees_the_acts_an_officer_did_on_behalf():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    client.post(
        reverse("members:edit_profile"), {"full_name": "Lò Thị Lan", "birth_year": "1985", "language": "vi"}
    )
    page = signed_in(lan).get(reverse("members:helped")).text
    assert "Sửa họ tên, năm sinh" in page
    assert "Cà Thị Vân" in page
    assert "Sửa họ tên" not in signed_in(MinhFactory()).get(reverse("members:helped")).text
