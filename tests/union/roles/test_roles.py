"""Roles of the Union's work: who gives and ends them, who has them, and whom a chain reaches."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Notice, User
from members.own_data.actions import erase_member
from members.rules import NotAllowed
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    chapter,
    commune,
    province,
)
from union.models import UnionRole
from union.roles.actions import UnionRoleError, end_role, give_role
from union.roles.enums import UnionRoleName
from union.roles.rules import chain, holders, holds

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

DUTY, READER = UnionRoleName.DUTY, UnionRoleName.READER


def give(person, branch, role=DUTY):
    return give_role(
        actor=Actor.of(OfficerFactory(branch=province())), person=person, role=role, branch=branch
    )


def faults() -> list[Finding]:
    return [each for each in compare_states("union.UnionRole") if isinstance(each, Finding)]


def test_role_is_given_once_with_entry_notice_and_state():
    lan, officer = LanFactory(), Actor.of(OfficerFactory())
    role = give_role(actor=officer, person=lan, role="duty", branch=commune())
    assert give_role(actor=officer, person=lan, role="duty", branch=commune()) == role
    entry = Entry.objects.get(kind="union.role_given")
    assert (entry.subject, entry.by) == (f"member:{lan.ref}", officer.by.ref)
    assert Notice.objects.filter(user=lan, kind="union.role_given").count() == 1
    assert faults() == []
    UnionRole.objects.update(role=READER)
    assert [found.subject for found in faults()] == [f"member:{lan.ref}"]


def test_role_is_given_by_officers_of_the_branch_or_above_only():
    officer, lan, hoa = OfficerFactory(), LanFactory(), HoaFactory()
    above, elsewhere = province(), hoa.memberships.get().branch
    for person, branch in ((lan, commune()), (hoa, commune()), (officer, above), (officer, elsewhere)):
        with pytest.raises(NotAllowed):
            give_role(actor=Actor.of(person), person=lan, role=DUTY, branch=branch)
    assert not UnionRole.objects.exists() and not Entry.objects.exists()


def test_nobody_gives_herself_a_role_but_the_branch_above_does(client):
    officer = OfficerFactory()
    for role in UnionRoleName:
        with pytest.raises(UnionRoleError) as refused:
            give_role(actor=Actor.of(officer), person=officer, role=role, branch=commune())
        assert (refused.value.code, refused.value.field) == ("own_role", "person")
    client.force_login(officer)
    sent = {"person": officer.phone, "role": "duty", "branch": commune().pk}
    assert client.post(reverse("union:give_role"), sent).status_code == 400
    assert not UnionRole.objects.exists() and not Entry.objects.filter(kind="union.role_given").exists()
    assert give(officer, commune()).person == officer


@pytest.mark.parametrize(
    ("change", "code"), [({"full_name": ""}, "no_name"), ({"is_active": False}, "inactive")]
)
def test_role_needs_an_active_person_with_a_name(change, code):
    lan = LanFactory(**change)
    with pytest.raises(UnionRoleError) as refused:
        give(lan, commune())
    assert refused.value.code == code and not UnionRole.objects.exists()


def test_role_of_a_closed_branch_is_refused():
    branch = commune()
    branch.is_active = False
    with pytest.raises(UnionRoleError):
        give(LanFactory(), branch)
    assert not UnionRole.objects.exists()


def test_the_database_refuses_a_second_open_role():
    role = give(LanFactory(), commune())
    with pytest.raises(IntegrityError), transaction.atomic():
        UnionRole.objects.create(person=role.person, branch=role.branch, role=role.role)
    UnionRole.objects.update(ended_at=timezone.now())
    assert give(role.person, role.branch).pk != role.pk


def test_role_is_ended_by_its_person_or_an_officer_and_by_nobody_else():
    lan, minh = LanFactory(), MinhFactory()
    role = give(lan, commune())
    for person in (minh, OfficerFactory(branch=chapter())):
        with pytest.raises(NotAllowed):
            end_role(actor=Actor.of(person), role=role)
    assert UnionRole.objects.get().ended_at is None
    ended = end_role(actor=Actor.of(lan), role=role)
    assert (ended.ended_by, end_role(actor=Actor.of(lan), role=role).ended_at) == (lan, ended.ended_at)
    assert Entry.objects.filter(kind="union.role_ended").count() == 1 and faults() == []


def test_a_role_holds_in_its_branch_and_below():
    lan = LanFactory()
    give(lan, commune())
    elsewhere = commune("Xã Mường Lạn", 4246)
    assert [holds(lan, DUTY, each) for each in (province(), commune(), chapter(), elsewhere)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not holds(lan, READER, commune()) and not holds(None, DUTY, commune())


def test_holders_are_the_active_people_of_exactly_that_branch(django_assert_num_queries):
    lan, minh, gone = LanFactory(), MinhFactory(), OfficerFactory(full_name="Lò Thị Cũ")
    for person in (minh, lan, gone):
        give(person, commune())
    end_role(actor=Actor.of(gone), role=UnionRole.objects.get(person=gone))
    branch = commune()
    with django_assert_num_queries(1):
        assert holders(DUTY, branch) == [minh, lan]
    assert holders(DUTY, chapter()) == []
    minh.is_active = False
    minh.save()
    assert holders(DUTY, branch) == [lan]


def test_chain_goes_up_without_branches_that_have_nobody(django_assert_num_queries):
    lan, minh, hoa = LanFactory(), MinhFactory(), HoaFactory()
    give(hoa, province())
    give(lan, chapter())
    give(minh, chapter())
    branch = chapter()
    with django_assert_num_queries(1):
        found = list(chain(DUTY, branch))
    assert found == [(chapter(), [lan, minh]), (province(), [hoa])]
    assert list(chain(DUTY, commune())) == [(province(), [hoa])]
    assert list(chain(READER, branch)) == []


def test_an_erased_person_has_no_role():
    lan = LanFactory()
    give(lan, commune())
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    assert UnionRole.objects.get().ended_at is not None and faults() == []


def test_officer_gives_and_ends_on_the_page(client):
    officer, lan = OfficerFactory(), LanFactory()
    client.force_login(officer)
    sent = {"person": "0912 345 671", "role": "duty", "branch": commune().pk}
    assert client.post(reverse("union:give_role"), sent | {"person": "0912 000 000"}).status_code == 400
    assert not UnionRole.objects.exists()
    answer = client.post(reverse("union:give_role"), sent)
    assert answer["location"] == reverse("union:roles")
    role = UnionRole.objects.get(person=lan)
    assert lan.full_name in client.get(reverse("union:roles")).text
    client.post(reverse("union:end_role", args=[role.pk]))
    assert UnionRole.objects.get().ended_at is not None


def test_a_stranger_sees_no_role_and_ends_none(client):
    role = give(LanFactory(), commune())
    client.force_login(HoaFactory())
    assert role.person.full_name not in client.get(reverse("union:roles")).text
    assert client.get(reverse("union:give_role")).status_code == 403
    assert client.post(reverse("union:end_role", args=[role.pk])).status_code == 404
    assert UnionRole.objects.get().ended_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_roles_has_the_same_queries_for_more_rows(client, django_assert_num_queries, count):
    people = [LanFactory(), MinhFactory(), HoaFactory()][:count]
    for person in people:
        give(person, commune())
    client.force_login(OfficerFactory())
    client.get(reverse("union:roles"))
    with django_assert_num_queries(8):
        assert client.get(reverse("union:roles")).status_code == 200
