"""What pages show of a producer's people and verification, and the consents asked with a first product."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backend.common.phones import format_phone
from members.acting import Actor
from members.consent.enums import ASKED_WITH_FIRST_PRODUCT, ConsentPurpose
from members.consent.presenters import ConsentChoice, consent_choices
from members.models import User
from products.models import Producer, ProducerPerson, Product
from products.producers.enums import ProducerKind, ProducerRole, VerificationState


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a producer, as `viewer` sees it."""

    person: ProducerPerson
    viewer: User
    # The viewer may invite people, change their roles and remove them.
    is_run_by_viewer: bool

    @property
    def is_viewer(self) -> bool:
        return self.person.user_id == self.viewer.pk

    @property
    def may_change(self) -> bool:
        """Return True if the viewer may change the role or end it: owners everybody's, others their own."""
        return self.is_run_by_viewer or self.is_viewer


class VerificationStatus:
    """The state of a producer's verification, for its people and for officers.

    may_ask: the viewer may ask the officers to verify the producer.
    """

    def __init__(self, producer: Producer, *, may_ask: bool) -> None:
        self.producer = producer
        self.state = producer.verification_state
        self._may_ask = may_ask

    @property
    def is_verified(self) -> bool:
        return self.state == VerificationState.VERIFIED

    @property
    def is_waiting(self) -> bool:
        return self.state == VerificationState.WAITING

    @property
    def is_returned(self) -> bool:
        return self.state == VerificationState.RETURNED

    @property
    def may_ask(self) -> bool:
        return self._may_ask and not (self.is_verified or self.is_waiting)

    @cached_property
    def grace_until(self) -> dt.date | None:
        """Return the last day on which listed products are public; None if there are none, or it is over."""
        until = self.producer.grace_until_date
        if self.is_verified or until is None or until < timezone.localdate() or not self._has_listed:
            return None
        return until

    @cached_property
    def hides_goods(self) -> bool:
        """Return True if the producer has listed products that aren't public."""
        return not self.producer.shows_goods and self._has_listed

    @cached_property
    def _has_listed(self) -> bool:
        return self.producer.products.listed().exists()


def asked_consents(*, actor: Actor, producer: Producer | None) -> list[ConsentChoice]:
    """Return the consents to ask before the member's first product is sent; those given already are left out.

    producer: None for the household that the first product creates. A firm's data are no person's, and an
    officer can't consent for a member.
    """
    if actor.is_helping or not owns_household(actor.member, producer):
        return []
    if Product.objects.run_by(actor.member).filter(submitted_at__isnull=False).exists():
        return []
    phone = (producer.phone if producer else "") or actor.member.phone
    notes = {ConsentPurpose.PUBLIC_PHONE: format_phone(phone) if phone else _("Chị chưa gắn số điện thoại.")}
    return [
        replace(choice, note=notes.get(choice.purpose, ""))
        for choice in consent_choices(actor.member, ASKED_WITH_FIRST_PRODUCT)
        if choice.given is None
    ]


def owns_household(user: User, producer: Producer | None) -> bool:
    """Return True if `user` is an owner of the household `producer`, so that buyers may see the user's data."""
    if producer is None:
        return True
    owners = producer.people.filter(user=user, role=ProducerRole.OWNER, until=None)
    return producer.kind == ProducerKind.HOUSEHOLD and owners.exists()
