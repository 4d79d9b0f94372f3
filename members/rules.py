"""Who may do what to people, branches, roles and accounts.

`user` is whose act it is (`Actor.member`): in làm hộ the member herself, so that an officer who helps can do what the
member could and no more. The rules about làm hộ itself ask about the officer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from members.branches.enums import BranchLevel, MembershipState
from members.consent.enums import ConsentPurpose
from members.models import Branch, Consent, Membership, RoleGrant, User
from members.roles.enums import Role

OPEN_STATES = (MembershipState.REQUESTED, MembershipState.CONFIRMED)


class NotAllowed(DomainError):
    """She may not do this; nothing was done."""

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
    """The Union's technical staff."""
    return _is_usable(user) and user.is_staff


def may_set_rights(user: Any, of: User) -> bool:
    """Superusers say who is staff; nobody says it of herself, so that no last one locks herself out."""
    return is_staff(user) and user.is_superuser and user.pk != of.pk and of.erased_at is None


def is_officer(user: Any) -> bool:
    """An officer of any branch. Staff are none by that alone, though they may do what officers do."""
    return _is_usable(user) and _open_grants(user, Role.OFFICER).exists()


def has_desk(user: Any) -> bool:
    """Whether the officer's desk is hers: an officer or staff."""
    return is_staff(user) or is_officer(user)


def is_trainer(user: Any) -> bool:
    return _is_usable(user) and _open_grants(user, Role.TRAINER).exists()


def is_officer_of(user: Any, branch: Branch | None) -> bool:
    """An officer of `branch` or of one above it, or staff."""
    if branch is None or not _is_usable(user):
        return False
    return (
        user.is_staff or _open_grants(user, Role.OFFICER).filter(branch__path__in=_paths_to(branch)).exists()
    )


def is_officer_above(user: Any, branch: Branch) -> bool:
    """An officer of a branch strictly above `branch`, or staff."""
    if not _is_usable(user):
        return False
    return (
        user.is_staff
        or _open_grants(user, Role.OFFICER).filter(branch__path__in=_paths_to(branch)[:-1]).exists()
    )


def may_confirm(user: Any, membership: Membership) -> bool:
    """Confirm or refuse her asking to join: an officer of that branch or above, never about herself."""
    return membership.user_id != getattr(user, "pk", None) and is_officer_of(user, membership.branch)


def may_help(user: Any, member: User) -> bool:
    """Act on behalf of `member` (làm hộ): an officer of the branch that confirmed her, or of one above.

    Nobody acts for an officer or for staff: their rights would come along.
    """
    return (
        _is_plain_member(member) and member.pk != getattr(user, "pk", None) and _is_officer_over(user, member)
    )


def may_issue_ticket(user: Any, member: User) -> bool:
    """Print a paper with which `member` herself sets a new PIN, or give her a new card.

    For an officer it takes an officer above all her branches, or staff; for staff a superuser.
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
    """See her name, phone and branch on an officer's page."""
    return _is_usable(user) and (
        user.pk == member.pk or user.is_staff or _is_officer_over(user, member, states=OPEN_STATES)
    )


def may_open_account(user: Any, branch: Branch) -> bool:
    """Open an account for a member of `branch` who has no smartphone."""
    return branch.is_active and is_officer_of(user, branch)


def may_create_branch(user: Any, *, parent: Branch | None) -> bool:
    """A village chapter: an officer of its commune or above. Anything higher: staff."""
    if parent is None or parent.level == BranchLevel.PROVINCE:
        return is_staff(user)
    return parent.level == BranchLevel.COMMUNE and is_officer_of(user, parent)


def may_grant_role(user: Any, *, role: str, branch: Branch) -> bool:
    """An officer is named by an officer above her branch, a trainer by an officer of the branch or above."""
    if role == Role.OFFICER:
        return is_officer_above(user, branch)
    return is_officer_of(user, branch)


def may_end_role(user: Any, grant: RoleGrant) -> bool:
    """Who may give a role may end it; everybody may lay her own down."""
    return _is_usable(user) and (
        grant.user_id == user.pk or may_grant_role(user, role=grant.role, branch=grant.branch)
    )


def _open_grants(user: Any, role: Role) -> Any:
    return RoleGrant.objects.filter(user=user, role=role, ended_at=None)


def _paths_to(branch: Branch) -> list[str]:
    """The paths of the branches from the root down to `branch`: "/1/23/" gives "/1/" and "/1/23/"."""
    paths, path = [], "/"
    for part in branch.path.strip("/").split("/"):
        path += f"{part}/"
        paths.append(path)
    return paths


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
    """Whether `user` agrees to `purpose` now. Silence is no consent."""
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None).exists()
