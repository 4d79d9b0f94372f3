"""Permissions for people, branches, roles and accounts.

`user` is the member whose act it is (`Actor.member`). So in làm hộ an officer has the permissions of the member, and no
others. Only the rules about làm hộ itself take the officer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from members.branches.enums import BranchLevel, MembershipState
from members.branches.paths import paths_to
from members.consent.enums import ConsentPurpose
from members.models import Branch, Consent, Membership, RoleGrant, User
from members.roles.enums import Role

OPEN_STATES = (MembershipState.REQUESTED, MembershipState.CONFIRMED)


class NotAllowed(DomainError):
    """The caller may not do this; nothing was changed."""

    status_code = 403

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("Việc này không thuộc quyền của chị."), code="not_allowed")


def require(allowed: bool, message: str = "") -> None:
    """Raise NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed(message)


def _is_usable(user: Any) -> bool:
    return bool(user and user.is_authenticated and user.is_active)


def is_staff(user: Any) -> bool:
    """Return True if `user` is technical staff of the Union."""
    return _is_usable(user) and user.is_staff


def may_set_rights(user: Any, of: User) -> bool:
    """Return True if `user` may set the staff rights of `of`. Only superusers may.

    Superusers can't set their own rights, so that the last superuser can't lose access.
    """
    return is_staff(user) and user.is_superuser and user.pk != of.pk and of.erased_at is None


def may_change_groups(user: Any) -> bool:
    """Return True if `user` may change what the groups of staff may read. Only superusers may."""
    return is_staff(user) and user.is_superuser


def is_officer(user: Any) -> bool:
    """Return True if `user` is an officer of any branch.

    Staff are not officers, but may do what officers do.
    """
    return _is_usable(user) and _open_grants(user, Role.OFFICER).exists()


def has_desk(user: Any) -> bool:
    """Return True if `user` may open the officer's desk: officers and staff."""
    return is_staff(user) or is_officer(user)


def is_trainer(user: Any) -> bool:
    return _is_usable(user) and _open_grants(user, Role.TRAINER).exists()


def is_lawyer(user: Any) -> bool:
    """Return True if `user` may confirm, as a lawyer, what Piêu writes about law. It gives no other right."""
    return _is_usable(user) and _open_grants(user, Role.LAWYER).exists()


def is_province_officer(user: Any) -> bool:
    """Return True if `user` is an officer of the province, or staff."""
    return is_staff(user) or (
        _is_usable(user)
        and _open_grants(user, Role.OFFICER).filter(branch__level=BranchLevel.PROVINCE).exists()
    )


def is_officer_of(user: Any, branch: Branch | None) -> bool:
    """Return True if `user` is an officer of `branch` or of a branch above it, or staff."""
    if branch is None or not _is_usable(user):
        return False
    return (
        user.is_staff or _open_grants(user, Role.OFFICER).filter(branch__path__in=paths_to(branch)).exists()
    )


def is_officer_above(user: Any, branch: Branch) -> bool:
    """Return True if `user` is an officer of a branch strictly above `branch`, or staff."""
    if not _is_usable(user):
        return False
    return (
        user.is_staff
        or _open_grants(user, Role.OFFICER).filter(branch__path__in=paths_to(branch)[:-1]).exists()
    )


def may_change_branch(user: Any, branch: Branch) -> bool:
    """Return True if `user` may rename the branch or merge it: staff, and officers of the province above it."""
    if not _is_usable(user):
        return False
    grants = _open_grants(user, Role.OFFICER).filter(branch__level=BranchLevel.PROVINCE)
    return user.is_staff or grants.filter(branch__path__in=paths_to(branch)[:-1]).exists()


def may_confirm(user: Any, membership: Membership) -> bool:
    """Return True if `user` may confirm or refuse the membership.

    That is an officer of its branch or of a branch above, or staff. Nobody can confirm their own membership.
    """
    return membership.user_id != getattr(user, "pk", None) and is_officer_of(user, membership.branch)


def may_help(user: Any, member: User) -> bool:
    """Return True if `user` may act on behalf of `member` (làm hộ).

    True for staff, and for officers of the member's branch or of a branch above. Never for oneself, or for a
    `member` who is an officer or staff, because the session would include their permissions.
    """
    return (
        _is_plain_member(member) and member.pk != getattr(user, "pk", None) and _is_officer_over(user, member)
    )


def may_issue_ticket(user: Any, member: User) -> bool:
    """Return True if `user` may print a recovery ticket for `member`, or replace the member's card.

    These are staff, and officers of the member's branch or of a branch above. If `member` is an officer, only
    officers above all of that officer's branches may, or staff. If `member` is staff, only superusers may.
    """
    if not _is_usable(user) or not member.is_active or member.pk == user.pk:
        return False
    if member.is_staff:
        return user.is_superuser
    grants = list(_open_grants(member, Role.OFFICER).select_related("branch"))
    if grants:
        return all(is_officer_above(user, grant.branch) for grant in grants)
    return _is_officer_over(user, member)


def may_see_member(user: Any, member: User) -> bool:
    """Return True if `user` may see the name, phone and branch of `member` on an officer's page.

    True for oneself, for staff, and for officers over the branch that `member` belongs to or wants to join.
    """
    return _is_usable(user) and (
        user.pk == member.pk or user.is_staff or _is_officer_over(user, member, states=OPEN_STATES)
    )


def may_open_account(user: Any, branch: Branch) -> bool:
    """Return True if `user` may open an account for a member of `branch` without a smartphone."""
    return branch.is_active and is_officer_of(user, branch)


def may_create_branch(user: Any, *, parent: Branch | None) -> bool:
    """Return True if `user` may create a branch.

    Officers of the commune or above may create a village chapter; all else needs staff.
    """
    if parent is None or parent.level == BranchLevel.PROVINCE:
        return is_staff(user)
    return parent.level == BranchLevel.COMMUNE and is_officer_of(user, parent)


def may_grant_role(user: Any, *, role: str, branch: Branch) -> bool:
    """Return True if `user` may grant `role` in `branch`. Staff may grant every role.

    Officers of a branch above may grant the roles of officer and lawyer; those of the branch itself only that of
    trainer, and in the province, which has none above, that of lawyer.
    """
    if role == Role.LAWYER and branch.is_province:
        return is_officer_of(user, branch)
    if role in (Role.OFFICER, Role.LAWYER):
        return is_officer_above(user, branch)
    return is_officer_of(user, branch)


def may_end_role(user: Any, grant: RoleGrant) -> bool:
    """Return True if `user` may end the role: its holder, and those who may grant it."""
    return _is_usable(user) and (
        grant.user_id == user.pk or may_grant_role(user, role=grant.role, branch=grant.branch)
    )


def _open_grants(user: Any, role: Role) -> Any:
    return RoleGrant.objects.filter(user=user, role=role, ended_at=None)


def _is_plain_member(member: User) -> bool:
    return member.is_active and not member.is_staff and not _open_grants(member, Role.OFFICER).exists()


def _is_officer_over(user: Any, member: User, *, states: Any = (MembershipState.CONFIRMED,)) -> bool:
    if not _is_usable(user):
        return False
    if user.is_staff:
        return True
    membership = Membership.objects.filter(user=member, state__in=states).select_related("branch").first()
    return membership is not None and is_officer_of(user, membership.branch)


def has_consented(user: User, purpose: str = ConsentPurpose.PUBLIC_NAME) -> bool:
    """Return True if `user` has given consent for `purpose` and not withdrawn it."""
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None).exists()
