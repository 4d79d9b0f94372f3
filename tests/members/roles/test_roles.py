"""Roles: who grants and ends them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import RoleGrant, User
from members.own_data.actions import erase_member
from members.roles.actions import RoleError, end_role, grant_role
from members.roles.enums import Role
from members.rules import (
    NotAllowed,
    has_desk,
    is_lawyer,
    is_officer,
    is_officer_of,
    is_province_officer,
    is_trainer,
)
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

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
CAPACITY = "luật sư, Đoàn luật sư tỉnh Sơn La"


def test_officer_is_named_from_above_and_trainer_from_beside():
    officer, above, lan = OfficerFactory(), OfficerFactory(branch=province()), LanFactory()
    with pytest.raises(NotAllowed):
        grant_role(actor=Actor.of(officer), user=lan, role=Role.OFFICER, branch=commune())
    grant_role(actor=Actor.of(officer), user=lan, role=Role.TRAINER, branch=commune())
    assert is_trainer(lan)
    grant = grant_role(actor=Actor.of(above), user=lan, role=Role.OFFICER, branch=commune())
    assert grant_role(actor=Actor.of(above), user=lan, role=Role.OFFICER, branch=commune()) == grant
    assert is_officer_of(lan, chapter())
    for person in (MinhFactory(), HoaFactory(), TrainerFactory()):
        with pytest.raises(NotAllowed):
            grant_role(actor=Actor.of(person), user=person, role=Role.TRAINER, branch=commune())


def test_role_ends_at_once_and_by_those_who_may_give_it():
    above, officer = OfficerFactory(branch=province()), OfficerFactory()
    grant = RoleGrant.objects.get(user=officer)
    for person in (LanFactory(), OfficerFactory(full_name="Lường Thị Hiền")):
        with pytest.raises(NotAllowed):
            end_role(actor=Actor.of(person), grant=grant)
    assert is_officer(officer)
    end_role(actor=Actor.of(above), grant=grant)
    assert not is_officer(officer)


def test_officer_ends_an_own_role():
    officer = OfficerFactory()
    end_role(actor=Actor.of(officer), grant=RoleGrant.objects.get(user=officer))
    assert not is_officer(officer)


def test_role_goes_to_somebody_with_a_name():
    with pytest.raises(RoleError):
        grant_role(
            actor=Actor.of(StaffFactory()),
            user=UserFactory(full_name=""),
            role=Role.OFFICER,
            branch=commune(),
        )


def test_a_lawyer_is_appointed_like_an_officer_with_a_capacity_and_gets_no_other_right():
    officer, above, hoa = OfficerFactory(), OfficerFactory(branch=province()), HoaFactory()
    values = {"user": hoa, "role": Role.LAWYER, "branch": commune()}
    with pytest.raises(NotAllowed):
        grant_role(actor=Actor.of(officer), **values, capacity=CAPACITY)
    with pytest.raises(RoleError) as refused:
        grant_role(actor=Actor.of(above), **values, capacity=" ")
    assert refused.value.field == "capacity" and not RoleGrant.objects.filter(user=hoa).exists()
    grant = grant_role(actor=Actor.of(above), **values, capacity=CAPACITY)
    assert (grant.capacity, is_lawyer(hoa)) == (CAPACITY, True)
    assert not (is_officer(hoa) or has_desk(hoa) or is_trainer(hoa) or is_province_officer(hoa))
    assert not is_officer_of(hoa, commune())
    end_role(actor=Actor.of(above), grant=grant)
    assert not is_lawyer(hoa)
    # The province has no branch above it.
    values["branch"] = province()
    with pytest.raises(NotAllowed):
        grant_role(actor=Actor.of(officer), **values, capacity=CAPACITY)
    assert grant_role(actor=Actor.of(above), **values, capacity=CAPACITY).branch == province()


def test_a_capacity_is_a_lawyers_only():
    grant = grant_role(
        actor=Actor.of(StaffFactory()),
        user=HoaFactory(),
        role=Role.TRAINER,
        branch=commune(),
        capacity=CAPACITY,
    )
    assert grant.capacity == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(capacity=CAPACITY)


def test_the_erasure_of_a_lawyer_erases_the_capacity_and_the_ledger_agrees():
    hoa = HoaFactory()
    grant_role(
        actor=Actor.of(StaffFactory()), user=hoa, role=Role.LAWYER, branch=commune(), capacity=CAPACITY
    )
    assert not any(CAPACITY in entry.body for entry in Entry.objects.all())
    User.objects.filter(pk=hoa.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=hoa.pk)
    grant = RoleGrant.objects.get(user=hoa)
    assert (grant.capacity, grant.salt) == ("", None) and grant.ended_at is not None
    assert [found for found in compare_states("members.RoleGrant") if isinstance(found, Finding)] == []
