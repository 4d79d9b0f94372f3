from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.branches.enums import BranchLevel, MembershipState
from members.roles.enums import Role

if TYPE_CHECKING:
    from members.models import Branch, User


class BranchQuerySet(models.QuerySet["Branch"]):
    def under(self, branch: Branch) -> BranchQuerySet:
        """Return `branch` and all branches below it."""
        return self.filter(path__startswith=branch.path)

    def run_by(self, user: User) -> BranchQuerySet:
        """Return the branches of which `user` is an officer, with all below; for staff every branch."""
        if user.is_staff:
            return self.all()
        paths = list(
            self.model.objects.filter(
                role_grants__user=user, role_grants__role=Role.OFFICER, role_grants__ended_at=None
            ).values_list("path", flat=True)
        )
        if not paths:
            return self.none()
        rule = Q()
        for path in paths:
            rule |= Q(path__startswith=path)
        return self.filter(rule)

    def province(self) -> Branch | None:
        """Return the provincial branch, the root of this installation."""
        provinces = self.filter(level=BranchLevel.PROVINCE, is_active=True)
        return provinces.select_related("unit").order_by("pk").first()

    def visible_to(self, user: Any) -> BranchQuerySet:
        """Return all active branches; they are public."""
        return self.filter(is_active=True)


class MembershipQuerySet(models.QuerySet):
    def open(self) -> MembershipQuerySet:
        return self.filter(state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED])

    def waiting_for(self, user: Any) -> MembershipQuerySet:
        """Return the requests that `user` may decide, oldest first, without the user's own."""
        return (
            self.overseen_by(user)
            .filter(state=MembershipState.REQUESTED)
            .exclude(user=user)
            .order_by("requested_at")
        )

    def overseen_by(self, user: Any) -> MembershipQuerySet:
        if not user.is_authenticated:
            return self.none()
        branches = self.model._meta.apps.get_model("members", "Branch").objects.run_by(user)
        return self.filter(branch__in=branches)

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """Return the user's own memberships, and for an officer those of the officer's branches."""
        if not user.is_authenticated:
            return self.none()
        branches = self.model._meta.apps.get_model("members", "Branch").objects.run_by(user)
        return self.filter(Q(user=user) | Q(branch__in=branches))


class OwnedQuerySet(models.QuerySet):
    """Rows with a `user`; visible only to that user."""

    def visible_to(self, user: Any):
        return self.filter(user=user) if user.is_authenticated else self.none()
