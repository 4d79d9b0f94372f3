from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from backend.ledger.actions import append_entry
from members.enums import BranchLevel, MembershipState, Role
from members.keys import new_card_number

if TYPE_CHECKING:
    from members.models import Branch, User


class BranchQuerySet(models.QuerySet["Branch"]):
    def under(self, branch: Branch) -> BranchQuerySet:
        """`branch` itself and everything below it."""
        return self.filter(path__startswith=branch.path)

    def run_by(self, user: User) -> BranchQuerySet:
        """The branches `user` is an officer of, each with all below; staff run every branch."""
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
        """The provincial branch, above all others of this installation."""
        provinces = self.filter(level=BranchLevel.PROVINCE, is_active=True)
        return provinces.select_related("unit").order_by("pk").first()

    def visible_to(self, user: Any) -> BranchQuerySet:
        """Branches are public."""
        return self.filter(is_active=True)


class UserQuerySet(models.QuerySet["User"]):
    def in_branches(self, branches: BranchQuerySet) -> UserQuerySet:
        return self.filter(
            memberships__branch__in=branches,
            memberships__state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED],
        ).distinct()

    def visible_to(self, user: Any) -> UserQuerySet:
        """Herself; an officer also sees the members of her branches; staff see everybody."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(
            Q(pk=user.pk)
            | Q(
                memberships__branch__in=self.model._meta.apps.get_model("members", "Branch").objects.run_by(
                    user
                ),
                memberships__state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED],
            )
        ).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def create_user(self, *, phone: str | None = None, password: str | None = None, **fields: Any) -> User:
        fields.setdefault("card_number", new_card_number())
        user = self.model(phone=phone, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, card_number: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        fields |= {"is_staff": True, "is_superuser": True}
        if card_number:
            fields["card_number"] = card_number
        # Made at the shell by the operator: an audit asks who gave the right.
        with transaction.atomic(using=self._db):
            user = self.create_user(password=password, **fields)
            append_entry(
                kind="account.rights",
                subject=f"member:{user.ref}",
                payload={"is_active": user.is_active, "is_staff": True, "is_superuser": True, "groups": []},
                by=None,
            )
        return user


class MembershipQuerySet(models.QuerySet):
    def open(self) -> MembershipQuerySet:
        return self.filter(state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED])

    def waiting_for(self, user: Any) -> MembershipQuerySet:
        """Members who asked to join a branch that `user` decides for, the longest waiting first; never herself."""
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
        """Her own, and for an officer those of her branches."""
        if not user.is_authenticated:
            return self.none()
        branches = self.model._meta.apps.get_model("members", "Branch").objects.run_by(user)
        return self.filter(Q(user=user) | Q(branch__in=branches))


class RoleGrantQuerySet(models.QuerySet):
    def open(self) -> RoleGrantQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> RoleGrantQuerySet:
        """Her own, and for an officer those given in her branches."""
        if not user.is_authenticated:
            return self.none()
        branches = self.model._meta.apps.get_model("members", "Branch").objects.run_by(user)
        return self.filter(Q(user=user) | Q(branch__in=branches))


class OwnedQuerySet(models.QuerySet):
    """Rows with a `user`: only hers."""

    def visible_to(self, user: Any):
        return self.filter(user=user) if user.is_authenticated else self.none()


class TicketQuerySet(models.QuerySet):
    def open(self) -> TicketQuerySet:
        """Not used and not too old."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())
