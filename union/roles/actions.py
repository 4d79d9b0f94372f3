from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import Branch, User
from members.notices.actions.notices import notify
from members.people.actions.changes import subject_of
from members.rules import require
from union.roles.enums import UnionRoleName
from union.roles.models import UnionRole
from union.roles.rules import may_end, may_give


class UnionRoleError(DomainError):
    """The role can't be given."""


@transaction.atomic
def give_role(*, actor: Actor, person: User, role: UnionRoleName | str, branch: Branch) -> UnionRole:
    """Give `person` a role in `branch`, and notify the person. Does nothing if the person has it already.

    Nobody gives a role to herself, or to the person at the keyboard: the branch above does.
    Raises NotAllowed, and UnionRoleError for an own role, a closed branch, or an account that is inactive or has no name.
    """
    role = UnionRoleName(role)
    require(may_give(actor.member, branch))
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk in (actor.member.pk, actor.by.pk):
        raise UnionRoleError(
            _("Không ai tự giao vai trò cho mình. Chị nhờ cấp trên giao."), field="person", code="own_role"
        )
    if not branch.is_active:
        raise UnionRoleError(_("Cơ sở này không còn hoạt động."), field="branch", code="closed_branch")
    if not person.is_active:
        raise UnionRoleError(_("Tài khoản này không còn dùng."), field="person", code="inactive")
    if not person.full_name:
        raise UnionRoleError(_("Người giữ vai trò cần ghi họ tên trước."), field="person", code="no_name")
    given, is_new = UnionRole.objects.get_or_create(
        person=person, role=role, branch=branch, ended_at=None, defaults={"given_by": actor.by}
    )
    if not is_new:
        return given
    _append_entry(actor, given, "union.role_given")
    notify(
        user=person,
        kind="union.role_given",
        title=format_lazy("{}: {} – {}", gettext_lazy("Chị được giao vai trò"), role.label, branch.name),
        url=reverse("union:roles"),
    )
    return given


@transaction.atomic
def end_role(*, actor: Actor, role: UnionRole) -> UnionRole:
    """End a role, and notify its person. Does nothing if it has ended. Raises NotAllowed."""
    role = (
        UnionRole.objects.select_for_update(of=("self",)).select_related("person", "branch").get(pk=role.pk)
    )
    require(may_end(actor.member, role))
    if role.ended_at:
        return role
    role.ended_at, role.ended_by = timezone.now(), actor.by
    role.save(update_fields=["ended_at", "ended_by"])
    _append_entry(actor, role, "union.role_ended")
    if role.person_id != actor.by.pk:
        notify(
            user=role.person,
            kind="union.role_ended",
            title=format_lazy(
                "{}: {} – {}",
                gettext_lazy("Vai trò đã kết thúc"),
                UnionRoleName(role.role).label,
                role.branch.name,
            ),
        )
    return role


def end_roles_of(user: User) -> None:
    """End the roles of a person who is erased. Called in the transaction of the erasure."""
    now = timezone.now()
    rows = list(
        UnionRole.objects.filter(person=user, ended_at=None)
        .select_related("person")
        .select_for_update(of=("self",))
    )
    for row in rows:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        _append_entry(Actor.of(user), row, "union.role_ended")


def _append_entry(actor: Actor, role: UnionRole, kind: str) -> None:
    append_entry(
        kind=kind,
        subject=subject_of(role.person),
        payload={"role": role.role, "branch": role.branch_id, **states(role)},
        **actor.ledger_refs(),
    )
