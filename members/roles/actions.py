from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members import ports
from members.acting import Actor
from members.models import AssistSession, Branch, RoleGrant, User
from members.notices.actions.notices import notify
from members.people.actions.changes import subject_of
from members.roles.enums import Role
from members.rules import may_end_role, may_grant_role, require

MOST_OF_CAPACITY = 160


class RoleError(DomainError):
    """The role can't be granted."""


@transaction.atomic
def grant_role(
    *, actor: Actor, user: User, role: Role | str, branch: Branch, capacity: str = ""
) -> RoleGrant:
    """Make `user` a trainer, officer or lawyer of `branch`. An officer's role includes all branches below.

    capacity: of a lawyer, who needs one: "luật sư, Đoàn luật sư tỉnh …". Pages show it with the name.
    Does nothing if the user has the role already. Raises NotAllowed, and RoleError if the account is inactive
    or has no name, or if a lawyer's capacity is missing.
    """
    role = Role(role)
    require(may_grant_role(actor.member, role=role, branch=branch))
    capacity = nfc(capacity) if role == Role.LAWYER else ""
    if role == Role.LAWYER and not 0 < len(capacity) <= MOST_OF_CAPACITY:
        raise RoleError(
            _("Chị ghi tư cách của luật sư. Ví dụ: luật sư, Đoàn luật sư tỉnh Sơn La."),
            field="capacity",
            code="no_capacity",
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise RoleError(_("Tài khoản này không còn dùng."), field="user", code="inactive")
    if not user.full_name:
        raise RoleError(_("Người giữ vai trò cần ghi họ tên trước."), field="user", code="no_name")
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        branch=branch,
        ended_at=None,
        defaults={"granted_by": actor.by, "capacity": capacity},
    )
    if not is_new:
        return grant
    ended: list[AssistSession] = []
    if role == Role.OFFICER:
        # Acting on behalf of an officer is not allowed (members.rules.may_help).
        ended = _end_assists(AssistSession.objects.filter(member=user))
    _append_entry(actor, grant, "role.granted", ended)
    notify(
        user=user,
        kind="role_granted",
        title=format_lazy(
            "{}: {} – {}", gettext_lazy("Chị được giao vai trò"), Role(role).label, branch.name
        ),
        url=_first_page(user, role),
        sms=True,
    )
    return grant


@transaction.atomic
def end_role(*, actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role. What the holder did before stays valid."""
    grant = (
        RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "branch").get(pk=grant.pk)
    )
    require(may_end_role(actor.member, grant))
    if grant.ended_at:
        return grant
    grant.ended_at, grant.ended_by = timezone.now(), actor.by
    grant.save(update_fields=["ended_at", "ended_by"])
    ended: list[AssistSession] = []
    if grant.role == Role.OFFICER:
        ended = _end_assists(AssistSession.objects.filter(officer=grant.user))
    _append_entry(actor, grant, "role.ended", ended)
    notify(
        user=grant.user,
        kind="role_ended",
        title=format_lazy(
            "{}: {} – {}", gettext_lazy("Vai trò đã kết thúc"), Role(grant.role).label, grant.branch.name
        ),
    )
    return grant


def _first_page(user: User, role: Role) -> str:
    if role == Role.OFFICER:
        return reverse("members:desk")
    return ports.landing_page(user=user) or reverse("members:profile")


def _end_assists(sessions: QuerySet[AssistSession]) -> list[AssistSession]:
    """End the open ones of `sessions`, and return them."""
    ended = list(
        sessions.filter(ended_at=None).select_related("officer", "member").select_for_update(of=("self",))
    )
    for assist in ended:
        assist.ended_at = timezone.now()
        assist.save(update_fields=["ended_at"])
    return ended


def _append_entry(actor: Actor, grant: RoleGrant, kind: str, ended: Iterable[AssistSession] = ()) -> None:
    append_entry(
        kind=kind,
        subject=subject_of(grant.user),
        payload={"role": grant.role, "branch": grant.branch_id, "grant": grant.pk, **states(grant, *ended)},
        **actor.ledger_refs(),
    )
