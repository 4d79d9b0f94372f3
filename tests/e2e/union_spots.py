"""The pages of the Union's work for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import Branch, User
from union.alarms.actions.raising import raise_alarm
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

UNION_SPOTS: list[tuple[Any, ...]] = [
    ("thu", "union:roles"),
    ("lan", "union:roles"),
    ("thu", "union:give_role"),
    ("anyone", "union:help_now"),
    ("lan", "union:alarms"),
    ("lan", "union:alarm", "alarm"),
]
UNION_WITHOUT_PAGE = {"union:end_role", "union:take_alarm"}


def furnish_union(huong: User, lan: User) -> dict[str, Any]:
    """Huong, an officer of the province, gives Lan two roles; an alarm rings her."""
    branch = Branch.objects.get(memberships__user=lan, memberships__state="confirmed")
    give_role(actor=Actor.of(huong), person=lan, role=UnionRoleName.COMMUNICATOR, branch=branch)
    give_role(actor=Actor.of(huong), person=lan, role=UnionRoleName.DUTY, branch=branch)
    alarm = raise_alarm(
        text="Chồng đánh tôi",
        kinds=["violence"],
        branch=branch,
        phone="0912345671",
        asker=None,
        by=None,
        key="a" * 20,
    )
    return {"alarm": alarm.ref}
