from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.models import Branch, RoleGrant
from members.roles.enums import Role
from union.reports.enums import OPEN, FormState, ReportState
from union.roles.enums import UnionRoleName
from union.roles.models import UnionRole

if TYPE_CHECKING:
    from union.reports.models import Report, ReportForm, ReportPeriod


def paths_of(user: Any) -> list[str]:
    """Return the paths of the branches whose reports `user` may read: an officer's and a reporter's. One query."""
    if not (user.is_authenticated and user.is_active):
        return []
    if user.is_staff:
        return ["/"]
    grants = RoleGrant.objects.filter(user=user, role=Role.OFFICER, ended_at=None)
    roles = UnionRole.objects.active().filter(person=user, role=UnionRoleName.REPORTER)
    found = grants.values_list("branch__path").union(roles.values_list("branch__path"))
    return sorted(path for (path,) in found)


def under(paths: list[str], column: str) -> Q | None:
    """Return the condition that the branch in `column` is one of `paths` or below; None without any path."""
    rule: Q | None = None
    for path in paths:
        each = Q(**{f"{column}__path__startswith": path})
        rule = each if rule is None else rule | each
    return rule


class FormQuerySet(models.QuerySet["ReportForm"]):
    def visible_to(self, user: Any) -> FormQuerySet:
        """Return the forms of an officer's branches, and the published ones that reach a branch of the user."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.is_staff:
            return self.all()
        above = {path for each in paths_of(user) for path in _prefixes(each)}
        own = Q(branch__in=Branch.objects.run_by(user))
        return self.filter(own | ~Q(state=FormState.DRAFT) & Q(branch__path__in=above))

    def published(self) -> FormQuerySet:
        return self.filter(state=FormState.PUBLISHED)


class PeriodQuerySet(models.QuerySet["ReportPeriod"]):
    def visible_to(self, user: Any) -> PeriodQuerySet:
        """Return the periods with a report that `user` may see."""
        rule = under(paths_of(user), "reports__counts_for")
        return self.none() if rule is None else self.filter(rule).distinct()


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """Return the reports of branches of which `user` is an officer or reporter, with all below; staff see all."""
        paths = paths_of(user)
        counted, own = under(paths, "counts_for"), under(paths, "branch")
        return self.none() if counted is None or own is None else self.filter(counted | own)

    def to_write_by(self, user: Any) -> ReportQuerySet:
        """Return the open reports of the branches of which `user` is an officer or reporter, not those below."""
        rows = self.filter(state__in=OPEN, period__locked_at=None)
        return rows.filter(counts_for__path__in=paths_of(user))

    def to_decide_by(self, user: Any) -> ReportQuerySet:
        """Return the sent reports on which an officer decides; of the visible ones, those below the own branches."""
        paths = list(
            user.role_grants.filter(role=Role.OFFICER, ended_at=None).values_list("branch__path", flat=True)
        )
        rule = under(["/"] if user.is_staff else paths, "counts_for")
        if rule is None:
            return self.none()
        rows = self.filter(rule, state=ReportState.SENT, period__locked_at=None)
        return rows.exclude(counts_for__path__in=paths).exclude(sent_by=user)


def _prefixes(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:length])}/" for length in range(1, len(parts) + 1)]
