"""A check of duty officers (`./run check --database default`): who would be rung in a danger."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from members.branches.enums import BranchLevel
from members.models import Branch
from union.models import UnionRole
from union.roles.enums import UnionRoleName

MOST_NAMED = 12


@register(Tags.database)
def check_duty_officers(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a province or communes where nobody would be rung. Silent before the tables exist."""
    if "default" not in (databases or ()):
        return []
    try:
        watched = set(
            UnionRole.objects.active().filter(role=UnionRoleName.DUTY).values_list("branch", flat=True)
        )
        rows = Branch.objects.filter(is_active=True, level__in=[BranchLevel.PROVINCE, BranchLevel.COMMUNE])
        open_branches = [each for each in rows.order_by("name") if each.pk not in watched]
    except DatabaseError:
        return []
    found: list[CheckMessage] = []
    if any(each.is_province for each in open_branches):
        found.append(
            Warning(
                "Nobody of the province is on duty: an alarm of a place without a duty officer reaches nobody.",
                hint="Give somebody of the province the role “Người trực” at /cong-viec-hoi/phan-cong/.",
                id="pieu.W006",
            )
        )
    names = [each.name for each in open_branches if not each.is_province]
    if names:
        more = "" if len(names) <= MOST_NAMED else ", …"
        found.append(
            Warning(
                f"{len(names)} communes have nobody on duty: {', '.join(names[:MOST_NAMED])}{more}.",
                hint="Alarms there ring the province at once. Give the role “Người trực” at /cong-viec-hoi/phan-cong/.",
                id="pieu.W007",
            )
        )
    return found
