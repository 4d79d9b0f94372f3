"""Làm hộ: who may act for whom, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.assist.actions import LASTS, end_assist, end_stale_assists, start_assist
from members.branches.actions.memberships import request_membership
from members.branches.enums import MembershipState
from members.models import AssistSession, Membership, Notice
from members.roles.actions import grant_role
from members.roles.enums import Role
from members.rules import NotAllowed, may_help
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    TrainerFactory,
    UserFactory,
    chapter,
    commune,
    province,
)
from tests.members.branches.test_branches import FAR, joined

pytestmark = pytest.mark.django_db


def test_acting_on_behalf_writes_entries_and_notifies_the_member():
    lan, officer = LanFactory(), OfficerFactory()
    assist = start_assist(officer=officer, member=lan)
    end_assist(officer=officer, assist_id=assist.pk)
    kinds = list(Entry.objects.order_by("pk").values_list("kind", "by", "on_behalf_of"))
    assert kinds == [("assist.started", officer.ref, lan.ref), ("assist.ended", officer.ref, lan.ref)]
    notice = Notice.objects.get(user=lan)
    assert "bắt đầu làm hộ chị" in notice.title
    assert notice.deliveries.count() == 1


def test_only_the_members_officer_acts_on_behalf():
    lan = LanFactory()
    waiting = UserFactory()
    joined(waiting, chapter())
    officer = OfficerFactory()
    refused = [
        (OfficerFactory(branch=commune(*FAR)), lan),
        (MinhFactory(), lan),
        (TrainerFactory(), lan),
        (lan, lan),
        (officer, waiting),  # not confirmed yet
        (officer, HoaFactory()),
    ]
    for person, member in refused:
        with pytest.raises(NotAllowed):
            start_assist(officer=person, member=member)
    assert not AssistSession.objects.exists()


def test_nobody_acts_for_an_officer_or_staff():
    above = OfficerFactory(branch=province())
    officer = OfficerFactory()
    request_membership(actor=Actor.of(officer), branch=chapter())
    Membership.objects.filter(user=officer).update(state=MembershipState.CONFIRMED)
    staff = StaffFactory()
    Membership.objects.create(user=staff, branch=chapter(), state=MembershipState.CONFIRMED)
    assert not may_help(above, officer)
    assert not may_help(above, staff)


def test_becoming_an_officer_ends_the_help():
    lan, officer, above = LanFactory(), OfficerFactory(), OfficerFactory(branch=province())
    assist = start_assist(officer=officer, member=lan)
    grant_role(actor=Actor.of(above), user=lan, role=Role.OFFICER, branch=chapter())
    assist.refresh_from_db()
    assert assist.ended_at is not None


def test_helping_another_ends_the_first():
    lan, minh, officer = LanFactory(), MinhFactory(), OfficerFactory()
    first = start_assist(officer=officer, member=lan)
    second = start_assist(officer=officer, member=minh)
    assert list(AssistSession.objects.filter(ended_at=None)) == [second]
    assert first.pk != second.pk


def test_forgotten_help_is_ended_by_the_clock():
    start_assist(officer=OfficerFactory(), member=LanFactory())
    assert end_stale_assists() == 0
    with time_machine.travel(timezone.now() + LASTS + timedelta(minutes=1)):
        assert end_stale_assists() == 1
    assert Entry.objects.filter(kind="assist.ended").count() == 1
