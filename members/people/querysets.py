from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models, transaction
from django.db.models import Q

from backend.ledger.actions import append_entry
from members.branches.enums import MembershipState
from members.keys import new_card_number

if TYPE_CHECKING:
    from members.models import User
from members.branches.querysets import BranchQuerySet


class UserQuerySet(models.QuerySet["User"]):
    def in_branches(self, branches: BranchQuerySet) -> UserQuerySet:
        return self.filter(
            memberships__branch__in=branches,
            memberships__state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED],
        ).distinct()

    def visible_to(self, user: Any) -> UserQuerySet:
        """Filter to the user and, for an officer, the people of the officer's branches. Staff see everybody.

        They are the members of those branches and people who requested membership.
        """
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
        # Created in the shell by the operator: an audit asks who gave the right.
        with transaction.atomic(using=self._db):
            user = self.create_user(password=password, **fields)
            append_entry(
                kind="account.rights",
                subject=f"member:{user.ref}",
                payload={"is_active": user.is_active, "is_staff": True, "is_superuser": True, "groups": []},
                by=None,
            )
        return user
