"""What the page for a woman in danger shows, and what duty officers see of an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When

from members.branches.enums import BranchLevel
from members.models import Branch, User
from members.rules import NotAllowed
from union.alarms.places import places_for, places_of_commune
from union.alarms.rules import is_on_duty_in_province
from union.alarms.terms import read_terms
from union.models import Alarm, AlarmRing, UnionRole
from union.roles.enums import UnionRoleName

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens after the alarm: rung: officers were rung. taken: one of them has it.

    phone_end: the last three digits of the number that is called, "" without one. Others may look at her screen.
    """

    rung: bool
    taken: bool
    phone_end: str

    @property
    def minutes(self) -> int:
        """Return after how many minutes the next officers are rung."""
        return int(read_terms().ring_after.total_seconds() // 60)


def help_page(alarm: Alarm | None) -> dict[str, Any]:
    """Return the context of the page; its places are never empty."""
    places = places_for(alarm.kinds if alarm else [])
    return {
        "places": places,
        "near": places_of_commune(places),
        "commune": alarm.branch if alarm else None,
        "next": _next_step(alarm) if alarm else None,
    }


def _next_step(alarm: Alarm) -> NextStep:
    return NextStep(rung=alarm.rings.exists(), taken=alarm.is_taken, phone_end=alarm.phone[-3:])


def alarms_of(user: User) -> QuerySet[Alarm]:
    """Return the alarms that `user` may see: those that wait for somebody first, then the newest."""
    waits = Case(When(taken_at=None, erased_at=None, then=0), default=1)
    return (
        Alarm.objects.visible_to(user)
        .select_related("branch", "taken_by")
        .order_by(waits, "-raised_at", "-pk")
    )


def alarm_page(alarm: Alarm) -> dict[str, Any]:
    """Return the context of one alarm: what was typed, and who was rung when, in order."""
    rings = list(AlarmRing.objects.filter(alarm=alarm).select_related("user", "branch"))
    return {"alarm": alarm, "rings": rings, "places": places_for(alarm.kinds)}


def require_duty(user: User) -> None:
    """Raise NotAllowed unless `user` is on duty somewhere."""
    if not is_on_duty(user):
        raise NotAllowed


def is_on_duty(user: Any) -> bool:
    return UnionRole.objects.active().filter(person=user, role=UnionRoleName.DUTY).exists()


def communes_without_duty(user: User) -> dict[str, Any] | None:
    """Return the communes of the province where nobody is on duty, for its duty officers; None for anybody else.

    {"count": all of them, "names": the first MOST_NAMED by name, "has_more": whether there are others}
    """
    if not is_on_duty_in_province(user):
        return None
    names = list(unwatched_communes().values_list("name", flat=True))
    return {"count": len(names), "names": names[:MOST_NAMED], "has_more": len(names) > MOST_NAMED}


def unwatched_communes() -> QuerySet[Branch]:
    """Return the active communes where nobody has the duty role, by name."""
    watched = UnionRole.objects.active().filter(role=UnionRoleName.DUTY).values("branch")
    communes = Branch.objects.filter(is_active=True, level=BranchLevel.COMMUNE)
    return communes.exclude(pk__in=watched).order_by("name")
