"""The pages of the Union's work for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import Branch, User
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

UNION_SPOTS: list[tuple[Any, ...]] = [
    ("thu", "union:roles"),
    ("lan", "union:roles"),
    ("thu", "union:give_role"),
]
UNION_WITHOUT_PAGE = {"union:end_role"}


def furnish_union(huong: User, lan: User) -> dict[str, Any]:
    """Huong, an officer of the province, gives Lan a role."""
    branch = Branch.objects.get(memberships__user=lan, memberships__state="confirmed")
    give_role(actor=Actor.of(huong), person=lan, role=UnionRoleName.COMMUNICATOR, branch=branch)
    return {}
