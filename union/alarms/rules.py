"""Who is rung for an alarm, and who may read and take it."""

from __future__ import annotations

from members.models import Branch, User
from union.models import Alarm
from union.roles.enums import UnionRoleName
from union.roles.rules import chain, holds

type Level = tuple[Branch, list[User]]


def levels_of(alarm: Alarm) -> list[Level]:
    """Return the branches with duty officers, the nearest first, each with its officers.

    A place where nobody is on duty is skipped, and without a place only the province is left. The asker is
    never rung for her own alarm. Empty if nobody is on duty anywhere above.
    """
    branch = alarm.branch or Branch.objects.province()
    if branch is None:
        return []
    found = (
        (each, [person for person in people if person.pk != alarm.asker_id])
        for each, people in chain(UnionRoleName.DUTY, branch)
    )
    return [(each, people) for each, people in found if people]


def is_on_duty_in_province(user: User) -> bool:
    province = Branch.objects.province()
    return province is not None and holds(user, UnionRoleName.DUTY, province)
