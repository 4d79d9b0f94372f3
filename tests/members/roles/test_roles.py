"""Roles: who grants and ends them."""

from __future__ import annotations

import pytest

from members.acting import Actor
from members.models import RoleGrant
from members.roles.actions import RoleError, end_role, grant_role
from members.roles.enums import Role
from members.rules import NotAllowed, is_officer, is_officer_of, is_trainer
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

pytestmark = pytest.mark.django_db


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
