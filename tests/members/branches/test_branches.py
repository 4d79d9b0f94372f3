"""Branches and memberships: who adds, confirms, refuses and leaves."""

from __future__ import annotations

import pytest

from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.branches.actions.branches import BranchError, create_branch
from members.branches.actions.memberships import (
    MembershipError,
    confirm_membership,
    leave_branch,
    refuse_membership,
    request_membership,
)
from members.branches.enums import BranchLevel, MembershipState
from members.models import Branch, Membership, Milestone, Notice, User
from members.notices.enums import MilestoneKind
from members.rules import NotAllowed, is_officer, is_officer_of
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    TrainerFactory,
    UserFactory,
    branch_of,
    chapter,
    commune,
    province,
)

pytestmark = pytest.mark.django_db

FAR = ("Xã Mường Lạn", 4246)


def test_branch_path_holds_the_way_from_the_root():
    village = chapter()
    assert village.path == f"/{province().pk}/{commune().pk}/{village.pk}/"
    assert village.unit == commune().unit
    assert list(Branch.objects.under(commune())) == [commune(), village]


def test_chapter_is_added_by_the_communes_officer_only():
    officer, far = OfficerFactory(), OfficerFactory(branch=commune(*FAR))
    made = create_branch(
        actor=Actor.of(officer), name="Chi hội  bản Lòng", level=BranchLevel.CHAPTER, parent=commune()
    )
    assert (made.name, made.name_folded) == ("Chi hội bản Lòng", "chi hoi ban long")
    for user, parent in ((far, commune()), (officer, province()), (LanFactory(), commune())):
        with pytest.raises(NotAllowed):
            create_branch(actor=Actor.of(user), name="Chi hội X", level=BranchLevel.CHAPTER, parent=parent)
    with pytest.raises(BranchError, match="đã có chi hội"):
        create_branch(actor=None, name="Chi hội bản lòng", level=BranchLevel.CHAPTER, parent=commune())
    with pytest.raises(BranchError):
        create_branch(actor=None, name="Chi hội con", level=BranchLevel.CHAPTER, parent=made)
    assert set(Branch.objects.filter(parent=commune())) == {
        made,
        branch_of(User.objects.get(full_name="Lò Thị Lan")),
    }


def joined(user: User, branch: Branch) -> Membership:
    return request_membership(actor=Actor.of(user), branch=branch)


def test_membership_is_confirmed_by_the_branchs_officer():
    user, officer = UserFactory(), OfficerFactory()
    membership = joined(user, chapter())
    assert joined(user, chapter()) == membership
    confirm_membership(actor=Actor.of(officer), membership=membership)
    membership.refresh_from_db()
    assert (membership.state, membership.decided_by) == (MembershipState.CONFIRMED, officer)
    assert Milestone.objects.get(user=user).kind == MilestoneKind.JOINED_BRANCH
    assert Notice.objects.get(user=user).title == "Chi hội bản Áng: đã xác nhận chị là hội viên."
    kinds = list(Entry.objects.exclude(kind=STATED).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["membership.requested", "membership.confirmed"]


def test_member_is_not_confirmed_by_anybody_else():
    membership = joined(UserFactory(), chapter())
    others = (
        OfficerFactory(branch=commune(*FAR)),
        TrainerFactory(),
        MinhFactory(),
        HoaFactory(),
        membership.user,
    )
    for person in others:
        with pytest.raises(NotAllowed):
            confirm_membership(actor=Actor.of(person), membership=membership)
        with pytest.raises(NotAllowed):
            refuse_membership(actor=Actor.of(person), membership=membership, reason="không")
    membership.refresh_from_db()
    assert membership.state == MembershipState.REQUESTED
    assert not Milestone.objects.exists()


def test_officer_cannot_confirm_an_own_membership():
    officer = OfficerFactory(branch=chapter())
    membership = joined(officer, chapter())
    with pytest.raises(NotAllowed):
        confirm_membership(actor=Actor.of(officer), membership=membership)


def test_refusal_needs_a_reason_and_notifies_the_member():
    user, officer = UserFactory(), OfficerFactory()
    membership = joined(user, chapter())
    with pytest.raises(MembershipError):
        refuse_membership(actor=Actor.of(officer), membership=membership, reason=" ")
    refuse_membership(actor=Actor.of(officer), membership=membership, reason="Chị ở bản khác.")
    assert Notice.objects.get(user=user).body == "Chị ở bản khác."
    with pytest.raises(MembershipError):
        confirm_membership(actor=Actor.of(officer), membership=membership)


def test_member_moves_by_leaving_in_the_same_step():
    lan = LanFactory()
    other = chapter("Chi hội bản Lòng")
    with pytest.raises(MembershipError, match="Chi hội bản Áng"):
        joined(lan, other)
    request_membership(actor=Actor.of(lan), branch=other, leave_current=True)
    states = list(Membership.objects.filter(user=lan).order_by("pk").values_list("branch__name", "state"))
    assert states == [("Chi hội bản Áng", "left"), ("Chi hội bản Lòng", "requested")]
    leave_branch(actor=Actor.of(lan))
    assert not Membership.objects.open().filter(user=lan).exists()


def test_nobody_joins_the_province():
    with pytest.raises(MembershipError):
        joined(UserFactory(), province())


def test_officers_queue_holds_requests_of_own_branches_but_not_an_own_request():
    officer, far = OfficerFactory(), OfficerFactory(branch=commune(*FAR))
    first, second = joined(UserFactory(), chapter()), joined(UserFactory(), commune())
    joined(officer, chapter())
    assert list(Membership.objects.waiting_for(officer)) == [first, second]
    assert list(Membership.objects.waiting_for(far)) == []
    assert first.user in User.objects.visible_to(officer)
    assert first.user not in User.objects.visible_to(far)
    assert list(User.objects.visible_to(first.user)) == [first.user]


def test_officer_is_officer_of_the_branch_and_all_below():
    officer, above = OfficerFactory(), OfficerFactory(branch=province())
    assert is_officer_of(officer, chapter())
    assert not is_officer_of(officer, province())
    assert is_officer_of(above, chapter())
    assert not is_officer_of(officer, commune(*FAR))
    assert is_officer(officer)
    assert not is_officer(StaffFactory())
