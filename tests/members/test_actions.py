"""Branches, memberships, roles, làm hộ, accounts opened by an officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.assist.actions import LASTS, end_assist, end_stale_assists, start_assist
from members.branches.actions.branches import BranchError, create_branch
from members.branches.actions.memberships import (
    MembershipError,
    confirm_membership,
    leave_branch,
    refuse_membership,
    request_membership,
)
from members.branches.enums import BranchLevel, MembershipState
from members.consent.actions import ConsentError, give_consent, withdraw_consent
from members.consent.enums import ConsentChannel, ConsentPurpose
from members.models import AssistSession, Branch, Consent, Membership, Milestone, Notice, RoleGrant, User
from members.notices.enums import MilestoneKind
from members.people.actions.accounts import (
    ProfileError,
    open_account,
    sweep_unfinished_signups,
    update_profile,
)
from members.roles.actions import RoleError, end_role, grant_role
from members.roles.enums import Role
from members.rules import NotAllowed, has_consented, is_officer, is_officer_of, is_trainer, may_help
from members.signing_in.actions.secrets import WrongCode
from members.signing_in.actions.tickets import redeem_ticket
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

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FAR = ("Xã Mường Lạn", 4246)


# --- Branches ---------------------------------------------------------------------------------------------------------


def test_branch_path_holds_the_way_from_the_root():
    village = chapter()
    assert village.path == f"/{province().pk}/{commune().pk}/{village.pk}/"
    assert village.unit == commune().unit
    assert list(Branch.objects.under(commune())) == [commune(), village]


def test_chapter_is_added_by_the_communes_officer_only():
    officer, far = OfficerFactory(), OfficerFactory(branch=commune(*FAR))
    made = create_branch(
        actor=Actor.herself(officer), name="Chi hội  bản Lòng", level=BranchLevel.CHAPTER, parent=commune()
    )
    assert (made.name, made.name_folded) == ("Chi hội bản Lòng", "chi hoi ban long")
    for user, parent in ((far, commune()), (officer, province()), (LanFactory(), commune())):
        with pytest.raises(NotAllowed):
            create_branch(
                actor=Actor.herself(user), name="Chi hội X", level=BranchLevel.CHAPTER, parent=parent
            )
    with pytest.raises(BranchError, match="đã có chi hội"):
        create_branch(actor=None, name="Chi hội bản lòng", level=BranchLevel.CHAPTER, parent=commune())
    with pytest.raises(BranchError):
        create_branch(actor=None, name="Chi hội con", level=BranchLevel.CHAPTER, parent=made)
    assert set(Branch.objects.filter(parent=commune())) == {
        made,
        branch_of(User.objects.get(full_name="Lò Thị Lan")),
    }


# --- Memberships ------------------------------------------------------------------------------------------------------


def joined(user: User, branch: Branch) -> Membership:
    return request_membership(actor=Actor.herself(user), branch=branch)


def test_member_is_confirmed_by_the_officer_of_her_branch():
    user, officer = UserFactory(), OfficerFactory()
    membership = joined(user, chapter())
    assert joined(user, chapter()) == membership
    confirm_membership(actor=Actor.herself(officer), membership=membership)
    membership.refresh_from_db()
    assert (membership.state, membership.decided_by) == (MembershipState.CONFIRMED, officer)
    assert Milestone.objects.get(user=user).kind == MilestoneKind.JOINED_BRANCH
    assert Notice.objects.get(user=user).title == "Chi hội bản Áng: đã xác nhận chị là hội viên."
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
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
            confirm_membership(actor=Actor.herself(person), membership=membership)
        with pytest.raises(NotAllowed):
            refuse_membership(actor=Actor.herself(person), membership=membership, reason="không")
    membership.refresh_from_db()
    assert membership.state == MembershipState.REQUESTED
    assert not Milestone.objects.exists()


def test_officer_does_not_confirm_herself():
    officer = OfficerFactory(branch=chapter())
    membership = joined(officer, chapter())
    with pytest.raises(NotAllowed):
        confirm_membership(actor=Actor.herself(officer), membership=membership)


def test_refusal_gives_the_reason():
    user, officer = UserFactory(), OfficerFactory()
    membership = joined(user, chapter())
    with pytest.raises(MembershipError):
        refuse_membership(actor=Actor.herself(officer), membership=membership, reason=" ")
    refuse_membership(actor=Actor.herself(officer), membership=membership, reason="Chị ở bản khác.")
    assert Notice.objects.get(user=user).body == "Chị ở bản khác."
    with pytest.raises(MembershipError):
        confirm_membership(actor=Actor.herself(officer), membership=membership)


def test_member_moves_by_leaving_in_the_same_step():
    lan = LanFactory()
    other = chapter("Chi hội bản Lòng")
    with pytest.raises(MembershipError, match="Chi hội bản Áng"):
        joined(lan, other)
    request_membership(actor=Actor.herself(lan), branch=other, leave_current=True)
    states = list(Membership.objects.filter(user=lan).order_by("pk").values_list("branch__name", "state"))
    assert states == [("Chi hội bản Áng", "left"), ("Chi hội bản Lòng", "requested")]
    leave_branch(actor=Actor.herself(lan))
    assert not Membership.objects.open().filter(user=lan).exists()


def test_nobody_joins_the_province():
    with pytest.raises(MembershipError):
        joined(UserFactory(), province())


def test_officers_queue_holds_her_branches_and_not_herself():
    officer, far = OfficerFactory(), OfficerFactory(branch=commune(*FAR))
    first, second = joined(UserFactory(), chapter()), joined(UserFactory(), commune())
    joined(officer, chapter())
    assert list(Membership.objects.waiting_for(officer)) == [first, second]
    assert list(Membership.objects.waiting_for(far)) == []
    assert first.user in User.objects.visible_to(officer)
    assert first.user not in User.objects.visible_to(far)
    assert list(User.objects.visible_to(first.user)) == [first.user]


# --- Roles ------------------------------------------------------------------------------------------------------------


def test_officer_reaches_her_branch_and_all_below():
    officer, above = OfficerFactory(), OfficerFactory(branch=province())
    assert is_officer_of(officer, chapter())
    assert not is_officer_of(officer, province())
    assert is_officer_of(above, chapter())
    assert not is_officer_of(officer, commune(*FAR))
    assert is_officer(officer)
    assert not is_officer(StaffFactory())


def test_officer_is_appointed_from_above_and_trainer_from_the_same_branch():
    officer, above, lan = OfficerFactory(), OfficerFactory(branch=province()), LanFactory()
    with pytest.raises(NotAllowed):
        grant_role(actor=Actor.herself(officer), user=lan, role=Role.OFFICER, branch=commune())
    grant_role(actor=Actor.herself(officer), user=lan, role=Role.TRAINER, branch=commune())
    assert is_trainer(lan)
    grant = grant_role(actor=Actor.herself(above), user=lan, role=Role.OFFICER, branch=commune())
    assert grant_role(actor=Actor.herself(above), user=lan, role=Role.OFFICER, branch=commune()) == grant
    assert is_officer_of(lan, chapter())
    for person in (MinhFactory(), HoaFactory(), TrainerFactory()):
        with pytest.raises(NotAllowed):
            grant_role(actor=Actor.herself(person), user=person, role=Role.TRAINER, branch=commune())


def test_role_ends_at_once_and_by_those_who_may_give_it():
    above, officer = OfficerFactory(branch=province()), OfficerFactory()
    grant = RoleGrant.objects.get(user=officer)
    for person in (LanFactory(), OfficerFactory(full_name="Lường Thị Hiền")):
        with pytest.raises(NotAllowed):
            end_role(actor=Actor.herself(person), grant=grant)
    assert is_officer(officer)
    end_role(actor=Actor.herself(above), grant=grant)
    assert not is_officer(officer)


def test_officer_lays_her_role_down():
    officer = OfficerFactory()
    end_role(actor=Actor.herself(officer), grant=RoleGrant.objects.get(user=officer))
    assert not is_officer(officer)


def test_role_goes_to_somebody_with_a_name():
    with pytest.raises(RoleError):
        grant_role(
            actor=Actor.herself(StaffFactory()),
            user=UserFactory(full_name=""),
            role=Role.OFFICER,
            branch=commune(),
        )


# --- Làm hộ -----------------------------------------------------------------------------------------------------------


def test_officer_helps_a_member_of_the_branch_who_is_notified():
    lan, officer = LanFactory(), OfficerFactory()
    assist = start_assist(officer=officer, member=lan)
    end_assist(officer=officer, assist_id=assist.pk)
    kinds = list(Entry.objects.order_by("pk").values_list("kind", "by", "on_behalf_of"))
    assert kinds == [("assist.started", officer.ref, lan.ref), ("assist.ended", officer.ref, lan.ref)]
    notice = Notice.objects.get(user=lan)
    assert "bắt đầu làm hộ chị" in notice.title
    assert notice.deliveries.count() == 1


def test_nobody_else_helps():
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
    request_membership(actor=Actor.herself(officer), branch=chapter())
    Membership.objects.filter(user=officer).update(state=MembershipState.CONFIRMED)
    staff = StaffFactory()
    Membership.objects.create(user=staff, branch=chapter(), state=MembershipState.CONFIRMED)
    assert not may_help(above, officer)
    assert not may_help(above, staff)


def test_becoming_an_officer_ends_the_help():
    lan, officer, above = LanFactory(), OfficerFactory(), OfficerFactory(branch=province())
    assist = start_assist(officer=officer, member=lan)
    grant_role(actor=Actor.herself(above), user=lan, role=Role.OFFICER, branch=chapter())
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


# --- Accounts opened by an officer ------------------------------------------------------------------------------------


def test_account_opened_on_paper_records_only_what_was_signed():
    officer = OfficerFactory()
    opened = open_account(
        officer=officer,
        branch=chapter(),
        full_name="Lường  Thị Bằng",
        birth_year=1961,
        phone="0912 345 690",
        signed=["public_name"],
    )
    member = opened.member
    assert (member.full_name, member.birth_year, member.opened_by) == ("Lường Thị Bằng", 1961, officer)
    assert (member.phone, member.phone_to_verify) == (None, "+84912345690")
    assert not member.has_usable_password()
    consent = Consent.objects.get(user=member)
    assert (consent.purpose, consent.channel, consent.recorded_by) == (
        "public_name",
        ConsentChannel.PAPER,
        officer,
    )
    assert Membership.objects.get(user=member).state == MembershipState.CONFIRMED
    assert AssistSession.objects.get(ended_at=None) == opened.assist
    redeem_ticket(card_number=member.card_number, code=opened.ticket.code, secret="529306")
    member.refresh_from_db()
    assert member.check_password("529306")
    with pytest.raises(WrongCode):
        redeem_ticket(card_number=member.card_number, code=opened.ticket.code, secret="613905")


def test_account_is_not_opened_in_another_branch():
    far = OfficerFactory(branch=commune(*FAR))
    people = User.objects.count()
    for person in (far, LanFactory(), TrainerFactory()):
        with pytest.raises(NotAllowed):
            open_account(officer=person, branch=chapter(), full_name="Lường Thị Bằng")
    assert User.objects.count() == people + 2


def test_account_is_not_half_opened_when_the_name_is_missing():
    officer = OfficerFactory()
    with pytest.raises(ProfileError):
        open_account(officer=officer, branch=chapter(), full_name="12")
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["", "L", "   ", "Lan<script>", "Lan 1984", "=SUM(A1)", "x" * 81])
def test_odd_name_is_refused(name):
    lan = LanFactory()
    with pytest.raises(ProfileError):
        update_profile(actor=Actor.herself(lan), full_name=name, birth_year=1984)
    lan.refresh_from_db()
    assert lan.full_name == "Lò Thị Lan"


def test_birth_year_out_of_reach_is_refused():
    lan = LanFactory()
    for year in (1900, timezone.localdate().year - 5):
        with pytest.raises(ProfileError):
            update_profile(actor=Actor.herself(lan), full_name="Lò Thị Lan", birth_year=year)
    lan.refresh_from_db()
    assert lan.birth_year == 1984


def test_unfinished_signup_is_swept_after_a_day_and_nothing_else():
    UserFactory(phone=None, full_name="", phone_to_verify="+84912345691")
    stored = [
        UserFactory(phone=None, full_name="", phone_to_verify="+84912345692", opened_by=OfficerFactory()),
        UserFactory(full_name=""),
        LanFactory(phone=None, phone_to_verify="+84912345693"),
    ]
    assert sweep_unfinished_signups() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert sweep_unfinished_signups() == 1
    assert User.objects.filter(pk__in=[user.pk for user in stored]).count() == 3


# --- Consent ----------------------------------------------------------------------------------------------------------


def test_consent_is_stored_with_its_sentence_and_moments():
    lan = LanFactory()
    actor = Actor.herself(lan)
    assert not has_consented(lan)
    first = give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME) == first
    assert first.wording.startswith("Tôi đồng ý để Hội hiện họ tên")
    assert has_consented(lan)
    assert not has_consented(lan, ConsentPurpose.PUBLIC_PHOTO)
    withdraw_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    withdraw_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert not has_consented(lan)
    second = give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert second.pk != first.pk
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["consent.given", "consent.withdrawn", "consent.given"]


def test_officer_records_paper_and_cannot_agree_for_her():
    lan, officer = LanFactory(), OfficerFactory()
    helping = Actor(by=officer, member=lan)
    with pytest.raises(NotAllowed):
        give_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS)
    with pytest.raises(ConsentError):
        give_consent(actor=Actor.herself(lan), purpose=ConsentPurpose.SMS_NEWS, channel=ConsentChannel.PAPER)
    assert not Consent.objects.exists()
    give_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS, channel=ConsentChannel.PAPER)
    withdraw_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS)
    assert not has_consented(lan, ConsentPurpose.SMS_NEWS)
