from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Branch
from products.producers.enums import InvitationState
from products.products.enums import ProductState

if TYPE_CHECKING:
    from products.models import Producer, ProducerInvitation


class OfProducers[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a producer: whose people `user` is one of, and whose branch she is an officer of.

    `path` leads from the row to its producer, with its underscores; empty for producers themselves.
    """

    path: ClassVar[str] = "producer__"
    # What rules and pages read of a row that is about to change.
    with_lock: ClassVar[tuple[str, ...]] = ()

    def run_by(self, user: Any) -> Self:
        """Those of producers `user` is one of the people of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(self._hers(user)).distinct()

    def overseen_by(self, user: Any) -> Self:
        """Those of producers of the branches `user` is an officer of."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(self._in_her_branches(user))

    def handled_by(self, user: Any) -> Self:
        """Those she runs and those she oversees, in any state."""
        return self._hers_or(Q(), user)

    def locked(self, pk: int) -> M:
        """The row under a lock, read anew."""
        return self.select_for_update(of=("self",), no_key=True).select_related(*self.with_lock).get(pk=pk)

    def _hers(self, user: Any) -> Q:
        return Q(**{f"{self.path}people__user": user, f"{self.path}people__until": None})

    def _in_her_branches(self, user: Any) -> Q:
        return Q(**{f"{self.path}branch__in": Branch.objects.run_by(user)})

    def _hers_or(self, rule: Q, user: Any) -> Self:
        """What `rule` shows to everybody, and for who is signed in hers and what she oversees; staff see all."""
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule = rule | self._hers(user) | self._in_her_branches(user)
        return self.filter(rule).distinct() if rule else self.none()


class ProducerQuerySet(OfProducers["Producer"]):
    path = ""
    with_lock = ("unit", "branch")

    def visible_to(self, user: Any) -> ProducerQuerySet:
        """Everybody sees producers with a listed product; her people and her officers see her always."""
        return self._hers_or(Q(products__state=ProductState.LISTED, is_active=True), user)


class InvitationQuerySet(OfProducers["ProducerInvitation"]):
    with_lock = ("producer__branch",)

    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=InvitationState.WAITING, expires_at__gt=timezone.now())

    def addressed_to(self, user: Any) -> InvitationQuerySet:
        """Those for her card, or for a phone number she has proved to be hers."""
        if not user.is_authenticated:
            return self.none()
        contacts = [user.card_number]
        if user.phone and user.phone_verified_at:
            contacts.append(user.phone)
        return self.filter(contact__in=contacts)

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those addressed to her, and those of the producers she runs. Officers see none: the numbers are others'."""
        if not user.is_authenticated:
            return self.none()
        rule = Q(pk__in=self.model._default_manager.all().addressed_to(user).values("pk")) | self._hers(user)
        return self.filter(rule).distinct()
