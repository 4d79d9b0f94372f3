"""Who has a role in a branch, and who may give and end it.

holds(user, UnionRoleName.READER, commune)      # in that commune, or in the province above it
holders(UnionRoleName.DUTY, commune)            # in exactly that commune
for branch, people in chain(UnionRoleName.DUTY, chapter): ...   # the nearest first
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from members.branches.paths import paths_to
from members.models import Branch, User
from members.rules import is_officer_of
from union.roles.enums import UnionRoleName
from union.roles.models import UnionRole


def holds(user: Any, role: UnionRoleName | str, branch: Branch) -> bool:
    """Return True if `user` has the role in `branch` or in a branch above it. Officers have none by themselves."""
    if not (user and user.is_authenticated and user.is_active):
        return False
    found = UnionRole.objects.active().filter(
        person=user, role=UnionRoleName(role), branch__path__in=paths_to(branch)
    )
    return found.exists()


def holders(role: UnionRoleName | str, branch: Branch) -> list[User]:
    """Return the active people who have the role in exactly this branch, the earliest given first. One query."""
    found = UnionRole.objects.active().filter(role=UnionRoleName(role), branch=branch)
    return [each.person for each in found.select_related("person").order_by("given_at", "pk")]


def chain(role: UnionRoleName | str, branch: Branch) -> Iterator[tuple[Branch, list[User]]]:
    """Yield each branch from `branch` upwards with its people of that role. Skips branches without any. One query."""
    found = UnionRole.objects.active().filter(role=UnionRoleName(role), branch__path__in=paths_to(branch))
    people: dict[Branch, list[User]] = {}
    for each in found.select_related("branch", "person").order_by("given_at", "pk"):
        people.setdefault(each.branch, []).append(each.person)
    yield from sorted(people.items(), key=lambda item: len(item[0].path), reverse=True)


def may_give(user: Any, branch: Branch) -> bool:
    """Return True if `user` may give and end roles in `branch`: officers of it or of one above it, and staff."""
    return is_officer_of(user, branch)


def may_end(user: Any, role: UnionRole) -> bool:
    """Return True if `user` may end the role: its person, and those who may give it."""
    is_own = bool(user and user.is_authenticated and user.is_active and role.person_id == user.pk)
    return is_own or may_give(user, role.branch)
