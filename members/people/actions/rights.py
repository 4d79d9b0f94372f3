from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from backend.ledger.actions import append_entry
from members.acting import Actor
from members.models import User
from members.people.actions.changes import note_account_change
from members.people.auditing import GROUP_KIND, group_subject, permissions_of
from members.people.enums import AccountChangeKind
from members.rules import may_change_groups, may_set_rights, require


@transaction.atomic
def set_rights(
    *, actor: Actor, user: User, is_active: bool, is_staff: bool, is_superuser: bool, groups: Iterable[Group]
) -> User:
    """Set whether an account is active, and its staff rights. Notify the member, and append a ledger entry.

    Raises NotAllowed unless the actor is a superuser, and for the actor's own account or an erased one.
    """
    require(may_set_rights(actor.by, user))
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"is_active": is_active, "is_staff": is_staff, "is_superuser": is_superuser}
    chosen = sorted(group.pk for group in groups)
    if (
        all(getattr(user, name) == value for name, value in wanted.items())
        and sorted(user.groups.values_list("pk", flat=True)) == chosen
    ):
        return user
    for name, value in wanted.items():
        setattr(user, name, value)
    user.save(update_fields=[*wanted])
    user.groups.set(chosen)
    note_account_change(
        actor=Actor(by=actor.by, member=user),
        kind=AccountChangeKind.RIGHTS,
        payload={**wanted, "groups": chosen},
    )
    return user


@transaction.atomic
def set_group(*, actor: Actor, group: Group, permissions: Iterable[Permission]) -> Group:
    """Save a group, new or renamed, with these permissions, and append a ledger entry.

    Raises NotAllowed unless the actor is a superuser.
    """
    require(may_change_groups(actor.by))
    group.save()
    group.permissions.set(permissions)
    append_entry(
        kind=GROUP_KIND,
        subject=group_subject(group.pk),
        payload={"permissions": permissions_of(group)},
        by=actor.by_ref,
        on_behalf_of=actor.on_behalf_ref,
    )
    return group
