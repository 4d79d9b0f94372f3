"""Register the acts of accounts, the audit of their rights, a new member's next steps, and the job that deletes unfinished sign-ups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily
from backend.ledger import acts, auditing, row_states, taking_up
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import Membership
from members.notices import sms_limits
from members.people import pinned_rows as showing
from members.people.actions.accounts import sweep_unfinished_signups
from members.people.auditing import (
    ACCOUNT_GROUPS,
    GROUP_KIND,
    GROUPS,
    STATED,
    compare_groups,
    compare_rights,
    groups_of_before,
    rights_of_before,
)
from members.people.enums import AccountChangeKind
from members.rules import has_desk

ACTS = (
    Act("member.language", words=_("Đổi tiếng của thông báo")),
    Act(GROUP_KIND, words=_("Đổi quyền của một nhóm")),
    *(Act(f"account.{change}", words=change.label) for change in AccountChangeKind),
)


def register() -> None:
    """Register people's acts, audits, slots, pinned rows and clock jobs. Called once, when Django starts."""
    showing.register()
    acts.declare(*ACTS)
    sms_limits.prioritise("account_")
    row_states.declare(*STATED)
    auditing.register("rights of accounts", compare_rights)
    taking_up.register("rights of accounts", rights_of_before)
    taking_up.register(ACCOUNT_GROUPS, rights_of_before)  # accounts that are in a group without being staff
    auditing.register("rights of groups", compare_groups)
    taking_up.register(GROUPS, groups_of_before)
    slots.register("home.next", "members", template="members/people/_next.html", context=next_steps, order=10)
    # Nothing for her to do: what she can do comes before it.
    slots.register(
        "home.next", "membership", template="members/people/_waits.html", context=waiting_membership, order=90
    )
    daily(at="03:30", name="signups.delete_unfinished")(sweep_unfinished_signups)


def next_steps(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return what the home page asks of a member, or a pending erasure; None if there is nothing.

    Asked for are name, branch and phone.
    """
    member = request.actor.member
    membership = Membership.objects.open().filter(user=member).select_related("branch").first()
    steps = {
        "needs_name": not member.full_name,
        "needs_branch": membership is None and not has_desk(member),
        "needs_phone": not member.phone,
        "erase_due_at": member.erase_due_at,
    }
    return steps | {"member": member} if any(steps.values()) else None


def waiting_membership(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the member's open request for membership; None without one."""
    requested = Membership.objects.open().filter(user=request.actor.member, state="requested")
    waits = requested.select_related("branch").first()
    return {"waits": waits} if waits else None
