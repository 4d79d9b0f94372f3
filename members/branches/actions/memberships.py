from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.bulk import BATCH
from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.branches.enums import BranchLevel, MembershipState
from members.models import Branch, Membership, User
from members.notices.actions.milestones import record_first_milestones, record_milestone
from members.notices.actions.notices import notify
from members.notices.enums import MilestoneKind
from members.people.actions.changes import subject_of
from members.rules import may_confirm, may_open_account, require


class MembershipError(DomainError):
    """The membership can't change to this state."""


@transaction.atomic
def request_membership(*, actor: Actor, branch: Branch, leave_current: bool = False) -> Membership:
    """Request membership of `actor.member` in `branch`, of a commune or village.

    Does nothing if the member belongs to `branch` or has requested it. A membership or request elsewhere is
    ended with `leave_current`; otherwise MembershipError has the name of that branch. Also raises
    MembershipError for the province's branch and for an inactive branch.
    """
    member = User.objects.select_for_update().get(pk=actor.member.pk)
    if not branch.is_active or branch.level == BranchLevel.PROVINCE:
        raise MembershipError(_("Chị chọn Hội ở xã, phường, hoặc chi hội ở bản nhé."), field="branch")
    current = Membership.objects.open().filter(user=member).select_related("branch").first()
    if current and current.branch_id == branch.pk:
        return current
    if current:
        if not leave_current:
            raise MembershipError(
                _("Chị đang ở %(branch)s. Muốn chuyển thì bấm “Chuyển về đây”.")
                % {"branch": current.branch.name},
                code="already_member",
            )
        _close(actor, current)
    membership = Membership.objects.create(user=member, branch=branch)
    _append_entry(actor, membership, "membership.requested")
    return membership


@transaction.atomic
def confirm_membership(*, actor: Actor, membership: Membership) -> Membership:
    """Confirm a requested membership, notify the member and record a milestone.

    Done by an officer of the branch. Repeating it changes nothing. Raises NotAllowed, or MembershipError if
    it is no longer requested.
    """
    membership = _locked(membership)
    require(may_confirm(actor.member, membership))
    if membership.state == MembershipState.CONFIRMED:
        return membership
    if membership.state != MembershipState.REQUESTED:
        raise MembershipError(_("Đơn này không còn chờ nữa."), code="not_waiting")
    _decide(actor, membership, MembershipState.CONFIRMED)
    record_milestone(
        user=membership.user,
        kind=MilestoneKind.JOINED_BRANCH,
        subject=f"branch:{membership.branch_id}",
        happened_at=membership.decided_at,
    )
    notify(
        user=membership.user,
        kind="membership_confirmed",
        title=format_lazy("{}: {}", membership.branch.name, gettext_lazy("đã xác nhận chị là hội viên.")),
        body=gettext_lazy(
            "Từ nay cán bộ của Hội xem được họ tên, số điện thoại của chị và làm hộ chị khi chị nhờ."
        ),
        url=reverse("members:branch", args=[membership.branch_id]),
        key=f"membership:{membership.pk}:confirmed",
    )
    return membership


@transaction.atomic
def refuse_membership(*, actor: Actor, membership: Membership, reason: str) -> Membership:
    """Refuse a requested membership with a reason, and notify the member.

    Done by an officer of the branch. Raises NotAllowed, or MembershipError without a reason, or if the
    membership is no longer requested.
    """
    membership = _locked(membership)
    require(may_confirm(actor.member, membership))
    reason = nfc(reason)[:200]
    if not reason:
        raise MembershipError(_("Chị viết lý do để hội viên biết."), field="reason", code="no_reason")
    if membership.state != MembershipState.REQUESTED:
        raise MembershipError(_("Đơn này không còn chờ nữa."), code="not_waiting")
    _decide(actor, membership, MembershipState.REFUSED, reason)
    notify(
        user=membership.user,
        kind="membership_refused",
        title=format_lazy("{}: {}", membership.branch.name, gettext_lazy("chưa nhận đơn của chị.")),
        body=reason,
        url=reverse("members:branches"),
        key=f"membership:{membership.pk}:refused",
    )
    return membership


@transaction.atomic
def leave_branch(*, actor: Actor) -> None:
    """Let `actor.member` leave the branch, or withdraw the request."""
    for membership in Membership.objects.select_for_update().open().filter(user=actor.member):
        _close(actor, membership)


@transaction.atomic
def admit_member(*, actor: Actor, branch: Branch) -> Membership:
    """Confirm the membership of a new account at once. `actor.by` is the officer who opened the account."""
    require(may_open_account(actor.by, branch))
    membership = Membership.objects.create(
        user=actor.member,
        branch=branch,
        state=MembershipState.CONFIRMED,
        decided_by=actor.by,
        decided_at=timezone.now(),
    )
    record_milestone(user=actor.member, kind=MilestoneKind.JOINED_BRANCH, subject=f"branch:{branch.pk}")
    _append_entry(actor, membership, "membership.confirmed")
    return membership


@transaction.atomic
def admit_members(*, officer: User, places: Sequence[tuple[User, Branch]]) -> list[Membership]:
    """Do what `admit_member` does for many accounts that `officer` has just opened, with few statements."""
    # The rule of may_open_account, for all branches at once.
    wanted = {branch.pk for _member, branch in places}
    allowed = Branch.objects.run_by(officer).filter(is_active=True, pk__in=wanted)
    require(officer.is_active and allowed.count() == len(wanted))
    now = timezone.now()
    memberships = Membership.objects.bulk_create(
        [
            Membership(
                user=member,
                branch=branch,
                state=MembershipState.CONFIRMED,
                requested_at=now,
                decided_by=officer,
                decided_at=now,
            )
            for member, branch in places
        ],
        batch_size=BATCH,
    )
    record_first_milestones(
        kind=MilestoneKind.JOINED_BRANCH,
        subjects=[(member, f"branch:{branch.pk}") for member, branch in places],
    )
    append_entries(
        Fact(
            "membership.confirmed",
            subject_of(row.user),
            {"branch": row.branch_id, "membership": row.pk, **states(row)},
            **Actor(by=officer, member=row.user).ledger_refs(),
        )
        for row in memberships
    )
    return memberships


def _locked(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "branch")
        .get(pk=membership.pk)
    )


def _decide(actor: Actor, membership: Membership, state: MembershipState, reason: str = "") -> None:
    membership.state, membership.reason = state, reason
    membership.decided_by, membership.decided_at = actor.by, timezone.now()
    membership.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _append_entry(actor, membership, f"membership.{state}")


def _close(actor: Actor, membership: Membership) -> None:
    membership.state, membership.decided_at = MembershipState.LEFT, timezone.now()
    membership.save(update_fields=["state", "decided_at"])
    _append_entry(actor, membership, "membership.left")


def _append_entry(actor: Actor, membership: Membership, kind: str) -> None:
    append_entry(
        kind=kind,
        subject=subject_of(membership.user),
        payload={"branch": membership.branch_id, "membership": membership.pk, **states(membership)},
        **actor.ledger_refs(),
    )
