"""Who may do what to people, branches, roles and accounts: every kind of caller against every rule."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members import rules
from members.branches.enums import MembershipState
from members.consent.enums import ConsentPurpose
from members.models import Branch, Consent, Membership, RoleGrant, User
from members.roles.enums import Role
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MemberFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    TrainerFactory,
    chapter,
    commune,
    province,
)

pytestmark = pytest.mark.django_db

STAFF = {"staff", "root"}
OFFICERS = {"village", "officer", "top", "far"}
ABOVE_THE_VILLAGE = {"officer", "top"} | STAFF
OF_THE_VILLAGE = {"village"} | ABOVE_THE_VILLAGE


def inactive(user: User) -> User:
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def make_callers() -> dict[str, User | AnonymousUser | None]:
    """Lan is a member of the village, Minh asks to join it, Hoa is a member elsewhere."""
    callers = {
        "nobody": None,
        "visitor": AnonymousUser(),
        "lan": LanFactory(),
        "minh": MinhFactory(),
        "hoa": HoaFactory(),
        "village": OfficerFactory(branch=chapter()),
        "officer": OfficerFactory(),
        "top": OfficerFactory(branch=province()),
        "far": OfficerFactory(branch=commune("Xã Mường Lạn", 4246)),
        "former": OfficerFactory(),
        "trainer": TrainerFactory(),
        "staff": StaffFactory(),
        "root": StaffFactory(is_superuser=True),
        "inactive_officer": inactive(OfficerFactory()),
        "inactive_trainer": inactive(TrainerFactory()),
        "inactive_root": inactive(StaffFactory(is_superuser=True)),
    }
    Membership.objects.filter(user=callers["minh"]).update(state=MembershipState.REQUESTED)
    RoleGrant.objects.filter(user=callers["former"]).update(ended_at=timezone.now())
    Membership.objects.create(user=callers["village"], branch=chapter(), state=MembershipState.CONFIRMED)
    return callers


@pytest.mark.slow
def test_each_rule_admits_exactly_the_listed_callers():
    callers = make_callers()
    of = SimpleNamespace(**callers)
    erased, left, gone = MemberFactory(), MemberFactory(), inactive(MemberFactory())
    erased.erased_at = timezone.now()
    Membership.objects.filter(user=left).update(state=MembershipState.LEFT)
    twice = OfficerFactory(branch=chapter())
    RoleGrant.objects.create(user=twice, role=Role.OFFICER, branch=commune("Xã Mường Lạn", 4246))
    closed = Branch(path=chapter().path, level=chapter().level, is_active=False)

    def membership(user):
        return user.memberships.get()

    def grant(user):
        return user.role_grants.get()

    for number, (rule, admitted) in enumerate(
        (
            (rules.is_staff, STAFF),
            (rules.is_officer, OFFICERS),
            (rules.has_desk, OFFICERS | STAFF),
            (rules.is_trainer, {"trainer"}),
            (lambda user: rules.is_officer_of(user, None), set()),
            (lambda user: rules.is_officer_of(user, chapter()), OF_THE_VILLAGE),
            (lambda user: rules.is_officer_of(user, province()), {"top"} | STAFF),
            (lambda user: rules.is_officer_above(user, chapter()), ABOVE_THE_VILLAGE),
            (lambda user: rules.is_officer_above(user, commune()), {"top"} | STAFF),
            (lambda user: rules.may_set_rights(user, of.lan), {"root"}),
            (lambda user: rules.may_set_rights(user, of.root), set()),
            (lambda user: rules.may_set_rights(user, erased), set()),
            (lambda user: rules.may_confirm(user, membership(of.minh)), OF_THE_VILLAGE),
            (lambda user: rules.may_confirm(user, membership(of.village)), ABOVE_THE_VILLAGE),
            (lambda user: rules.may_help(user, of.lan), OF_THE_VILLAGE),
            (lambda user: rules.may_help(user, of.minh), STAFF),
            (lambda user: rules.may_help(user, left), STAFF),
            (lambda user: rules.may_help(user, gone), set()),
            (lambda user: rules.may_help(user, of.village), set()),
            (lambda user: rules.may_help(user, of.staff), set()),
            (lambda user: rules.may_issue_ticket(user, of.lan), OF_THE_VILLAGE),
            (lambda user: rules.may_issue_ticket(user, of.minh), STAFF),
            (lambda user: rules.may_issue_ticket(user, gone), set()),
            (lambda user: rules.may_issue_ticket(user, of.village), ABOVE_THE_VILLAGE),
            (lambda user: rules.may_issue_ticket(user, twice), {"top"} | STAFF),
            (lambda user: rules.may_issue_ticket(user, of.staff), {"root"}),
            (lambda user: rules.may_issue_ticket(user, of.root), set()),
            (lambda user: rules.may_see_member(user, of.lan), {"lan"} | OF_THE_VILLAGE),
            (lambda user: rules.may_see_member(user, of.minh), {"minh"} | OF_THE_VILLAGE),
            (lambda user: rules.may_see_member(user, left), STAFF),
            (lambda user: rules.may_see_member(user, of.inactive_officer), STAFF),
            (lambda user: rules.may_open_account(user, chapter()), OF_THE_VILLAGE),
            (lambda user: rules.may_open_account(user, closed), set()),
            (lambda user: rules.may_create_branch(user, parent=None), STAFF),
            (lambda user: rules.may_create_branch(user, parent=province()), STAFF),
            (lambda user: rules.may_create_branch(user, parent=commune()), ABOVE_THE_VILLAGE),
            (lambda user: rules.may_create_branch(user, parent=chapter()), set()),
            (lambda user: rules.may_grant_role(user, role=Role.OFFICER, branch=commune()), {"top"} | STAFF),
            (lambda user: rules.may_grant_role(user, role=Role.TRAINER, branch=commune()), ABOVE_THE_VILLAGE),
            (lambda user: rules.may_end_role(user, grant(of.village)), OF_THE_VILLAGE),
            (lambda user: rules.may_end_role(user, grant(of.trainer)), {"trainer"} | ABOVE_THE_VILLAGE),
            (lambda user: rules.may_end_role(user, grant(of.inactive_officer)), {"top"} | STAFF),
        )
    ):
        answers = {name: rule(user) for name, user in callers.items()}
        assert {name for name, may in answers.items() if may} == admitted, number
        assert set(answers.values()) <= {True, False}, number


def test_a_refusal_has_status_403_and_a_message_of_its_own_where_one_is_given():
    rules.require(True)
    for given, expected in (
        ((), "Việc này không thuộc quyền của chị."),
        (("Chỉ cán bộ làm được.",), "Chỉ cán bộ làm được."),
    ):
        with pytest.raises(rules.NotAllowed) as refused:
            rules.require(False, *given)
        assert (str(refused.value), refused.value.code, refused.value.status_code) == (
            expected,
            "not_allowed",
            403,
        )


def test_only_an_open_consent_to_the_same_purpose_of_the_same_person_counts():
    lan, minh = LanFactory(), MinhFactory()
    name, other = (
        ConsentPurpose.PUBLIC_NAME,
        next(each for each in ConsentPurpose if each != ConsentPurpose.PUBLIC_NAME),
    )
    consent = Consent.objects.create(user=lan, purpose=name)
    assert [rules.has_consented(lan), rules.has_consented(lan, other), rules.has_consented(minh)] == [
        True,
        False,
        False,
    ]
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    assert not rules.has_consented(lan)
