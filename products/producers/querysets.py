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


def goods_shown(path: str = "") -> Q:
    """Return the condition that the listed products of a producer are public.

    The producer is verified, or its days of grace aren't over. Producer.shows_goods is the same for one row.
    path: lookup from the row to its producer, with trailing underscores.
    """
    return Q(**{f"{path}verified_at__isnull": False}) | Q(
        **{f"{path}grace_until_date__gte": timezone.localdate()}
    )


class OfProducers[M: models.Model](models.QuerySet[M]):
    """Query set of rows that belong to a producer, filtered by the people who run or oversee the producer.

    path: lookup from the row to its producer, with trailing underscores; empty for producers themselves.
    """

    path: ClassVar[str] = "producer__"
    # Relations that rules and pages read of a row that is about to change.
    with_lock: ClassVar[tuple[str, ...]] = ()

    def run_by(self, user: Any) -> Self:
        """Filter to rows of producers that `user` runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(self._is_run_by(user)).distinct()

    def overseen_by(self, user: Any) -> Self:
        """Filter to rows of producers in branches where `user` is an officer, or in branches below.

        Staff see all.
        """
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(self._is_in_branches_of(user))

    def decidable_by(self, user: Any) -> Self:
        """Filter to rows that `user` oversees and may decide on: not those of producers that `user` runs."""
        return self.overseen_by(user).exclude(pk__in=self._pks_run_by(user))

    def undecidable_by(self, user: Any) -> Self:
        """Filter to rows that `user` oversees, but runs too, so that another officer decides on them."""
        return self.overseen_by(user).filter(pk__in=self._pks_run_by(user))

    def handled_by(self, user: Any) -> Self:
        """Filter to rows of producers that `user` runs or oversees, in any state."""
        return self._handled_or(Q(), user)

    def locked(self, pk: int) -> M:
        """Lock the row and return it with its current values."""
        return self.select_for_update(of=("self",), no_key=True).select_related(*self.with_lock).get(pk=pk)

    def _pks_run_by(self, user: Any) -> models.QuerySet[Any, Any]:
        return self.model._base_manager.filter(self._is_run_by(user)).values("pk")

    def _is_run_by(self, user: Any) -> Q:
        return Q(**{f"{self.path}people__user": user, f"{self.path}people__until": None})

    def _is_in_branches_of(self, user: Any) -> Q:
        return Q(**{f"{self.path}branch__in": Branch.objects.run_by(user)})

    def _handled_or(self, rule: Q, user: Any) -> Self:
        """Filter to rows that match `rule`, and rows of producers that a signed-in user runs or oversees.

        Staff see all. Others see none if `rule` is empty.
        """
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule = rule | self._is_run_by(user) | self._is_in_branches_of(user)
        return self.filter(rule).distinct() if rule else self.none()


class ProducerQuerySet(OfProducers["Producer"]):
    path = ""
    with_lock = ("unit", "branch")

    def visible_to(self, user: Any) -> ProducerQuerySet:
        """Filter to active producers with a public product, and those that the user runs or oversees."""
        public = Q(products__state=ProductState.LISTED, is_active=True) & goods_shown()
        return self._handled_or(public, user)

    def awaiting_verification(self) -> ProducerQuerySet:
        """Filter to active producers that wait for an officer to verify them, the longest waiting first."""
        waiting = self.filter(is_active=True, verified_at=None, verification_asked_at__isnull=False)
        return waiting.order_by("verification_asked_at", "pk")


class InvitationQuerySet(OfProducers["ProducerInvitation"]):
    with_lock = ("producer__branch",)

    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=InvitationState.WAITING, expires_at__gt=timezone.now())

    def addressed_to(self, user: Any) -> InvitationQuerySet:
        """Filter to invitations to the user's card number, or to the user's verified phone number."""
        if not user.is_authenticated:
            return self.none()
        contacts = [user.card_number]
        if user.phone and user.phone_verified_at:
            contacts.append(user.phone)
        return self.filter(contact__in=contacts)

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Filter to invitations to the user, and those of the producers that the user runs.

        Officers see none, because the numbers belong to other people.
        """
        if not user.is_authenticated:
            return self.none()
        addressed = Q(pk__in=self.model._default_manager.all().addressed_to(user).values("pk"))
        rule = addressed | self._is_run_by(user)
        return self.filter(rule).distinct()
